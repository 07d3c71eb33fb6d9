"""What the lists of the books share: nothing is changed there, and none counts a million rows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib import admin
from django.core.paginator import Page, Paginator
from django.utils.html import format_html

from sponsors import money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.contrib.admin.views.main import ChangeList
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

MOST = 10_000  # rows that can be paged through; who looks for more searches or exports


class CappedPaginator(Paginator):
    """Counts no further than anybody will page, and walks there by an index alone."""

    @cached_property
    def counted(self) -> int:
        rows = cast("QuerySet[Model]", self.object_list)
        return rows.order_by()[: MOST + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self.counted, MOST)

    @property
    def is_capped(self) -> bool:
        return self.counted > MOST

    def page(self, number: int | str) -> Page:
        """Return a page; what its rows show is joined to them, not to all rows before."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows = cast("QuerySet[Model]", self.object_list)
        last = min(first + self.per_page, self.count)
        keys = rows.select_related(None).values_list("pk", flat=True)[first:last]
        return Page(rows.filter(pk__in=list(keys)), number, self)


class WordsFilter(admin.AllValuesFieldListFilter):
    """Stripe's words for it in ours; a link without words can be neither read nor heard."""

    words: ClassVar[Mapping[str, StrOrPromise]] = {}

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        for choice in super().choices(changelist):
            word = str(choice["display"])
            yield {**choice, "display": self.words.get(word, word)}


class BooksAdmin(admin.ModelAdmin):
    """A list to read; what can be done stands on pages of its own."""

    actions: Any = None
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 25
    change_list_template = "admin/sponsors/change_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False


def shown(amount: int, currency: str) -> str:
    """Return an amount for a column: in figures of equal width, at the right."""
    return format_html('<span class="sum">{}</span>', money.show(amount, currency))
