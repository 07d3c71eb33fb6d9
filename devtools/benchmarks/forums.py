"""The pages of the forums as members open them, whatever the size of the database.

Each round is somebody else's visit: a page that is quick only the second time is not quick.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING

from django.test import Client
from django.urls import reverse

from devtools.benchmarks import Benchmark
from devtools.forum_crowd.company import NEVER_READ, moderator
from devtools.forum_crowd.plan import GIANT, MAIN_FORUM, ORDINARY
from devtools.forum_crowd.words import KNOWN, rare_word
from forums.models import Forum, Post, Topic
from portal.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpResponseBase

ROUNDS = 40
VISITORS = 45
COMMON, RARE = KNOWN[0], rare_word(7)
WORDS = "Thank you. That helped me more than the leaflet did, and I slept again."
# A page of topics or posts, and the limits that the issue sets to queries.
PER_FORUM, PER_TOPIC = 30, 20
INDEX, TOPIC, REPLY = 12, 14, 20


@dataclass(frozen=True)
class Page(Benchmark):
    """A page with what it may need; ``may_grow`` excepts it from the ratio."""

    queries: int | None = None
    may_grow: bool = False
    p95: float = 0.25  # seconds


@dataclass
class Visitors:
    """Members with open sessions, one after another."""

    clients: Iterable[Client]

    def __post_init__(self) -> None:
        self.clients = cycle(list(self.clients))

    def get(self, address: str) -> Callable[[], object]:
        def once() -> object:
            return _answered(next(iter(self.clients)).get(address), address)

        return once

    def post(self, address: str, **data: str) -> Callable[[], object]:
        def once() -> object:
            # The form's own number: the same form twice would be one post.
            sent = {**data, "token": str(uuid.uuid4())}
            return _answered(next(iter(self.clients)).post(address, sent), address)

        return once


def _answered(response: HttpResponseBase, address: str) -> HttpResponseBase:
    if response.status_code not in (200, 302):
        raise RuntimeError(f"{address} answers {response.status_code}")
    return response


def _client(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    client.get(reverse("forums:following"))  # writes the session down, as a log-in does
    return client


def visitors(*, fresh: bool) -> Visitors:
    """Return members who have read something, or who never read anything."""
    members = User.objects.filter(handle__startswith="crowd-", is_staff=False)
    chosen = [
        user
        for user in members.order_by("pk")[20 : 20 + 6 * VISITORS]
        if (user.pk % 4 == NEVER_READ) == fresh
    ]
    return Visitors(_client(user) for user in chosen[:VISITORS])


def pages() -> list[Page]:
    """Return what is measured in the database at hand, writing last."""
    ordinary = visitors(fresh=False)
    return [*_reading(ordinary), *_searching(ordinary), *_writing(ordinary)]


def _reading(ordinary: Visitors) -> list[Page]:
    forum = Forum.objects.get(pk=MAIN_FORUM)
    there = forum.get_absolute_url()
    last = f"{there}?page={-(-forum.direct_topics_count // PER_FORUM)}"
    watch = Visitors([_client(moderator())])
    member = reverse("forums:member", args=[3])
    rows = [
        ("forums", ordinary.get(reverse("forums:index")), INDEX),
        (
            "forums, never read",
            visitors(fresh=True).get(reverse("forums:index")),
            INDEX,
        ),
        ("forum, first page", ordinary.get(there), None),
        ("forum, last page", ordinary.get(last), None),
        *_topics(ordinary),
        ("unread", ordinary.get(reverse("forums:unread")), None),
        (
            "unread, never read",
            visitors(fresh=True).get(reverse("forums:unread")),
            None,
        ),
        ("my posts", ordinary.get(reverse("forums:my_posts")), None),
        ("following", ordinary.get(reverse("forums:following")), None),
        ("member", ordinary.get(member), None),
        ("posts of a member", ordinary.get(f"{member}posts/"), None),
        ("moderation queue", watch.get(reverse("forums:queue")), None),
        ("moderation log", watch.get(reverse("forums:moderation_log")), None),
        ("feed", ordinary.get(reverse("forums:feed")), None),
        (
            "feed of a forum",
            ordinary.get(reverse("forums:forum_feed", args=[MAIN_FORUM])),
            None,
        ),
    ]
    return [Page(name, run, ROUNDS, queries) for name, run, queries in rows]


def _topics(ordinary: Visitors) -> list[tuple[str, Callable[[], object], int | None]]:
    rows: list[tuple[str, Callable[[], object], int | None]] = []
    for name, pk in (("topic", ORDINARY), ("large topic", GIANT)):
        topic = Topic.objects.get(pk=pk)
        first = topic.get_absolute_url()
        last = f"{first}?page={-(-topic.posts_count // PER_TOPIC)}"
        middle = topic.posts.order_by("pk")[topic.posts_count // 2].pk
        rows += [
            (f"{name}, first page", ordinary.get(first), TOPIC),
            (f"{name}, last page", ordinary.get(last), TOPIC),
            (f"{name}, never read", visitors(fresh=True).get(first), TOPIC),
            (f"{name}, to a post", ordinary.get(f"{first}?post={middle}"), TOPIC),
        ]
    return rows


def _searching(ordinary: Visitors) -> list[Page]:
    there = reverse("forums:search")
    return [
        Page(
            f"search, {name}",
            ordinary.get(f"{there}?{query}"),
            ROUNDS,
            may_grow=True,
            p95=0.1,
        )
        for name, query in (
            ("common word", f"q={COMMON}"),
            ("rare word", f"q={RARE}"),
            ("two common words", f"q={COMMON}+{KNOWN[1]}"),
            ("common and rare word", f"q={COMMON}+{RARE}"),
            ("word in a forum", f"q={COMMON}&forum={MAIN_FORUM}"),
        )
    ]


def _writing(ordinary: Visitors) -> list[Page]:
    reply = reverse("forums:reply", args=[ORDINARY])
    large = reverse("forums:reply", args=[GIANT])
    start = Forum.objects.get(pk=MAIN_FORUM).get_absolute_url() + "new/"
    return [
        Page("answer form", ordinary.get(reply), ROUNDS, REPLY),
        Page("answer", ordinary.post(reply, text=WORDS), ROUNDS, REPLY),
        Page(
            "answer in a large topic", ordinary.post(large, text=WORDS), ROUNDS, REPLY
        ),
        Page("new topic", ordinary.post(start, title="A question", text=WORDS), ROUNDS),
        Page("approve", _approve(), 15),
        Page(
            "mark a forum as read",
            ordinary.post(reverse("forums:mark_read"), forum=str(MAIN_FORUM)),
            ROUNDS,
        ),
        Page("mark all as read", ordinary.post(reverse("forums:mark_read")), ROUNDS),
    ]


def _approve() -> Callable[[], object]:
    """Return the approval of one waiting post after the other."""
    client = _client(moderator())
    waiting = iter(Post.objects.waiting().values_list("pk", flat=True))

    def once() -> object:
        address = reverse("forums:moderate_post", args=[next(waiting), "approve"])
        return _answered(client.post(address), address)

    return once
