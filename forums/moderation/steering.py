"""What moderators do with whole discussions: close, move, put on top, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy

from forums import counting
from forums.errors import AlreadyHandled, ForumError, NotAllowed
from forums.models import Forum, ModerationAction, Topic
from forums.moderation import decision_tasks, handling, log
from forums.rules.readership import readers
from portal import jobs

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from forums.rules.access import Access

Verb = ModerationAction.Verb

# Nobody in particular: whoever has just signed up, in no group.
ANYBODY = 0


class NoRoomForTopics(ForumError):
    message = gettext_lazy("Discussions can be in forums only, not under this heading.")


class NotConfirmed(ForumError):
    """A move changes who may read; ``consent`` is what the moderator has to agree to."""

    consent: StrOrPromise


class IntoTheOpen(NotConfirmed):
    message = gettext_lazy(
        "Only a few people may read the forum this discussion is in; every member may read "
        "the other one. Please confirm that everybody may read what was written for a few."
    )
    consent = gettext_lazy(
        "Yes, every member may read what only a few could read until now"
    )


class OutOfSight(NotConfirmed):
    message = gettext_lazy(
        "Whoever asked may not read the other forum: they could neither follow the answers "
        "nor take their own words back. Please confirm that it should leave them behind."
    )
    consent = gettext_lazy("Yes, move it where the person who asked cannot read it")


def lock(*, topic: Topic, access: Access, reason: str = "") -> None:
    """Close a discussion to new answers."""
    _set(topic, access, Verb.LOCK, reason, status=Topic.TOPIC_LOCKED)


def unlock(*, topic: Topic, access: Access, reason: str = "") -> None:
    _set(topic, access, Verb.UNLOCK, reason, status=Topic.TOPIC_UNLOCKED)


def stick(*, topic: Topic, access: Access, reason: str = "") -> None:
    """Keep a discussion at the top of its forum."""
    _set(topic, access, Verb.STICK, reason, type=Topic.TOPIC_STICKY)


def unstick(*, topic: Topic, access: Access, reason: str = "") -> None:
    _set(topic, access, Verb.UNSTICK, reason, type=Topic.TOPIC_POST)


def hide(*, topic: Topic, access: Access, reason: str) -> None:
    """Remove a discussion with everything in it."""
    handling.hide(post=topic.first_post, access=access, reason=reason)


def restore(*, topic: Topic, access: Access, reason: str = "") -> None:
    handling.restore(post=topic.first_post, access=access, reason=reason)


RIGHTS = {
    Verb.LOCK: "can_lock_topics",
    Verb.UNLOCK: "can_lock_topics",
    Verb.STICK: "can_post_stickies",
    Verb.UNSTICK: "can_post_stickies",
}


@transaction.atomic
def _set(
    topic: Topic,
    access: Access,
    verb: ModerationAction.Verb,
    reason: str,
    **change: int,
) -> None:
    row = counting.lock_topic(topic.pk)
    if not access.may(RIGHTS[verb], row.forum):
        raise NotAllowed
    if all(getattr(row, name) == value for name, value in change.items()):
        raise AlreadyHandled
    Topic.objects.filter(pk=row.pk).update(**change)
    log.record(verb, by=access.user, member=row.poster, topic=row, reason=reason)


@transaction.atomic
def move(
    *,
    topic: Topic,
    to: Forum,
    access: Access,
    reason: str = "",
    is_confirmed: bool = False,
) -> None:
    """Move a discussion; only when confirmed if all can then read it, or its asker cannot."""
    row = counting.lock_topic(topic.pk)
    origin = row.forum
    # Both at once and in one order: two moves crossing each other would deadlock.
    pair = Forum.objects.select_for_update(of=("self",), no_key=True)
    forums = {
        one.pk: one for one in pair.filter(pk__in=(origin.pk, to.pk)).order_by("pk")
    }
    for forum in (origin, to):
        if not access.may("can_move_topics", forum):
            raise NotAllowed
    if not forums[to.pk].is_forum:
        raise NoRoomForTopics
    if origin.pk == to.pk:
        raise AlreadyHandled
    if not is_confirmed:
        _refuse_to_surprise(row, origin, to)
    Topic.objects.filter(pk=row.pk).update(forum=to)
    row.forum = forums[to.pk]
    counting.recount_topic(row)
    counting.recount_forum(forums[origin.pk])
    told = f"{origin.name} → {to.name}. {reason}"
    action = log.record(
        Verb.MOVE, by=access.user, member=row.poster, topic=row, reason=told
    )
    jobs.enqueue(decision_tasks.tell_asker, action_id=action.pk)


def _refuse_to_surprise(topic: Topic, origin: Forum, to: Forum) -> None:
    """Raise NotConfirmed when a move lets everybody in, or shuts out whoever asked."""
    if opens_up(origin, to):
        raise IntoTheOpen
    asker = topic.poster
    if asker and asker.is_active and not readers({to.pk}, [asker.pk]):
        raise OutOfSight


def opens_up(origin: Forum, to: Forum) -> bool:
    """Tell whether a move lets every member read what only some could read."""
    open_forums = {forum for forum, _ in readers({origin.pk, to.pk}, [ANYBODY])}
    return to.pk in open_forums and origin.pk not in open_forums
