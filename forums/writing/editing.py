"""Changing what is written: the words of a post, its history, its removal by the author."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from forums import counting
from forums.errors import ForumError, Locked, NotAllowed, ReasonMissing
from forums.files import keeping
from forums.models import ExpertAnswer, ModerationAction, Post, PostVersion, Topic
from forums.moderation import log
from forums.rules import trust
from forums.rules.access import Access
from forums.telling import notifications
from forums.writing import mentions
from forums.writing.posting import Words, refuse_restricted, title_of_answers

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from forums.files.keeping import NewFile
    from portal.accounts.models import User

WINDOW = dt.timedelta(minutes=60)

CHANGED = (
    *("content", "_content_rendered", "subject", "content_note", "approved", "hold"),
    *("updated_by", "updated", "edited_at", "updates_count", "update_reason"),
    *("concern", "concern_seen_at"),
)


class TooLate(ForumError):
    message = gettext_lazy(
        "Posts can be changed for 60 minutes, so that the answers still make sense. You "
        "can add another answer below, or remove the post."
    )


class ChangedMeanwhile(ForumError):
    message = gettext_lazy(
        "This post was changed while you were writing. Your words are still here. Look at "
        "the post as it is now; save again if you want to replace it with yours."
    )


class Answered(ForumError):
    """The change would wait for a moderator, and take the whole discussion out of sight."""

    message = gettext_lazy(
        "Others have answered already, so your question stays as it is. Add what is "
        "missing as an answer, or remove the question."
    )


class Removed(ForumError):
    message = gettext_lazy("This post has been removed.")


@transaction.atomic
def edit(
    *,
    post: Post,
    by: User,
    title: str | None = None,
    text: str,
    content_note: str = "",
    reason: str = "",
    base: int | None = None,
    concern: str | None = None,
    files: Sequence[NewFile] = (),
    remove_files: Collection[str] = (),
    access: Access | None = None,
) -> Post:
    """Change the words of a post; what it said before stays in its history.

    ``base`` is the ``updates_count`` that the words were changed from, if it is known.
    """
    access = access or Access.for_user(by)
    post = _locked(post)
    refuse_unless_may_edit(post, access)
    if base is not None and base != post.updates_count:
        raise ChangedMeanwhile
    if post.topic.first_post_id != post.pk:
        title = None
    words = Words.of(text, content_note, title, concern=concern)
    new_title = words.title if title is not None else post.subject
    said = (post.content.raw, post.subject, post.content_note)
    has_new_words = (words.text, new_title, words.note) != said
    if not (has_new_words or files or remove_files):
        return post
    is_others = post.poster_id != by.pk
    if is_others and not reason.strip():
        raise ReasonMissing
    keeping.detach(post.files.filter(pk__in=remove_files))
    keeping.attach(post, files, access)
    if has_new_words:
        _keep_version(post, reason)
        post.subject = new_title
        _put(post, words, by, reason)
    _save(post, access)
    if has_new_words and post.approved and not post.removal:
        notifications.announce_mentions(post=post)
    if is_others:
        verb = ModerationAction.Verb.EDIT
        log.record(verb, by=by, member=post.poster, post=post, reason=reason)
    return post


def _put(post: Post, words: Words, by: User, reason: str) -> None:
    post.content, post.content_note = words.text, words.note
    post.updated_by, post.edited_at = by, timezone.now()
    post.updates_count += 1
    post.update_reason = reason.strip()[:255]
    if words.concern:
        post.concern, post.concern_seen_at = words.concern, None


def refuse_unless_may_edit(post: Post, access: Access) -> None:
    """Raise what keeps somebody from changing a post (its topic and forum loaded)."""
    forum = post.topic.forum
    if access.may("can_edit_posts", forum) and post.removal != Post.Removal.ERASED:
        return  # removed ones, too: the title of a discussion outlives its first post
    if post.removal:
        raise Removed
    own = post.poster_id == access.user.pk and access.may("can_edit_own_posts", forum)
    if not own:
        raise NotAllowed
    refuse_restricted(access)
    if post.topic.is_locked:
        raise Locked
    if post.approved and timezone.now() - post.created > WINDOW:
        raise TooLate
    if _would_wait(post, access) and _has_answers_of_others(post):
        raise Answered


def _locked(post: Post) -> Post:
    """Return the post as it is now, its topic locked."""
    topic = counting.lock_topic(post.topic_id)
    posts = Post.objects.select_for_update(of=("self",), no_key=True)
    found: Post = posts.get(pk=post.pk)
    found.topic = topic
    return found


def _keep_version(post: Post, reason: str) -> None:
    last = post.versions.aggregate(last=Max("number"))["last"] or 0
    PostVersion.objects.create(
        post=post,
        number=last + 1,
        title=post.subject if post.topic.first_post_id == post.pk else "",
        text=post.content.raw,
        reason=reason.strip()[:255],
        saved_at=post.edited_at or post.created,
        saved_by_id=post.updated_by_id if post.edited_at else post.poster_id,
    )


def _would_wait(post: Post, access: Access) -> bool:
    """Tell whether a change is read by a moderator before others see it."""
    forum = post.topic.forum
    if not post.approved or access.may("can_edit_posts", forum):
        return False
    # Asked with a link: who may not post one unread may not change unread what was approved.
    asked = f"{post.content.raw} https://"
    return bool(trust.hold_for(access.user, forum, asked, access))


def _has_answers_of_others(post: Post) -> bool:
    if post.topic.first_post_id != post.pk:
        return False
    answers = Post.objects.readable().filter(topic=post.topic_id)
    return bool(answers.exclude(poster=post.poster_id).exists())


def _save(post: Post, access: Access) -> None:
    is_hidden = _would_wait(post, access)
    if is_hidden:
        post.approved, post.hold = False, Post.Hold.EDITED
    post.save_words(update_fields=CHANGED)
    mentions.record(post, access)
    topic = post.topic
    if topic.first_post_id == post.pk:
        if topic.subject != post.subject:
            _call_answers(post)
        topic.subject = post.subject
        topic.approved = topic.approved and post.approved
        slug = slugify(post.subject, allow_unicode=True) or "topic"
        Topic.objects.filter(pk=topic.pk).update(subject=post.subject, slug=slug)
    if is_hidden:
        counting.recount_topic(topic)
        counting.add_to_member(access.user.pk, -1)


def _call_answers(question: Post) -> None:
    """Take the old title, which may have named somebody, away from the answers, too."""
    answers = Post.objects.filter(topic=question.topic_id).exclude(pk=question.pk)
    answers.update(subject=title_of_answers(question.subject))


@transaction.atomic
def remove_own(*, post: Post, by: User, access: Access | None = None) -> Post:
    """Take one's own words back; the thread stays, and others' answers with it.

    A discussion in which nobody else has written goes as a whole. Moderators can read the
    words for 30 days (a report may be under way), then a job blanks them.
    """
    access = access or Access.for_user(by)
    post = _locked(post)
    refuse_unless_may_remove(post, access)
    was_counted = post.approved
    goes_as_a_whole = is_alone(post)
    post.removal, post.removed_at = Post.Removal.AUTHOR, timezone.now()
    post.removed_by = by
    if goes_as_a_whole:
        post.approved = False
    post.save_words(update_fields=["removal", "removed_at", "removed_by", "approved"])
    ExpertAnswer.objects.filter(post=post).delete()
    if goes_as_a_whole:
        post.topic.approved = False
        counting.recount_topic(post.topic)
    if was_counted:
        counting.add_to_member(by.pk, -1)
    return post


def refuse_unless_may_remove(post: Post, access: Access) -> None:
    """Raise what keeps somebody from taking a post back (its topic and forum loaded)."""
    if post.removal:
        raise Removed
    own = post.poster_id == access.user.pk
    if not (own and access.may("can_delete_own_posts", post.topic.forum)):
        raise NotAllowed


def is_alone(post: Post) -> bool:
    """Tell whether this opens a discussion in which nobody else has written."""
    if post.topic.first_post_id != post.pk:
        return False
    return not post.topic.posts.exclude(pk=post.pk).exists()
