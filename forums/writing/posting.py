"""Writing in the forums: a new topic, a reply. (editing changes what is there.)"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Subquery
from django.utils.translation import gettext_lazy

from forums import counting, markup
from forums.errors import Empty, ForumError, Locked, NotAllowed, TooLong
from forums.files import keeping as storage
from forums.models import Discussion, Post, Topic
from forums.moderation import restrictions
from forums.rules import trust
from forums.rules.access import Access
from forums.telling import notifications
from forums.writing import mentions, safety
from portal.accounts import leaving

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from articles.models import Subject
    from forums.files.keeping import NewFile
    from forums.models import Forum
    from forums.overrides.forum_conversation.querysets import PostQuerySet
    from portal.accounts.models import User

TITLE_LIMIT = 120
NOTE_LIMIT = 120
INVISIBLE = re.compile(r"\s+")
UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}  # controls, joiners, blanks


class TitleMissing(ForumError):
    message = gettext_lazy("Please give your discussion a title.")


class TitleTooLong(ForumError):
    message = gettext_lazy("A title may have at most 120 characters.")


class NoteTooLong(ForumError):
    message = gettext_lazy("A content note may have at most 120 characters.")


class StillWaiting(ForumError):
    message = gettext_lazy(
        "This discussion is waiting for a moderator. Nobody can answer until then."
    )


@dataclass(frozen=True)
class Words:
    """What somebody wrote, checked and as it is stored."""

    text: str
    note: str
    title: str
    concern: str

    @classmethod
    def of(
        cls,
        text: str,
        note: str,
        title: str | None = None,
        *,
        concern: str | None = None,
    ) -> Words:
        """Check and tidy what was typed; ``title`` is None where there is none.

        ``concern`` may be given by somebody who has looked for it already.
        """
        if markup.too_long(text):
            raise TooLong
        stored = mentions.to_stored(text).strip("\n").rstrip()
        own = markup.excerpt(stored, markup.LIMIT)
        if not can_be_seen(own) and not markup.mentioned(stored):
            raise Empty
        note = in_one_line(note)
        if len(note) > NOTE_LIMIT:
            raise NoteTooLong
        title = "" if title is None else cls.checked_title(title)
        if concern is None:
            concern = safety.concern_of(f"{title}\n{note}\n{stored}")
        return cls(stored, note, title, concern)

    @property
    def all(self) -> str:
        """Everything that others will read: an address may stand in a title or a note."""
        return f"{self.title}\n{self.note}\n{self.text}"

    @staticmethod
    def checked_title(title: str) -> str:
        title = in_one_line(title)
        if not re.search(r"\w", title):
            raise TitleMissing
        if len(title) > TITLE_LIMIT:
            raise TitleTooLong
        return title


def title_of_answers(title: str) -> str:
    """Return what the answers in a discussion are called: moderators alone see it."""
    return f"Re: {title}"[:255]


def can_be_seen(text: str) -> bool:
    return any(unicodedata.category(sign) not in UNSEEN for sign in text)


def in_one_line(text: str) -> str:
    """Return a title or note without breaks, controls and signs that nobody sees."""
    tidied = markup.tidy(text)
    shown = "".join(
        " " if sign in "\n\t\u2028\u2029" else sign
        for sign in tidied
        if sign in "\n\t\u2028\u2029\u200c\u200d"
        or unicodedata.category(sign) not in {"Cc", "Cf"}
    )
    return INVISIBLE.sub(" ", shown).strip()


@transaction.atomic
def start_topic(
    *,
    forum: Forum,
    by: User,
    title: str,
    text: str,
    content_note: str = "",
    subject: Subject | None = None,
    files: Sequence[NewFile] = (),
    token: UUID | None = None,
    concern: str | None = None,
    access: Access | None = None,
) -> Post:
    """Open a discussion and return its first post; the same form sent twice opens one."""
    access = access or Access.for_user(by)
    _hold_account(by)
    refuse_unless_may_open(forum, access)
    found: Post | None = _of_form(by, token).first()
    if found is not None:
        return found
    refuse_restricted(access)
    trust.check_limits(by)
    words = Words.of(text, content_note, title, concern=concern)
    hold = trust.hold_for(by, forum, words.all, access)
    topic = Topic.objects.create(
        forum=forum,
        poster=by,
        subject=words.title,
        type=Topic.TOPIC_POST,
        status=Topic.TOPIC_UNLOCKED,
        approved=not hold,
    )
    post = _write(topic, by, words, title=words.title, hold=hold, token=token)
    Topic.objects.filter(pk=topic.pk).update(first_post=post)
    topic.first_post = post
    if subject is not None:
        Discussion.objects.create(topic=topic, subject=subject)
    _finish(post, access, files, opens_topic=True)
    return post


@transaction.atomic
def reply(
    *,
    topic: Topic,
    by: User,
    text: str,
    content_note: str = "",
    files: Sequence[NewFile] = (),
    token: UUID | None = None,
    concern: str | None = None,
    access: Access | None = None,
) -> Post:
    """Answer in a topic; the same form sent twice is one answer."""
    access = access or Access.for_user(by)
    _hold_account(by)
    earlier = _of_form(by, token)
    topic = counting.lock_topic(topic.pk, sent=Subquery(earlier.values("pk")[:1]))
    if topic.sent:  # by this very form
        sent: Post = earlier.get()
        return sent
    topic.forum = _known(topic.forum_id, access)
    refuse_unless_may_reply(topic, access)
    refuse_restricted(access)
    trust.check_limits(by)
    words = Words.of(text, content_note, concern=concern)
    hold = trust.hold_for(by, topic.forum, words.all, access)
    title = title_of_answers(topic.subject)
    post = _write(topic, by, words, title=title, hold=hold, token=token)
    _finish(post, access, files)
    return post


def _known(forum_id: int, access: Access) -> Forum:
    """Return a forum that was read already; a topic may have moved out of sight."""
    for forum in access.forums:
        if forum.pk == forum_id:
            return forum
    raise NotAllowed


def refuse_unless_may_open(forum: Forum, access: Access) -> None:
    """Raise what keeps somebody from opening a discussion in a forum."""
    if not (forum.is_forum and access.may("can_start_new_topics", forum)):
        raise NotAllowed


def refuse_unless_may_reply(topic: Topic, access: Access) -> None:
    """Raise what keeps somebody from answering in a topic."""
    if not access.may("can_reply_to_topics", topic.forum):
        raise NotAllowed
    if not topic.approved:
        raise StillWaiting
    if topic.is_locked and not access.may("can_reply_to_locked_topics", topic.forum):
        raise Locked


def _hold_account(by: User) -> None:
    """Let one post of a member be written at a time, and none by somebody who leaves.

    Before the topic: whoever leaves holds the account and then wants the topics.
    """
    if not leaving.stays(by):
        raise NotAllowed


def refuse_restricted(access: Access) -> None:
    """Raise what keeps a member from writing now, wherever it is."""
    restrictions.check_may_write(access.user, access.restrictions)  # the gate looked


def _of_form(by: User, token: UUID | None) -> PostQuerySet:
    """Return what this form made before: a double click waits for the account, then sees it."""
    if token is None:
        return Post.objects.none()
    made = Post.objects.select_related("topic__forum")
    return made.filter(poster=by, form_token=token)


def _write(
    topic: Topic,
    by: User,
    words: Words,
    *,
    title: str,
    hold: str,
    token: UUID | None,
) -> Post:
    post = Post(
        topic=topic,
        poster=by,
        subject=title,
        content=words.text,
        content_note=words.note,
        approved=not hold,
        hold=hold,
        concern=words.concern,
        enable_signature=False,
        form_token=token,
    )
    post.save_words(force_insert=True)
    return post


def _finish(
    post: Post,
    access: Access,
    files: Sequence[NewFile],
    *,
    opens_topic: bool = False,
) -> None:
    """Do what follows from a new post: names, files, counters, followers."""
    mentions.record(post, access)
    storage.attach(post, files, access)
    notifications.follow_after_posting(
        topic=post.topic, member=access.user, profile=access.profile
    )
    if post.approved:
        counting.count_post(post, opens_topic=opens_topic)
        notifications.announce(post=post)
