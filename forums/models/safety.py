"""What stands between a person in need and a posted message: cards, help lines, words."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.writing.concerns import Concern


class SafetyCard(models.Model):
    """What a member is shown before the first post, or when words of a concern are found."""

    class Occasion(models.TextChoices):
        FIRST_POST = "first", _("before the first post")
        CRISIS = Concern.CRISIS.value, Concern.CRISIS.label
        EMERGENCY = Concern.EMERGENCY.value, Concern.EMERGENCY.label

    occasion = models.CharField(
        _("occasion"), max_length=12, choices=Occasion, unique=True
    )
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), help_text=_("Markdown, as in posts."))

    class Meta:
        verbose_name = _("safety card")
        verbose_name_plural = _("safety cards")

    def __str__(self) -> str:
        return self.title


class HelpLine(models.Model):
    """A number or address where somebody answers."""

    concern = models.CharField(_("for"), max_length=12, choices=Concern)
    place = models.CharField(
        _("country or region"), max_length=80, help_text=_("“Everywhere” is fine.")
    )
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("telephone"), max_length=40, blank=True, default="")
    address = models.URLField(_("web address"), blank=True, default="")
    hours = models.CharField(_("hours"), max_length=80, blank=True, default="")
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("help line")
        verbose_name_plural = _("help lines")
        ordering = ("position", "place", "name")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(phone="", address=""),
                name="forums_help_line_can_be_reached",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place}: {self.name}"

    @property
    def dial(self) -> str:
        """Return what a telephone dials; "" when the words name more than one number."""
        is_one = re.fullmatch(r"\+?[\d ]+", self.phone)
        return self.phone.replace(" ", "") if is_one else ""


class WatchWord(models.Model):
    """A word or phrase that shows a safety card and puts the post first in the queue."""

    concern = models.CharField(_("shows the card for"), max_length=12, choices=Concern)
    phrase = models.CharField(
        _("word or phrase"),
        max_length=80,
        unique=True,
        help_text=_("Found as whole words; capitals and accents do not matter."),
    )

    class Meta:
        verbose_name = _("watch word")
        verbose_name_plural = _("watch words")
        ordering = ("concern", "phrase")

    def __str__(self) -> str:
        return self.phrase
