"""What members are told by mail."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Notification(models.Model):
    """One post, one person, at most once: the row is the guard against a second mail.

    ``claimed_at`` is set by the job that is about to send, ``mailed_at`` when it was sent.
    """

    class Kind(models.TextChoices):
        MENTION = "mention", _("mentions or quotes me")
        REPLY = "reply", _("answer in a discussion I follow")
        TOPIC = "topic", _("new discussion in a forum I follow")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="forum_notifications",
        verbose_name=_("member"),
    )
    post = models.ForeignKey(
        "forum_conversation.Post",
        on_delete=models.CASCADE,
        related_name="notifications",
        verbose_name=_("post"),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    created_at = models.DateTimeField(_("created on"), default=timezone.now)
    claimed_at = models.DateTimeField(_("claimed on"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = (
            models.UniqueConstraint(
                fields=["post", "member"], name="forums_notification_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["member", "created_at"],
                name="forums_notification_unmailed",
                condition=models.Q(mailed_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.member}: {self.post}"
