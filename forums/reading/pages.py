"""Lists in pages: known counts instead of COUNT(*), and deep pages that stay cheap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

if TYPE_CHECKING:
    from django.db.models import QuerySet

POSTS, TOPICS = 20, 30
FAR = 1_000  # rows that are cheaply skipped
LAST_OPEN_PAGE = 100
LONGEST_NUMBER = 9  # digits


class Deep(Paginator):
    """Pages of a queryset whose number of rows is kept elsewhere.

    ``keys`` is ordered and carries nothing but its filters: the rows that are skipped are
    then read from an index and not joined with their authors. ``rows`` adds the rest.
    """

    def __init__(
        self, keys: QuerySet, rows: QuerySet, *, per_page: int, count: int
    ) -> None:
        super().__init__(rows, per_page)
        self.keys, self.rows, self.known = keys, rows, count

    @cached_property
    def count(self) -> int:
        return self.known

    def page(self, number: int | str) -> Page:
        place = self.validate_number(number)
        start = (place - 1) * self.per_page
        stop = min(start + self.per_page, self.known)
        found = list(self.rows.filter(pk__in=self.ids(start, stop)))
        return Page(found, place, self)

    def ids(self, start: int, stop: int) -> QuerySet | list[int]:
        """Return the ids of some rows, as a query inside the query."""
        keys = self.keys.values_list("pk", flat=True)
        if start > max(FAR, self.known // 2):  # nearer from the end
            return keys.reverse()[self.known - stop : self.known - start]
        return keys[start:stop]


class DeepInTwo(Deep):
    """The same in two queries, for rows with so many joins that the planner would lose
    itself in one.
    """

    def ids(self, start: int, stop: int) -> list[int]:
        return list(super().ids(start, stop))


@dataclass(frozen=True)
class OpenPage:
    """A page of a list that nobody has counted: there is a next one or not."""

    object_list: list[Any]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def open_page(
    keys: QuerySet,
    number: str | None,
    per_page: int = TOPICS,
    *,
    rows: QuerySet | None = None,
) -> OpenPage:
    """Return a page by the number in an address; nonsense gives the first.

    ``rows`` loads what ``keys`` does not, in a second query.
    """
    is_number = number and number.isdecimal() and len(number) < LONGEST_NUMBER
    wanted = min(max(int(number or 1) if is_number else 1, 1), LAST_OPEN_PAGE)
    window = slice((wanted - 1) * per_page, wanted * per_page + 1)
    found = list(
        keys[window] if rows is None else keys.values_list("pk", flat=True)[window]
    )
    more = len(found) > per_page and wanted < LAST_OPEN_PAGE
    found = found[:per_page]
    if rows is not None:
        loaded = rows.in_bulk(found)
        found = [loaded[pk] for pk in found]
    return OpenPage(found, wanted, more)
