"""What moderators do with posts and discussions; every verb is one line of the log.

Whoever comes second is told so: a verb that finds its work done raises AlreadyHandled and
changes nothing. Locks are taken as in forums/counting.py: topic, post, forum, profile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from forums import counting
from forums.errors import (
    AlreadyHandled,
    ForumError,
    NotAllowed,
    OwnCase,
    ReasonMissing,
)
from forums.models import Appeal, ExpertAnswer, ModerationAction, Post, Report
from forums.moderation import decision_tasks, log
from forums.telling import notifications
from portal import jobs

if TYPE_CHECKING:
    from forums.rules.access import Access
    from portal.accounts.models import User

Verb = ModerationAction.Verb

# What a taken-down post says of itself, by the verb that took it down.
REMOVALS = {Verb.HIDE: Post.Removal.MODERATOR, Verb.REFUSE: Post.Removal.REFUSED}


class NothingReported(AlreadyHandled):
    message = gettext_lazy("There are no more open reports about this post.")


class ChangedSince(ForumError):
    message = gettext_lazy(
        "The author has changed this post since you opened it. These are the words as "
        "they are now."
    )


@transaction.atomic
def approve(*, post: Post, access: Access, seen: str = "", words: str = "") -> Post:
    """Let everybody read a post that waited; reports about it are dismissed with that.

    ``seen`` is the ``updated`` (ISO 8601) of the words that the moderator read, if known;
    ``words`` are for those who reported the post, or for its author if nobody did.
    """
    row = _lock(post, access)
    if not row.is_waiting:
        raise AlreadyHandled(log.who_handled(row))
    if seen and seen != row.updated.isoformat():
        raise ChangedSince
    was_edited = row.hold == Post.Hold.EDITED
    was_reported = _settle(row, access.user, Report.State.DISMISSED, words)
    _show(row)
    told = "" if was_reported else words
    action = log.record(
        Verb.APPROVE, by=access.user, member=row.poster, post=row, reason=told
    )
    jobs.enqueue(decision_tasks.tell_author, action_id=action.pk)
    if was_edited:  # those who follow heard of it when it was new
        notifications.announce_mentions(post=row)
    else:
        notifications.announce(post=row)
    return row


@transaction.atomic
def refuse(*, post: Post, access: Access, reason: str) -> Post:
    """Do not let a post in that waited; its author is told why."""
    row = _lock(post, access)
    if not row.is_waiting:
        raise AlreadyHandled(log.who_handled(row))
    return _take_down(row, access.user, Verb.REFUSE, reason)


@transaction.atomic
def hide(*, post: Post, access: Access, reason: str) -> Post:
    """Remove a post that everybody could read; a first post takes its discussion with it."""
    row = _lock(post, access, right="can_delete_posts")
    if row.removal:
        raise AlreadyHandled(log.who_handled(row))
    verb = Verb.HIDE if row.approved else Verb.REFUSE
    return _take_down(row, access.user, verb, reason)


@transaction.atomic
def restore(*, post: Post, access: Access, reason: str = "") -> Post:
    """Put a removed or refused post back, to be read by everybody."""
    row = _lock(post, access, right="can_delete_posts")
    if row.removal not in REMOVALS.values():
        raise AlreadyHandled(log.who_handled(row))
    action = _put_back(row, access.user, reason)
    jobs.enqueue(decision_tasks.tell_author, action_id=action.pk)
    return row


@transaction.atomic
def dismiss(*, post: Post, access: Access, answer: str = "") -> Post:
    """Find that a post can stand: close its reports, and the concern its words raised.

    The answer goes to those who reported it, or to its author if nobody did.
    """
    return _close(post, access, Report.State.DISMISSED, answer)


@transaction.atomic
def uphold(*, post: Post, access: Access, answer: str = "") -> Post:
    """Agree with the reports where something else was done than removing the post."""
    return _close(post, access, Report.State.UPHELD, answer)


def put_back(*, post: Post, by: User, reason: str) -> None:
    """Undo a removal inside a transaction that tells the author by itself (an appeal).

    Whose author has left meanwhile stays erased.
    """
    row = _locked(post)
    if row.removal in REMOVALS.values():
        _put_back(row, by, reason)


def _locked(post: Post) -> Post:
    """Return the post as it is now, nobody else writing in its topic."""
    topic = counting.lock_topic(post.topic_id)
    posts = Post.objects.select_for_update(of=("self",), no_key=True)
    row: Post = posts.select_related("poster").get(pk=post.pk)
    row.topic = topic
    return row


def _lock(post: Post, access: Access, right: str = "can_approve_posts") -> Post:
    row = _locked(post)
    if not access.may(right, row.topic.forum):
        raise NotAllowed
    if row.poster_id == access.user.pk:
        raise OwnCase
    return row


def _take_down(row: Post, by: User, verb: ModerationAction.Verb, reason: str) -> Post:
    if not reason.strip():
        raise ReasonMissing
    _settle(row, by, Report.State.UPHELD)
    row.removal, row.removed_at = REMOVALS[verb].value, timezone.now()
    row.removed_by = by
    if row.topic.first_post_id == row.pk:
        row.approved = row.topic.approved = False
    _save(row)
    ExpertAnswer.objects.filter(post=row).delete()
    action = log.record(verb, by=by, member=row.poster, post=row, reason=reason)
    jobs.enqueue(decision_tasks.tell_author, action_id=action.pk)
    return row


def _put_back(row: Post, by: User, reason: str) -> ModerationAction:
    was_refused = row.removal == Post.Removal.REFUSED
    row.removal, row.removed_at, row.removed_by = "", None, None
    _show(row)
    Appeal.objects.filter(action__post=row).have_come_true(by=by)
    if was_refused:
        notifications.announce(post=row)
    return log.record(Verb.RESTORE, by=by, member=row.poster, post=row, reason=reason)


def _show(row: Post) -> None:
    row.approved, row.hold = True, ""
    if row.topic.first_post_id == row.pk:
        row.topic.approved = True
    _save(row)


def _save(row: Post) -> None:
    if row.concern and row.concern_seen_at is None:
        row.concern_seen_at = timezone.now()
    row.save_words(
        update_fields=[
            *("approved", "hold", "removal", "removed_at", "removed_by"),
            "concern_seen_at",
        ]
    )
    counting.recount_topic(row.topic)
    if row.poster_id is not None:
        counting.recount_members([row.poster_id])


def _close(post: Post, access: Access, state: Report.State, answer: str) -> Post:
    row = _lock(post, access)
    is_new_concern = bool(row.concern) and row.concern_seen_at is None
    if not _settle(row, access.user, state, answer):
        if not is_new_concern:
            raise NothingReported(log.who_handled(row))
        action = _log_closing(row, access.user, state, answer)
        if action.reason and state == Report.State.DISMISSED:
            jobs.enqueue(decision_tasks.tell_author, action_id=action.pk)
    if is_new_concern:
        row.concern_seen_at = timezone.now()
        row.save_words(update_fields=["concern_seen_at"])
    return row


def _settle(row: Post, by: User, state: Report.State, answer: str = "") -> bool:
    """Close the open reports about a post and have the reporters told."""
    reports = Report.objects.select_for_update(of=("self",)).filter(
        post=row, state=Report.State.OPEN
    )
    found = list(reports.order_by("pk"))
    if any(report.reporter_id == by.pk for report in found):
        raise OwnCase
    if not found:
        return False
    Report.objects.filter(pk__in=[report.pk for report in found]).update(
        state=state,
        handled_by=by,
        handled_at=timezone.now(),
        answer=answer.strip(),
    )
    _log_closing(row, by, state, answer)
    for report in found:
        jobs.enqueue(decision_tasks.tell_reporter, report_id=report.pk)
    return True


def _log_closing(
    row: Post, by: User, state: Report.State, answer: str
) -> ModerationAction:
    verb = Verb.UPHOLD if state == Report.State.UPHELD else Verb.DISMISS
    return log.record(verb, by=by, member=row.poster, post=row, reason=answer)
