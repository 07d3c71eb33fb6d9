"""What a page is about: subjects, the terms that place them, and how sure the evidence is."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.querysets import (
    EvidenceStatusQuerySet,
    SubjectQuerySet,
    TermQuerySet,
)


class Term(models.Model):
    """One word of the vocabulary that readers browse by."""

    class Kind(models.TextChoices):
        BODY_SITE = "body_site", _("body site")
        TUMOR_TYPE = "tumor_type", _("tumor type")
        MODALITY = "modality", _("modality")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ("kind", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "name"), name="articles_term_unique_per_kind"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Subject(models.Model):
    """What a page is about. Each subject has at most one page per edition."""

    class Kind(models.TextChoices):
        PROCEDURE = "procedure", _("procedure")
        TUMOR = "tumor", _("tumor")
        TEST = "test", _("test")
        CONCEPT = "concept", _("concept")

    kind = models.CharField(
        _("kind"), max_length=10, choices=Kind, default=Kind.PROCEDURE
    )
    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(
        _("web address"),
        max_length=120,
        unique=True,
        help_text=_("An old address keeps working when you change it."),
    )
    synonyms = ArrayField(
        models.CharField(max_length=100),
        verbose_name=_("other names"),
        default=list,
        blank=True,
        help_text=_("What readers may type into the search, separated by commas."),
    )
    terms = models.ManyToManyField(
        Term, verbose_name=_("terms"), related_name="subjects", blank=True
    )
    is_demo = models.BooleanField(
        _("demonstration content"),
        default=False,
        help_text=_("Every page of this subject says that no clinician reviewed it."),
    )

    public_editions: list[str]  # annotated by SubjectQuerySet.with_public_editions

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class OldSlug(models.Model):
    """An address that a subject used to have; it answers with a permanent redirect."""

    subject = models.ForeignKey(
        Subject,
        verbose_name=_("subject"),
        related_name="old_slugs",
        on_delete=models.CASCADE,
    )
    slug = models.SlugField(_("old web address"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.slug


class SubjectRelation(models.Model):
    """Why a reader of one subject may want the other; shown on both pages."""

    class Kind(models.TextChoices):
        ALTERNATIVE = "alternative", _("alternative")
        NEXT_STEP = "next_step", _("next step")
        SAME_INDICATION = "same_indication", _("same indication")
        BACKGROUND = "background", _("background")

    subject = models.ForeignKey(
        Subject,
        verbose_name=_("subject"),
        related_name="relations",
        on_delete=models.CASCADE,
    )
    related = models.ForeignKey(
        Subject,
        verbose_name=_("related subject"),
        related_name="relations_from_others",
        on_delete=models.CASCADE,
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)

    class Meta:
        verbose_name = _("related subject")
        verbose_name_plural = _("related subjects")
        ordering = ("subject", "kind", "related")
        constraints = (
            models.UniqueConstraint(
                fields=("subject", "related"), name="articles_relation_unique"
            ),
            models.CheckConstraint(
                condition=~models.Q(subject=models.F("related")),
                name="articles_relation_not_to_itself",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} → {self.related}"


class EvidenceStatus(models.Model):
    """How sure the evidence is for one subject and one indication, as one body put it.

    Rows are never changed into the next status: a new row supersedes the old one, so the
    history stays. ``review_by`` in the past is shown to readers as late.
    """

    class Code(models.TextChoices):
        ESTABLISHED = "established", _("Established")
        EMERGING = "emerging", _("Emerging")
        EXPERIMENTAL = "experimental", _("Experimental / investigational")
        NOT_RECOMMENDED = "not_recommended", _("Not recommended")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    subject = models.ForeignKey(
        Subject,
        verbose_name=_("subject"),
        related_name="evidence_statuses",
        on_delete=models.CASCADE,
    )
    indication = models.CharField(
        _("indication"),
        max_length=200,
        help_text=_("For whom or for what, e.g. “pain after radiotherapy”."),
    )
    code = models.CharField(_("status"), max_length=16, choices=Code)
    wording = models.CharField(
        _("wording of the source"),
        max_length=300,
        blank=True,
        help_text=_("What the page or body calls it, e.g. “E/I”."),
    )
    issuing_body = models.CharField(
        _("issuing body"),
        max_length=200,
        help_text=_("The society, agency or editorial board that says so."),
    )
    as_of = models.DateField(_("as of"))
    source = models.ForeignKey(
        "articles.Reference",
        verbose_name=_("source"),
        related_name="evidence_statuses",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    review_by = models.DateField(_("review by"))
    supersedes = models.OneToOneField(
        "self",
        verbose_name=_("supersedes"),
        related_name="superseded_by",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )

    objects = EvidenceStatusQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence status")
        verbose_name_plural = _("evidence statuses")
        ordering = ("subject", "indication", "-as_of")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(review_by__gte=models.F("as_of")),
                name="articles_status_review_after_issue",
                violation_error_message=_(
                    "The review date lies before the date of issue."
                ),
            ),
            models.CheckConstraint(
                condition=~models.Q(supersedes=models.F("id")),
                name="articles_status_not_after_itself",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_code_display()} ({self.indication})"

    def get_absolute_url(self) -> str:
        return reverse("articles:evidence") + f"#{self.code}"

    @property
    def is_late(self) -> bool:
        """Whether the review date has passed."""
        return self.review_by < timezone.localdate()

    def clean(self) -> None:
        super().clean()
        if self.supersedes and self.supersedes.subject_id != self.subject_id:
            raise ValidationError(
                {
                    "supersedes": _(
                        "A status can only supersede one of the same subject."
                    )
                }
            )
