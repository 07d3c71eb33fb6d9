"""What the forums know about a member besides the account."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from machina.apps.forum_member.abstract_models import AbstractForumProfile


class ForumProfile(AbstractForumProfile):
    """Reading and writing (for trust), what was shown, and which mails are wanted.

    Machina's avatar and signature stay empty: pictures identify people, and a signature
    repeats an illness under every post.
    """

    class Replies(models.TextChoices):
        EACH = "each", _("soon after each answer, several in one mail")
        DAILY = "daily", _("once a day")
        NEVER = "never", _("never")

    topics_entered = models.PositiveIntegerField(_("topics read"), default=0)
    posts_read = models.PositiveIntegerField(_("posts read"), default=0)
    days_visited = models.PositiveIntegerField(_("days visited"), default=0)
    last_visited_on = models.DateField(_("last visit"), null=True, blank=True)
    safety_card_seen_at = models.DateTimeField(
        _("safety card seen"), null=True, blank=True, editable=False
    )
    notify_replies = models.CharField(
        _("answers in discussions I follow"),
        max_length=8,
        choices=Replies,
        default=Replies.EACH,
    )
    notify_mentions = models.BooleanField(
        _("when somebody mentions or quotes me"), default=True
    )
    weekly_digest = models.BooleanField(_("a weekly overview"), default=False)
    # A subject line is seen on locked phones and by whoever reads along.
    titles_in_mails = models.BooleanField(
        _("titles and first words in mails"), default=False
    )
    mailed_at = models.DateTimeField(
        _("last forum mail"), null=True, blank=True, editable=False
    )
    digested_at = models.DateTimeField(
        _("last weekly overview"), null=True, blank=True, editable=False
    )
    follows_own_discussions = models.BooleanField(
        _("follow discussions that I write in"), default=True
    )

    class Meta(AbstractForumProfile.Meta):
        pass

    def __str__(self) -> str:
        return str(self.user)
