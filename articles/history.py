"""The texts a page has had in public, and what each of them changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from articles import differences as words
from articles.models import Article, Contribution, Revision

FIELDS = (
    ("title", _("Title")),
    ("summary", _("Summary")),
    ("seek_help", _("When to seek help")),
    ("body", _("Text")),
)


@dataclass(frozen=True)
class FieldChange:
    """A field with its changed paragraphs; fields without a change are left out."""

    name: str
    blocks: list[words.Block]


def entries(article: Article) -> QuerySet[Revision]:
    """Return every text readers ever saw, the newest first, with the people named."""
    named = Contribution.objects.select_related("person").order_by("role", "pk")
    texts = ("body", "html", "text", "seek_help", "seek_help_html", "headings")
    earlier = article.revisions.published().filter(number__lt=OuterRef("number"))
    return (
        article.revisions.published()
        .defer(*texts)
        .annotate(has_earlier=Exists(earlier))
        .prefetch_related(Prefetch("contributions", named))
        .order_by("-number")
    )


def pair(article: Article, number: int) -> tuple[Revision, Revision] | None:
    """Return a published text and the published one before it, if both may be read."""
    texts = article.revisions.visible().filter(number__lte=number)
    newest = list(texts.order_by("-number")[:2])
    if len(newest) < 2 or newest[0].number != number:
        return None
    return newest[0], newest[1]


def differences(old: Revision, new: Revision) -> list[FieldChange]:
    """Compare what editors wrote, Markdown and citation keys included."""
    return list(_changes(old, new))


def _changes(old: Revision, new: Revision) -> Iterable[FieldChange]:
    for field, name in FIELDS:
        blocks = words.compare(getattr(old, field), getattr(new, field))
        if blocks:
            yield FieldChange(str(name), blocks)
