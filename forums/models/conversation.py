"""What belongs to topics and posts beyond machina."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.core.files.storage import Storage


class Discussion(models.Model):
    """A topic about a subject, linked by id: a renamed page keeps its discussions."""

    topic = models.OneToOneField(
        "forum_conversation.Topic",
        on_delete=models.CASCADE,
        related_name="discussion",
        verbose_name=_("topic"),
    )
    subject = models.ForeignKey(
        "articles.Subject",
        on_delete=models.PROTECT,
        related_name="discussions",
        verbose_name=_("page"),
    )

    class Meta:
        verbose_name = _("discussion of a page")
        verbose_name_plural = _("discussions of pages")

    def __str__(self) -> str:
        return f"{self.topic} – {self.subject}"


class ExpertAnswer(models.Model):
    """A verified professional's post that answers the question of its topic."""

    topic = models.OneToOneField(
        "forum_conversation.Topic",
        on_delete=models.CASCADE,
        related_name="expert_answer",
        verbose_name=_("topic"),
    )
    post = models.OneToOneField(
        "forum_conversation.Post",
        on_delete=models.CASCADE,
        related_name="expert_answer",
        verbose_name=_("post"),
    )
    profession = models.CharField(
        _("profession"),
        max_length=80,
        help_text=_("As verified when the answer was marked."),
    )
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("marked by"),
    )
    marked_at = models.DateTimeField(_("marked on"), default=timezone.now)

    class Meta:
        verbose_name = _("expert answer")
        verbose_name_plural = _("expert answers")

    def __str__(self) -> str:
        return str(self.post)


class PostVersion(models.Model):
    """What a post said before a change; ``number`` counts from 1, the oldest."""

    post = models.ForeignKey(
        "forum_conversation.Post",
        on_delete=models.CASCADE,
        related_name="versions",
        verbose_name=_("post"),
    )
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=255, blank=True, default="")
    text = models.TextField(_("text"))
    reason = models.CharField(
        _("why it was changed"), max_length=255, blank=True, default=""
    )
    saved_at = models.DateTimeField(_("written on"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("written by"),
    )

    class Meta:
        verbose_name = _("earlier version of a post")
        verbose_name_plural = _("earlier versions of posts")
        ordering = ("post", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["post", "number"], name="forums_version_number_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.post} ({self.number})"


class Mention(models.Model):
    """A post names a member (``@[id]`` in its text)."""

    post = models.ForeignKey(
        "forum_conversation.Post",
        on_delete=models.CASCADE,
        related_name="mentions",
        verbose_name=_("post"),
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("member"),
    )

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = (
            models.UniqueConstraint(
                fields=["post", "member"], name="forums_mention_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.post}: {self.member}"


class Quotation(models.Model):
    """A post quotes words of another post."""

    post = models.ForeignKey(
        "forum_conversation.Post",
        on_delete=models.CASCADE,
        related_name="quotations",
        verbose_name=_("post"),
    )
    quoted = models.ForeignKey(
        "forum_conversation.Post",
        on_delete=models.CASCADE,
        related_name="quoted_in",
        verbose_name=_("quoted post"),
    )

    class Meta:
        verbose_name = _("quotation")
        verbose_name_plural = _("quotations")
        constraints = (
            models.UniqueConstraint(
                fields=["post", "quoted"], name="forums_quotation_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.post}: {self.quoted}"


def private_storage() -> "Storage":
    """Return where attachments lie: outside everything that a web server serves."""
    return storages["private"]


def attachment_path(attachment: "Attachment", _filename: str) -> str:
    """Return a random name; the one that the file had says too much."""
    name = attachment.pk.hex
    return f"attachments/{name[:2]}/{name}.{attachment.extension}"


class Attachment(models.Model):
    """A cleaned image or PDF of a post; the web server never serves it by itself."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("image")
        PDF = "pdf", _("PDF")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(
        "forum_conversation.Post",
        on_delete=models.CASCADE,
        related_name="files",
        verbose_name=_("post"),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    extension = models.CharField(_("extension"), max_length=4)
    description = models.CharField(
        _("description"),
        max_length=200,
        help_text=_("What it shows, for people who cannot see it."),
    )
    file = models.FileField(
        _("file"), storage=private_storage, upload_to=attachment_path, max_length=120
    )
    size = models.PositiveIntegerField(_("size in bytes"))
    width = models.PositiveIntegerField(_("width in pixels"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height in pixels"), null=True, blank=True)
    added_at = models.DateTimeField(_("added on"), default=timezone.now, editable=False)
    lost_at = models.DateTimeField(
        _("found missing on"), null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("added_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(size__lte=5 * 1024 * 1024),
                name="forums_attachment_at_most_5_mb",
            ),
        )

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return reverse("forums:file", args=[self.pk])
