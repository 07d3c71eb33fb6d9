"""An edition of a subject: the pointer that says what readers see."""

import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.querysets import ArticleQuerySet

if TYPE_CHECKING:
    from articles.models.revisions import Revision


class Audience(models.TextChoices):
    LAY = "lay", _("for patients")
    PROFESSIONAL = "professional", _("for professionals")

    @property
    def prefix(self) -> str:
        """The first part of the address of a page: ``lay`` or ``pro``."""
        return "pro" if self == Audience.PROFESSIONAL else "lay"

    @property
    def other(self) -> "Audience":
        return Audience.PROFESSIONAL if self == Audience.LAY else Audience.LAY


class Article(models.Model):
    """One edition of a subject. What readers see is the revision ``published`` points at.

    Publishing is one pointer swap; no other row says what is public.
    """

    subject = models.ForeignKey(
        "articles.Subject",
        verbose_name=_("subject"),
        related_name="articles",
        on_delete=models.PROTECT,
    )
    audience = models.CharField(_("edition"), max_length=12, choices=Audience)
    published = models.OneToOneField(
        "articles.Revision",
        verbose_name=_("published revision"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
    )
    review_due = models.DateField(
        _("next review due"),
        null=True,
        blank=True,
        help_text=_(
            "Readers see this date; when it has passed they see that it is late."
        ),
    )

    search_vector = SearchVectorField(
        null=True,
        editable=False,
        help_text="Weighted words of what is published; written by articles.search.",
    )
    search_text = models.TextField(
        editable=False,
        blank=True,
        default="",
        help_text="What excerpts in the search are taken from.",
    )

    # Annotated by ArticleQuerySet.with_text:
    changed: int  # when anything readers see last changed, in seconds since 1970
    terms: list[dict[str, str]]
    first_published_at: datetime.datetime | None
    # Annotated by ArticleQuerySet.around:
    is_other_edition: bool
    relation: str | None
    relation_back: str | None
    shared_terms: list[str]
    # Annotated by ArticleQuerySet.with_last_correction:
    corrected_at: datetime.datetime | None
    # Annotated by ArticleQuerySet.naming:
    roles: list[str]
    # Prefetched by the admin's list:
    newest: "list[Revision]"

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ("subject", "audience")
        indexes = (GinIndex(fields=("search_vector",), name="articles_article_search"),)
        constraints = (
            models.UniqueConstraint(
                fields=("subject", "audience"), name="articles_one_page_per_edition"
            ),
        )
        permissions = (("review_article", _("Can review and publish pages")),)

    def __str__(self) -> str:
        return f"{self.subject} – {self.edition.label}"

    def get_absolute_url(self) -> str:
        return reverse(
            "articles:article", args=[self.edition.prefix, self.subject.slug]
        )

    @property
    def edition(self) -> Audience:
        return Audience(self.audience)

    @property
    def title(self) -> str:
        """The title readers see, or the subject's name while nothing is published."""
        return self.published.title if self.published else self.subject.name

    @property
    def is_overdue(self) -> bool:
        """Whether the next review should have happened by now."""
        return self.review_due is not None and self.review_due < timezone.localdate()
