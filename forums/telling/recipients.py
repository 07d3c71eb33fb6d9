"""Who is told of a post by mail, and whether a person still wants to be when it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet

from forums.models import (
    ForumFollow,
    ForumProfile,
    Mention,
    Mute,
    Notification,
    Post,
    Quotation,
    Restriction,
    Topic,
)
from forums.rules.readership import readers

if TYPE_CHECKING:
    from collections.abc import Collection

Kind = Notification.Kind
Subscription = Topic.subscribers.through


def recipients(post: Post) -> dict[int, Kind]:
    """Return the members who are to hear of a post, each with the nearest reason."""
    mentioned, followers, watchers = _interested(post)
    interested = (mentioned | followers | watchers) - {post.poster_id}
    rows = (
        get_user_model()
        .objects.filter(_reachable("", post.poster_id), pk__in=interested)
        .values_list(
            "pk", "forum_profile__notify_replies", "forum_profile__notify_mentions"
        )
    )
    found: dict[int, Kind] = {}
    for member, replies, mentions in rows:
        # Without a profile (None) the defaults hold: every mail.
        if member in mentioned and mentions is not False:
            found[member] = Kind.MENTION
        elif replies == ForumProfile.Replies.NEVER:
            continue
        elif member in followers:
            found[member] = Kind.REPLY
        elif member in watchers:
            found[member] = Kind.TOPIC
    forum = post.topic.forum_id
    may = readers({forum}, found)
    return {member: kind for member, kind in found.items() if (forum, member) in may}


def _interested(post: Post) -> tuple[set[int], set[int], set[int]]:
    """Return who is mentioned or quoted, who follows the topic, and who the forum."""
    mentioned = Mention.objects.filter(post=post).values_list("member", flat=True)
    quoted = Quotation.objects.filter(post=post, quoted__poster__isnull=False)
    followers = Subscription.objects.filter(topic=post.topic_id)
    watchers = ForumFollow.objects.none()
    if post.topic.first_post_id == post.pk:
        watchers = ForumFollow.objects.filter(forum=post.topic.forum_id)
    return (
        {*mentioned, *quoted.values_list("quoted__poster", flat=True)},
        {*followers.values_list("user", flat=True)},
        {*watchers.values_list("member", flat=True)},
    )


def _reachable(path: str, author: int | OuterRef) -> Q:
    """Members who can be here now and have not muted the author."""
    member = OuterRef(f"{path}pk")
    suspended = Restriction.objects.in_force().filter(
        member=member, kind=Restriction.Kind.SUSPENSION
    )
    muted = Mute.objects.filter(member=member, muted=author)
    present = Q((f"{path}is_active", True), (f"{path}anonymised_at__isnull", True))
    return present & ~Exists(suspended) & ~Exists(muted)


def still_wanted(notifications: Collection[int]) -> QuerySet[Notification]:
    """Return those whose post is still there and whose member still wants to hear of it."""
    never = Q(member__forum_profile__notify_replies=ForumProfile.Replies.NEVER)
    follows_topic = Subscription.objects.filter(
        topic=OuterRef("post__topic"), user=OuterRef("member")
    )
    follows_forum = ForumFollow.objects.filter(
        forum=OuterRef("post__topic__forum"), member=OuterRef("member")
    )
    reasons = (
        Q(kind=Kind.MENTION, member__forum_profile__notify_mentions=True)
        | Q(Exists(follows_topic), ~never, kind=Kind.REPLY)
        | Q(Exists(follows_forum), ~never, kind=Kind.TOPIC)
    )
    return Notification.objects.filter(
        reasons,
        _reachable("member__", OuterRef("post__poster")),
        pk__in=notifications,
        post__approved=True,
        post__removal="",
        post__topic__approved=True,
    )


def still_allowed(notifications: Collection[Notification]) -> list[Notification]:
    """Return those whose member may read the forum now."""
    may = readers(
        {one.post.topic.forum_id for one in notifications},
        {one.member_id for one in notifications},
    )
    return [
        one for one in notifications if (one.post.topic.forum_id, one.member_id) in may
    ]
