"""The forums' part of taking one's data along and of leaving for good."""

from django.db.models import Model, Q

from forums.counting import recount_members
from forums.forgetting import erasing
from forums.forgetting.handing_over import export, files
from forums.forgetting.leaving_tasks import delete_erased_files
from forums.models import (
    Appeal,
    Attachment,
    ForumFollow,
    ForumProfile,
    ForumReadTrack,
    Mention,
    Mute,
    Notification,
    Post,
    PostVersion,
    Report,
    Restriction,
    Topic,
    TopicReadTrack,
    UserForumPermission,
)
from portal import jobs
from portal.accounts.models import User

__all__ = ["anonymise", "export", "files", "preview"]

# Rows that are about the member alone: they go, whatever becomes of the words.
OWN_ROWS: tuple[tuple[type[Model], str], ...] = (
    (Appeal, "member"),
    (ForumFollow, "member"),
    (ForumReadTrack, "user"),
    (Mention, "member"),
    (Mute, "member"),
    (Mute, "muted"),
    (Notification, "member"),
    (PostVersion, "post__poster"),
    (Restriction, "member"),
    (TopicReadTrack, "user"),
    (UserForumPermission, "user"),
)


def preview(user: User) -> dict[str, int]:
    """Return the counts that the page of leaving speaks of."""
    own = Post.objects.filter(poster=user)
    others = Post.objects.filter(approved=True, removal="").exclude(poster=user)
    return {
        "topics": Topic.objects.filter(poster=user, approved=True).count(),
        "posts": own.filter(approved=True, removal="").count(),
        "not_shown": own.exclude(approved=True, removal="").count(),
        "answers_by_others": others.filter(topic__poster=user).count(),
        "quoting": others.filter(quotations__quoted__in=own).distinct().count(),
        "files": Attachment.objects.filter(post__poster=user).count(),
        "follows": Topic.objects.filter(subscribers=user).count()
        + ForumFollow.objects.filter(member=user).count(),
        "reports": Report.objects.filter(reporter=user).count(),
        "measures": Restriction.objects.filter(member=user).count(),
        "mutes": Mute.objects.filter(member=user).count(),
    }


def anonymise(*, user: User, keep_words: bool) -> None:
    """Forget who a member was; words stay without a name, or are blanked.

    Answers by others always stay. What nobody could read (waiting, refused, removed) is
    blanked in either case: there is no name left that could ask for it.
    """
    named = erasing.find_name(user)
    for model, owner in OWN_ROWS:
        model._default_manager.filter(**{owner: user}).delete()
    Topic.subscribers.through.objects.filter(user=user).delete()
    Report.objects.filter(reporter=user).update(reporter=None)
    own = Post.objects.filter(poster=user)
    erasing.blank(own.exclude(approved=True, removal="") if keep_words else own)
    signed = Q(username__isnull=False) | Q(anonymous_key__isnull=False)
    own.filter(signed).update(username=None, anonymous_key=None)
    erasing.strike_out(user, named)
    _forget_profile(user)
    jobs.enqueue(delete_erased_files, user_id=user.pk)


def _forget_profile(user: User) -> None:
    """Set everything back, so that no mail is wanted; the row stays for whoever joins it."""
    facts = {
        field.name: field.get_default()
        for field in ForumProfile._meta.concrete_fields
        if field.name not in ("id", "user")
    }
    wishes = {
        "notify_replies": ForumProfile.Replies.NEVER,
        "notify_mentions": False,
        "weekly_digest": False,
        "follows_own_discussions": False,
    }
    ForumProfile.objects.filter(user=user).update(**(facts | wishes))
    recount_members([user.pk])
