"""What a page is about: subjects, and the terms and relations that place them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.querysets import (
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
