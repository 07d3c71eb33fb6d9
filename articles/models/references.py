"""The literature: one record per work, and how works relate to each other."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.querysets import ReferenceQuerySet

citekey_validator = RegexValidator(
    r"\A[a-z][a-z0-9]*(?:[-_:.][a-z0-9]+)*\Z",
    _("Use small letters and digits, e.g. callstrom2006 or parity-pilot."),
)
DOI = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)\Z", re.IGNORECASE
)


def normalize_doi(value: str) -> str:
    """Return a DOI in lower case without its resolver; raise ValidationError if it is none.

    DOIs compare without regard to case (DOI Handbook, 2.4).
    """
    match = DOI.match(value.strip())
    if not match:
        raise ValidationError({"doi": _("A DOI looks like 10.1000/182.")})
    return match.group(1).lower()


class Reference(models.Model):
    """A published work, in the field names of CSL-JSON where those exist."""

    class Type(models.TextChoices):
        ARTICLE = "article-journal", _("journal article")
        BOOK = "book", _("book")
        CHAPTER = "chapter", _("chapter")
        REPORT = "report", _("report or guideline")
        WEBPAGE = "webpage", _("web page")
        REGISTRATION = "dataset", _("trial registration")

    class Design(models.TextChoices):
        SYSTEMATIC_REVIEW = "systematic_review", _("systematic review")
        RANDOMIZED = "randomized", _("randomized trial")
        SINGLE_ARM = "single_arm", _("prospective single-arm study")
        COHORT = "cohort", _("cohort study")
        CASE_SERIES = "case_series", _("case series")
        CASE_REPORT = "case_report", _("case report")
        GUIDELINE = "guideline", _("guideline or consensus")
        REVIEW = "review", _("narrative review")
        PROTOCOL = "protocol", _("trial protocol or registration")
        OTHER = "other", _("other")

    class Health(models.TextChoices):
        CLEAR = "clear", _("no notice found")
        FLAGGED = "flagged", _("retracted or under concern")
        UNKNOWN = "unknown", _("not checked")

    citekey = models.CharField(
        _("citation key"), max_length=60, unique=True, validators=[citekey_validator]
    )
    type = models.CharField(
        _("type"), max_length=20, choices=Type, default=Type.ARTICLE
    )
    title = models.CharField(_("title"), max_length=500)
    authors = models.JSONField(
        _("authors"),
        default=list,
        blank=True,
        help_text=_("A list of {family, given, suffix} or {literal} for a group."),
    )
    authors_truncated = models.BooleanField(
        _("further authors are missing"), default=False
    )
    container_title = models.CharField(_("journal or book"), max_length=300, blank=True)
    container_title_short = models.CharField(
        _("journal, abbreviated"), max_length=120, blank=True
    )
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    volume = models.CharField(_("volume"), max_length=30, blank=True)
    issue = models.CharField(_("issue"), max_length=30, blank=True)
    pages = models.CharField(_("pages"), max_length=40, blank=True)
    doi = models.CharField(_("DOI"), max_length=200, null=True, blank=True, unique=True)
    pmid = models.CharField(
        _("PubMed ID"),
        max_length=12,
        null=True,
        blank=True,
        unique=True,
        validators=[RegexValidator(r"\A[1-9]\d{0,8}\Z", _("A PubMed ID is a number."))],
    )
    pmcid = models.CharField(
        _("PMC ID"),
        max_length=15,
        blank=True,
        validators=[
            RegexValidator(r"\APMC\d+\Z", _("A PMC ID looks like PMC1234567."))
        ],
    )
    isbn = models.CharField(_("ISBN"), max_length=20, blank=True)
    registry_id = models.CharField(
        _("trial registration"), max_length=40, blank=True, help_text="NCT02511678"
    )
    url = models.URLField(_("web address"), max_length=500, blank=True)
    design = models.CharField(
        _("study design"), max_length=20, choices=Design, blank=True
    )
    sample_size = models.PositiveIntegerField(
        _("people studied"), null=True, blank=True
    )
    abstract = models.TextField(
        _("abstract"),
        blank=True,
        help_text=_("For the check against copied sentences; never shown to readers."),
    )
    verification = models.TextField(_("how this record was checked"), blank=True)
    checked_on = models.DateField(
        _("last check for retractions"), null=True, blank=True
    )

    # Annotated by ReferenceQuerySet.with_health:
    notices: list[str]
    later_reports: list[dict[str, str]]
    final_reports: list[dict[str, str]]
    # Annotated by ReferenceQuerySet.cited_in:
    number: int
    uses: list[dict[str, str]]

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering = ("citekey",)
        constraints = (
            models.CheckConstraint(
                condition=Q(month__isnull=True) | Q(month__gte=1, month__lte=12),
                name="articles_reference_month_in_year",
            ),
            models.CheckConstraint(
                condition=~Q(doi="") & ~Q(pmid=""),
                name="articles_reference_missing_ids_are_null",
            ),
        )

    def __str__(self) -> str:
        return f"{self.label}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("articles:reference", args=[self.citekey])

    @property
    def label(self) -> str:
        """The short name of the work: ``Callstrom 2006``."""
        first = self.authors[0] if self.authors else {}
        name = first.get("family") or first.get("literal") or self.title[:40]
        return f"{name} {self.year}" if self.year else name

    @property
    def health(self) -> str:
        """Clear, flagged or unknown; needs ``ReferenceQuerySet.with_health``.

        Fails closed: a work that nobody checked is unknown, never clear.
        """
        if self.notices:  # annotated: notices of retraction or concern about this work
            return self.Health.FLAGGED
        return self.Health.CLEAR if self.checked_on else self.Health.UNKNOWN

    def clean(self) -> None:
        super().clean()
        self.doi = normalize_doi(self.doi) if self.doi else None
        self.pmid = (self.pmid or "").strip() or None


class ReferenceRelation(models.Model):
    """``source`` *is the kind of* ``target``: interim of, update of, retraction of …"""

    class Kind(models.TextChoices):
        INTERIM_OF = "interim_of", _("is the interim report of")
        UPDATE_OF = "update_of", _("is an update of")
        SUPERSEDES = "supersedes", _("supersedes")
        PROTOCOL_OF = "protocol_of", _("is the protocol of")
        CORRECTION_OF = "correction_of", _("is a correction of")
        COMMENT_ON = "comment_on", _("is a comment on")
        CONCERN_ABOUT = "concern_about", _("is an expression of concern about")
        RETRACTION_OF = "retraction_of", _("is the retraction of")

    source = models.ForeignKey(
        Reference,
        verbose_name=_("this work"),
        related_name="relations",
        on_delete=models.CASCADE,
    )
    kind = models.CharField(_("relation"), max_length=16, choices=Kind)
    target = models.ForeignKey(
        Reference,
        verbose_name=_("that work"),
        related_name="relations_from_others",
        on_delete=models.CASCADE,
    )

    class Meta:
        verbose_name = _("relation between works")
        verbose_name_plural = _("relations between works")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "kind", "target"),
                name="articles_reference_relation_unique",
            ),
            models.CheckConstraint(
                condition=~Q(source=models.F("target")),
                name="articles_reference_relation_not_to_itself",
            ),
        )

    def __str__(self) -> str:
        return f"{self.source.citekey} {self.get_kind_display()} {self.target.citekey}"
