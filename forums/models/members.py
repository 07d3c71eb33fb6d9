"""What members decide for themselves: whom to mute, which forums to follow."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Mute(models.Model):
    """A member does not want to read another one's posts; the other never learns of it."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="mutes",
        verbose_name=_("member"),
    )
    muted = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("muted member"),
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("mute")
        verbose_name_plural = _("mutes")
        constraints = (
            models.UniqueConstraint(
                fields=["member", "muted"], name="forums_mute_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(member=models.F("muted")),
                name="forums_nobody_mutes_themselves",
            ),
        )

    def __str__(self) -> str:
        return f"{self.member}: {self.muted}"


class ForumFollow(models.Model):
    """A member hears of every new topic in a forum. (Topics are followed in machina's table.)"""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="forum_follows",
        verbose_name=_("member"),
    )
    forum = models.ForeignKey(
        "forum.Forum",
        on_delete=models.CASCADE,
        related_name="follows",
        verbose_name=_("forum"),
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("followed forum")
        verbose_name_plural = _("followed forums")
        constraints = (
            models.UniqueConstraint(
                fields=["member", "forum"], name="forums_forum_followed_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.member}: {self.forum}"
