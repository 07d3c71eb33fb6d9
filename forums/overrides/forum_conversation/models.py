"""Topic and Post: machina's, never deleted, with the indexes a million posts need."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from machina.apps.forum_conversation.abstract_models import AbstractPost, AbstractTopic

from forums import counting
from forums.overrides.forum_conversation.querysets import PostQuerySet, TopicQuerySet
from forums.writing.concerns import Concern


class Topic(AbstractTopic):
    """A discussion. ``approved`` follows its first post: False hides the whole topic."""

    objects = TopicQuerySet.as_manager()

    class Meta(AbstractTopic.Meta):
        indexes = (
            models.Index(
                fields=["forum", "-type", "-last_post_on"], name="topic_forum_listing"
            ),
            models.Index(
                fields=["forum", "-last_post_on"],
                name="topic_forum_newest",
                condition=models.Q(approved=True),
            ),
            models.Index(
                fields=["forum"],
                name="topic_unapproved",
                condition=models.Q(approved=False),
            ),
            models.Index(fields=["poster", "-created"], name="topic_poster_newest"),
        )

    def get_absolute_url(self) -> str:
        return reverse("forums:topic", args=[self.pk, self.slug or "topic"])

    def update_trackers(self) -> None:
        """Recount, under the rows' locks, writing the counters alone."""
        counting.recount_topic(self)


class Post(AbstractPost):
    """A member's words. Rows stay; ``removal`` says why the words are no longer shown."""

    class Removal(models.TextChoices):
        AUTHOR = "author", _("removed by its author")
        MODERATOR = "moderator", _("removed by a moderator")
        REFUSED = "refused", _("refused by a moderator")
        ERASED = "erased", _("erased when its author left")

    class Hold(models.TextChoices):
        NEWCOMER = "newcomer", _("first posts of a new member")
        LINKS = "links", _("links by a new member")
        EDITED = "edited", _("changed by a new member")

    content_note = models.CharField(
        _("content note"),
        max_length=120,
        blank=True,
        default="",
        help_text=_("What readers may want to know before they read this."),
    )
    hold = models.CharField(
        _("why it waits"), max_length=12, choices=Hold, blank=True, default=""
    )
    concern = models.CharField(
        _("words of"),
        max_length=12,
        choices=Concern,
        blank=True,
        default="",
        help_text=_("Posted like any other; a moderator reads it first."),
    )
    concern_seen_at = models.DateTimeField(
        _("concern seen by a moderator"), null=True, blank=True, editable=False
    )
    edited_at = models.DateTimeField(
        _("words changed on"), null=True, blank=True, editable=False
    )
    form_token = models.UUIDField(
        _("number of the form it came from"), null=True, blank=True, editable=False
    )
    removal = models.CharField(
        _("removed"), max_length=12, choices=Removal, blank=True, default=""
    )
    removed_at = models.DateTimeField(
        _("removed on"), null=True, blank=True, editable=False
    )
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("removed by"),
    )

    objects = PostQuerySet.as_manager()

    class Meta(AbstractPost.Meta):
        indexes = (
            # With all that tells whether somebody may see a post: places are counted in it.
            models.Index(
                fields=["topic", "created", "id"],
                include=["approved", "removal", "poster"],
                name="post_topic_created",
            ),
            models.Index(
                fields=["topic"],
                name="post_unapproved",
                condition=models.Q(approved=False),
            ),
            # What a member wrote is counted anew without the rows, too.
            models.Index(
                fields=["poster", "-created"],
                include=["approved", "removal"],
                name="post_poster_newest",
            ),
            models.Index(fields=["-created"], name="post_newest"),
            models.Index(
                fields=["created"],
                name="post_waiting",
                condition=models.Q(approved=False, removal=""),
            ),
            models.Index(
                fields=["created"],
                name="post_of_concern",
                condition=models.Q(concern_seen_at__isnull=True, removal="")
                & ~models.Q(concern=""),
            ),
        )
        constraints = (
            # A form that is sent twice is one post.
            models.UniqueConstraint(
                fields=["poster", "form_token"],
                name="post_once_per_form",
                condition=models.Q(form_token__isnull=False),
            ),
            models.CheckConstraint(
                condition=models.Q(removal="", removed_at__isnull=True)
                | (~models.Q(removal="") & models.Q(removed_at__isnull=False)),
                name="post_removal_has_its_time",
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("forums:post", args=[self.pk])

    def save_words(self, **options: Any) -> None:
        """Save the row alone: unlike machina's ``save()``, this recounts nothing.

        For verbs that keep the counters themselves (forums/counting.py).
        """
        super(AbstractPost, self).save(**options)

    @property
    def is_waiting(self) -> bool:
        """Tell whether a moderator has still to look at it."""
        return not self.approved and not self.removal


# Machina indexes every flag and time by itself, and each foreign key beside the indexes above
# that begin with it: no page asks that way, and every answer would have to write them all.
# What points at accounts stays, for the day an account is deleted.
for model, fields in (
    (Topic, ("type", "status", "approved", "created", "updated", "slug")),
    (Topic, ("forum", "poster")),
    (Post, ("approved", "enable_signature", "topic", "poster")),
):
    for name in fields:
        model._meta.get_field(name).db_index = False
