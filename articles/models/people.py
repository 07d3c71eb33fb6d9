"""Who writes and reviews, what they declare, and what they did for a revision."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.querysets import PersonQuerySet


class Person(models.Model):
    """A named author or reviewer, printed under a page; may be tied to a staff account."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        related_name="person",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("web address"), max_length=120, unique=True)
    credentials = models.CharField(
        _("credentials"), max_length=120, blank=True, help_text="MD, PhD"
    )
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    orcid = models.CharField(
        "ORCID",
        max_length=19,
        blank=True,
        validators=[RegexValidator(r"\A\d{4}-\d{4}-\d{4}-\d{3}[\dX]\Z")],
    )
    biography = models.TextField(_("about"), blank=True)
    is_invented = models.BooleanField(
        _("invented for the demonstration"), default=False
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:person", args=[self.slug])


class Disclosure(models.Model):
    """What a person declared for one year: interests, or expressly none."""

    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        related_name="disclosures",
        on_delete=models.CASCADE,
    )
    year = models.PositiveSmallIntegerField(_("year"))
    none_declared = models.BooleanField(_("nothing to declare"), default=False)
    text = models.TextField(_("interests"), blank=True)

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering = ("person", "-year")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "year"), name="articles_disclosure_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(none_declared=True, text="")
                | Q(none_declared=False) & ~Q(text=""),
                name="articles_disclosure_none_or_text",
                violation_error_message=_(
                    "Either write the interests or tick that there are none."
                ),
            ),
        )

    def __str__(self) -> str:
        words = _("none declared") if self.none_declared else self.text
        return f"{self.year}: {words}"


class Contribution(models.Model):
    """What a person did for one revision, with the disclosure in force at that time.

    The reviewer's row is written by ``publishing.approve`` alone.
    """

    class Role(models.TextChoices):
        AUTHOR = "author", _("author")
        EDITOR = "editor", _("editor")
        ILLUSTRATOR = "illustrator", _("illustrator")
        REVIEWER = "reviewer", _("reviewer")
        PATIENT_REVIEWER = "patient_reviewer", _("patient reviewer")

    revision = models.ForeignKey(
        "articles.Revision", related_name="contributions", on_delete=models.CASCADE
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        related_name="contributions",
        on_delete=models.PROTECT,
    )
    role = models.CharField(_("role"), max_length=16, choices=Role)
    disclosure = models.ForeignKey(
        Disclosure,
        verbose_name=_("disclosure"),
        related_name="contributions",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    signed_on = models.DateField(_("signed"), default=timezone.localdate)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ("revision", "role", "person__name")
        constraints = (
            models.UniqueConstraint(
                fields=("revision", "person", "role"),
                name="articles_contribution_unique",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"
