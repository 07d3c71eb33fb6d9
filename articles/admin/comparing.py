"""What differs between two saved texts, part by part, for people to read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.differences import Block, compare
from articles.models import Revision


@dataclass(frozen=True)
class Part:
    """One part of a page that differs: its name and the changed paragraphs."""

    name: str
    blocks: Sequence[Block]
    source: Sequence[Block] = ()  # the same as it was typed, signs and all


def changes_between(before: Revision | None, after: Revision) -> list[Part]:
    """Every part of ``after`` that differs; without ``before`` the whole text is new."""
    pairs = (
        (_("Title"), *(_word(one, "title") for one in (before, after))),
        (_("Summary"), *(_word(one, "summary") for one in (before, after))),
        (
            _("When to seek help at once"),
            *(_word(one, "seek_help") for one in (before, after)),
        ),
        (_("Results with a number"), _results(before), _results(after)),
        (_("Who wrote it"), _people(before), _people(after)),
    )
    parts = [
        Part(name, blocks) for name, *texts in pairs if (blocks := compare(*texts))
    ]
    source = compare(_word(before, "body"), after.body)
    if source:
        read = compare(_paragraphs(before), _paragraphs(after))
        parts.insert(min(len(parts), 3), Part(_("Text"), read, source))
    return parts


def _word(revision: Revision | None, field: str) -> str:
    return str(getattr(revision, field)) if revision else ""


def _paragraphs(revision: Revision | None) -> str:
    """The words as they are read: the stored plain text has a line for each paragraph."""
    return _word(revision, "text").replace("\n", "\n\n")


def _results(revision: Revision | None) -> str:
    if revision is None:
        return ""
    rows = revision.outcomes.select_related("reference")
    return "\n\n".join(
        " · ".join(
            part
            for part in (
                f"{row.n} / {row.of} {row.claim}",
                row.measure,
                row.time_point,
                f"@{row.reference.citekey}",
            )
            if part
        )
        for row in rows
    )


def _people(revision: Revision | None) -> str:
    if revision is None:
        return ""
    rows = revision.contributions.exclude(role="reviewer").select_related("person")
    return "\n\n".join(str(row) for row in rows)
