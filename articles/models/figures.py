"""Figures: images or drawings with everything that makes them safe to print."""

from pathlib import PurePosixPath
from uuid import uuid4

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.querysets import FigureQuerySet


def upload_path(_figure: "Figure", filename: str) -> str:
    """Return a random name; the uploaded name may carry a patient's name."""
    suffix = PurePosixPath(filename).suffix.lower()
    return f"figures/{uuid4().hex}{suffix}"


class Figure(models.Model):
    """One version of a figure. A published text keeps showing the version it was made with.

    Exactly one of ``image`` (an uploaded raster image, re-encoded) and ``drawing`` (an SVG
    that ships with the portal below ``static/img/figures/``) is set: an uploaded SVG would
    be same-origin script.
    """

    class Consent(models.TextChoices):
        DRAWN = "drawn", _("drawn, shows no person")
        CONSENT = "consent", _("own patient, written consent on file")
        LICENSED = "licensed", _("published under the licence named")

    key = models.SlugField(
        _("key"), max_length=60, help_text=_("Editors place it with ![](figure:key).")
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    image = models.ImageField(
        _("image"),
        upload_to=upload_path,
        width_field="width",
        height_field="height",
        blank=True,
    )
    drawing = models.CharField(
        _("drawing"),
        max_length=100,
        blank=True,
        validators=[RegexValidator(r"\A[a-z0-9-]+\.svg\Z")],
    )
    width = models.PositiveIntegerField(
        _("width"), null=True, blank=True, editable=False
    )
    height = models.PositiveIntegerField(
        _("height"), null=True, blank=True, editable=False
    )
    alt = models.CharField(
        _("text alternative"),
        max_length=500,
        help_text=_("What someone who cannot see the figure needs to know."),
    )
    caption = models.CharField(_("caption"), max_length=500)
    credit = models.CharField(_("credit"), max_length=200)
    licence = models.CharField(_("licence"), max_length=100)
    consent_basis = models.CharField(_("consent"), max_length=10, choices=Consent)
    source = models.ForeignKey(
        "articles.Reference",
        verbose_name=_("source"),
        related_name="figures",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ("key", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=("key", "version"), name="articles_figure_version_unique"
            ),
            models.CheckConstraint(
                condition=Q(image="") & ~Q(drawing="") | ~Q(image="") & Q(drawing=""),
                name="articles_figure_image_or_drawing",
                violation_error_message=_("Choose an image or a drawing, not both."),
            ),
            models.CheckConstraint(
                condition=~Q(alt="") & ~Q(caption="") & ~Q(credit="") & ~Q(licence=""),
                name="articles_figure_words_complete",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} ({self.version})"
