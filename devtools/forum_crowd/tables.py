"""From the plan to rows: forums, members, topics, posts and all that hangs on them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.text import slugify

from devtools.forum_crowd import plan as planned
from devtools.forum_crowd import words
from devtools.forum_crowd.loading import copy
from devtools.forum_crowd.plan import Plan
from forums.models import Forum, ForumProfile, Mention, Post, Quotation, Topic
from portal.accounts.models import User

QUOTES, MENTIONS = 0.08, 0.03  # of the answers
PROFILE_COLUMNS = (
    *("id", "user_id", "posts_count", "posts_read", "topics_entered", "days_visited"),
    "safety_card_seen_at",
)
FORUM_COLUMNS = (
    *("id", "parent_id", "lft", "rght", "tree_id", "level", "type", "name", "slug"),
    *("created", "updated", "direct_topics_count", "direct_posts_count"),
    *("last_post_id", "last_post_on"),
)
TOPIC_COLUMNS = (
    *("id", "forum_id", "poster_id", "subject", "slug", "type", "status", "approved"),
    *("posts_count", "views_count", "created", "updated", "first_post_id"),
    *("last_post_id", "last_post_on"),
)
POST_COLUMNS = (
    *("id", "topic_id", "poster_id", "subject", "content", "created", "updated"),
    *("approved", "hold", "removal", "removed_at", "_content_rendered"),
)
Removal = Post.Removal
REMOVALS = {
    planned.BY_AUTHOR: Removal.AUTHOR,
    planned.BY_MODERATOR: Removal.MODERATOR,
    planned.HIDDEN: Removal.MODERATOR,
    planned.REFUSED: Removal.REFUSED,
    planned.ERASED: Removal.ERASED,
}


@dataclass
class TopicTally:
    """What forums/counting.py would count; ids of posts, times in seconds."""

    posts: int = 0
    first: int = 0
    approved: bool = True
    last: int | None = None
    last_on: float | None = None


@dataclass
class Writer:
    """Writes the tables of a plan into an empty database."""

    plan: Plan
    opened: dt.datetime = field(
        default_factory=lambda: (
            timezone.now() - dt.timedelta(seconds=planned.SPAN, minutes=5)
        )
    )
    quotations: list[tuple[int, int]] = field(default_factory=list)
    mentions: list[tuple[int, int]] = field(default_factory=list)

    def at(self, seconds: float | None) -> dt.datetime | None:
        if seconds is None:
            return None
        return self.opened + dt.timedelta(seconds=seconds)

    def tally(self) -> tuple[list[TopicTally], Counter[int]]:
        """Count per topic, and the readable posts of each member."""
        topics = [TopicTally() for _ in self.plan.topics]
        members: Counter[int] = Counter()
        for number, (when, topic, poster, fate) in enumerate(self.plan.posts, 1):
            found = topics[topic - 1]
            approved = fate not in planned.UNAPPROVED
            if not found.first:
                found.first, found.approved = number, approved
            if approved:
                found.posts += 1
                found.last, found.last_on = number, when
            members[poster] += fate == planned.READABLE
        return topics, members

    def members(self, readable: Counter[int]) -> None:
        joined = self.opened - dt.timedelta(days=30)
        numbers = range(1, self.plan.size.members + 1)
        copy(
            User,
            ("id", "email", "password", "handle", "date_joined"),
            (
                (one, f"crowd{one}@example.org", "!", f"crowd-{one}", joined)
                for one in numbers
            ),
        )
        copy(
            ForumProfile,
            PROFILE_COLUMNS,
            ((one, one, readable[one], 900, 90, 90, joined) for one in numbers),
        )

    def forums(self, topics: list[TopicTally]) -> None:
        copy(Forum, FORUM_COLUMNS, self._forum_rows(topics))

    def _forum_rows(self, topics: list[TopicTally]) -> Iterator[tuple[object, ...]]:
        inside: dict[int, list[TopicTally]] = {}
        for topic, found in zip(self.plan.topics, topics, strict=True):
            if found.approved:
                inside.setdefault(topic.forum, []).append(found)
        for place in planned.tree():
            mine = inside.get(place.number, [])
            newest = max(mine, key=lambda one: one.last_on or 0, default=TopicTally())
            kind = Forum.FORUM_POST if place.parent else Forum.FORUM_CAT
            name = f"{'Forum' if place.parent else 'Category'} {place.number}"
            yield (
                *(place.number, place.parent, place.left, place.right, place.tree),
                *(place.level, kind, name, slugify(name), self.opened, self.opened),
                *(len(mine), sum(one.posts for one in mine)),
                *(newest.last, self.at(newest.last_on)),
            )

    def topics(self, topics: list[TopicTally]) -> None:
        copy(Topic, TOPIC_COLUMNS, self._topic_rows(topics))

    def _topic_rows(self, topics: list[TopicTally]) -> Iterator[tuple[object, ...]]:
        plan = self.plan
        for number, topic in enumerate(plan.topics, 1):
            found = topics[number - 1]
            title = title_of(number)
            # Two announcements on top of the largest forum, and a closed topic here and there.
            kind = Topic.TOPIC_STICKY if number in (5, 6) else Topic.TOPIC_POST
            status = (number % 50 == 7 and Topic.TOPIC_LOCKED) or Topic.TOPIC_UNLOCKED
            created, last_on = self.at(topic.start), self.at(found.last_on)
            yield (
                *(
                    number,
                    topic.forum,
                    topic.poster,
                    title,
                    slugify(title),
                    kind,
                    status,
                ),
                *(found.approved, found.posts, found.posts * 9, created, created),
                *(found.first, found.last, last_on),
            )

    def posts(self) -> None:
        copy(Post, POST_COLUMNS, self._post_rows())
        numbered = enumerate(self.quotations, 1)
        copy(
            Quotation,
            ("id", "post_id", "quoted_id"),
            ((n, *row) for n, row in numbered),
        )
        numbered = enumerate(self.mentions, 1)
        copy(
            Mention, ("id", "post_id", "member_id"), ((n, *row) for n, row in numbered)
        )

    def _post_rows(self) -> Iterator[tuple[object, ...]]:
        pool = words.sentences(self.plan.chance)
        before: dict[
            int, tuple[int, int]
        ] = {}  # topic → the post before and its poster
        for number, (when, topic, poster, fate) in enumerate(self.plan.posts, 1):
            text, html = self._words(number, poster, before.get(topic), pool)
            subject = f"Re: {title_of(topic)}" if topic in before else title_of(topic)
            before[topic] = (number, poster)
            created = self.at(when)
            hold = Post.Hold.NEWCOMER.value if fate == planned.WAITING else ""
            removal = REMOVALS[fate].value if fate in REMOVALS else ""
            yield (
                *(number, topic, poster, subject, text, created, created),
                *(fate not in planned.UNAPPROVED, hold, removal),
                *(created if removal else None, html),
            )

    def _words(
        self, number: int, poster: int, before: tuple[int, int] | None, pool: list[str]
    ) -> tuple[str, str]:
        """Return a post of two to nine sentences, and what forums.markup makes of it."""
        chance = self.plan.chance
        chosen = chance.choices(pool, k=chance.randint(2, 9))
        if number % 7 == 0:
            chosen.append(f"Is it called {words.rare_word(number)}?")
        half = len(chosen) // 2
        first, second = " ".join(chosen[:half]), " ".join(chosen[half:])
        text, html = f"{first}\n\n{second}", f"<p>{first}</p>\n<p>{second}</p>\n"
        draw = chance.random()
        if before is None or before[1] == poster or draw > QUOTES + MENTIONS:
            return text, html
        answered, author = before
        if draw > QUOTES:
            self.mentions.append((number, author))
            mark = f'<p><span data-member="{author}"></span> '
            return f"@[{author}] {text}", html.replace("<p>", mark, 1)
        self.quotations.append((number, answered))
        said = chance.choice(pool)
        return (
            f"> [post:{answered}]\n> {said}\n\n{text}",
            f'<blockquote data-post="{answered}">\n<p>{said}</p>\n</blockquote>\n{html}',
        )


def title_of(topic: int) -> str:
    """Return the title of a topic, a question made of its number."""
    many = len(words.KNOWN)
    one, other = words.KNOWN[topic % many], words.KNOWN[topic // many % many]
    return f"Who knows about {one} and {other} ({topic})?"
