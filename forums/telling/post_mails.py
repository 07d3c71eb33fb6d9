"""What a mail about posts says: who wrote and where, and more only if the member likes.

Everything is read when the mail is sent: names as they are then, words as they are then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from forums import markup
from forums.models import Notification
from forums.telling import mails, unsubscribing
from forums.telling.unsubscribing import What
from forums.writing import mentions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMultiAlternatives

    from forums.models import Post, Topic

Kind = Notification.Kind
ORDER = {Kind.MENTION: 0, Kind.REPLY: 1, Kind.TOPIC: 2}
EXCERPT = 200


@dataclass(frozen=True)
class News:
    """What is new in one topic for one reason; ``title`` is empty if it may not be told.

    ``stop`` is empty where the same way out stands below a later one.
    """

    kind: str
    posts: Sequence[Post]
    address: str
    stop: str
    title: str = ""
    words: str = ""
    is_followed: bool = False  # a mention in an answer that would be told anyway

    @property
    def by(self) -> str:
        """Return who wrote the first of the posts."""
        poster = self.posts[0].poster
        return str(poster.get_display_name()) if poster else ""

    @property
    def count(self) -> int:
        return len(self.posts)


def about(rows: Sequence[Notification]) -> EmailMultiAlternatives:
    """Return the mail that tells a member of these posts, all of them for that member."""
    member = rows[0].member
    titles = member.forum_profile.titles_in_mails
    ordered = sorted(rows, key=_place)
    news = _with_each_stop_once(
        [_news([*group], titles=titles) for _key, group in groupby(ordered, key=_place)]
    )
    stop_all = unsubscribing.address(member.pk, What.ALL)
    return mails.build(
        member,
        "forums/mail/posts",
        {
            "news": news,
            "first": news[0],
            "count": len(rows),
            "stop_all": stop_all,
            "settings_address": f"{settings.SITE_URL}{reverse('forums:forum_settings')}",
        },
        {
            "Message-ID": _message_id(rows),
            **_thread({row.post.topic for row in rows}),
            **mails.list_headers("forums", stop_all),
        },
    )


def _place(row: Notification) -> tuple[int, int, int]:
    topic = row.post.topic
    forum = topic.forum_id if row.kind == Kind.TOPIC else 0
    return ORDER[Kind(row.kind)], forum, topic.pk


def _with_each_stop_once(news: Sequence[News]) -> list[News]:
    """Leave each way out below the last of what it stops: five in a row are hard to read."""
    below = {one.stop: place for place, one in enumerate(news)}
    return [
        one if below[one.stop] == place else replace(one, stop="")
        for place, one in enumerate(news)
    ]


def _news(rows: list[Notification], *, titles: bool) -> News:
    first = rows[0].post
    path = reverse("forums:post", args=[first.pk])  # by number: no title in the address
    return News(
        kind=rows[0].kind,
        posts=[row.post for row in rows],
        address=f"{settings.SITE_URL}{path}",
        stop=_stop(rows[0]),
        title=first.topic.subject if titles else "",
        words=_first_words(first) if titles and len(rows) == 1 else "",
        is_followed=rows[0].kind == Kind.MENTION and _follows(rows),
    )


def _follows(rows: list[Notification]) -> bool:
    """Tell whether these are answers in a discussion that the member follows."""
    topic = rows[0].post.topic
    if any(row.post_id == topic.first_post_id for row in rows):
        return False
    return bool(topic.subscribers.filter(pk=rows[0].member_id).exists())


def _first_words(post: Post) -> str:
    """Return the beginning of a post, or the note that warns of its content."""
    if post.content_note:
        return str(post.content_note)
    return markup.excerpt(mentions.to_editable(post.content.raw), EXCERPT)


def _stop(row: Notification) -> str:
    topic = row.post.topic
    if row.kind == Kind.MENTION:
        return unsubscribing.address(row.member_id, What.MENTIONS)
    if row.kind == Kind.TOPIC:
        return unsubscribing.address(row.member_id, What.FORUM, topic.forum_id)
    return unsubscribing.address(row.member_id, What.TOPIC, topic.pk)


def _message_id(rows: Sequence[Notification]) -> str:
    """Return the same for the same set: a mail server may drop the second copy."""
    numbers = ",".join(str(pk) for pk in sorted(row.pk for row in rows))
    name = salted_hmac("forums.post_mails", numbers).hexdigest()[:32]
    return f"<{name}@{mails.host()}>"


def _thread(topics: set[Topic]) -> dict[str, str]:
    """Return what makes mail readers put the mails about one topic together."""
    if len(topics) > 1:
        return {}
    root = f"<discussion-{topics.pop().pk}@{mails.host()}>"
    return {"In-Reply-To": root, "References": root}
