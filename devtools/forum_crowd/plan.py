"""Who writes what where and when: pure numbers, from which the tables are filled."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import accumulate

SEED = 20261122
YEARS = 6
SPAN = YEARS * 365 * 86_400  # seconds
MONTH = 30 * 86_400
FORUMS = 100
CATEGORIES = 8
PROFESSIONALS_ONLY = FORUMS  # the last one
MAIN_FORUM = CATEGORIES + 1
ORDINARY, GIANT = 1, 2  # topics
ORDINARY_POSTS = 45

# What became of a post.
READABLE, WAITING, REFUSED, BY_AUTHOR, BY_MODERATOR, ERASED, HIDDEN = range(7)
UNAPPROVED = {WAITING, REFUSED, HIDDEN}


@dataclass(frozen=True)
class Size:
    """How much there is of everything; the tree of forums is the same in all sizes."""

    name: str
    posts: int
    topics: int
    members: int
    main_topics: int  # in the largest forum
    giant_posts: int
    giant_subscribers: int
    tracks: int  # of topics
    waiting: int
    reports: int


SMALL = Size("small", 1_000, 200, 200, 60, 300, 25, 2_000, 30, 40)
BIG = Size("big", 1_000_000, 50_000, 20_000, 9_000, 25_000, 2_500, 2_000_000, 300, 400)


@dataclass(slots=True)
class Place:
    """A forum in the tree, as nested sets have it."""

    number: int
    parent: int | None
    tree: int
    level: int
    left: int = 0
    right: int = 0


def tree() -> list[Place]:
    """Return the forums, every third one within another, a category for each tree."""
    places = [Place(one, None, one, 0) for one in range(1, CATEGORIES + 1)]
    for number in range(CATEGORIES + 1, FORUMS + 1):
        nested = number % 3 == 0 and number > 2 * CATEGORIES
        above = places[number - CATEGORIES - 1 if nested else number % CATEGORIES]
        places.append(Place(number, above.number, above.tree, above.level + 1))
    for root in places[:CATEGORIES]:
        _count_sides(root, places, 1)
    return places


def _count_sides(place: Place, places: list[Place], side: int) -> int:
    """Number the sides of a place and all within it; return the next number."""
    place.left, side = side, side + 1
    for one in places:
        if one.parent == place.number:
            side = _count_sides(one, places, side)
    place.right = side
    return side + 1


@dataclass(frozen=True, slots=True)
class PlannedTopic:
    forum: int
    poster: int
    start: float  # seconds after the forums opened
    posts: int


@dataclass
class Plan:
    """Ids are positions: topic 1 is ``topics[0]``, the oldest post ``posts[0]``."""

    size: Size
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311  not secret
    topics: list[PlannedTopic] = field(default_factory=list)
    # (seconds, topic, poster, what became of it), the oldest first
    posts: list[tuple[float, int, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._plan_topics()
        self._plan_posts()
        self._decide_on_posts()

    def member(self) -> int:
        """Return somebody; a few members write most of what there is."""
        return 1 + int(self.size.members * self.chance.random() ** 3)

    def _plan_topics(self) -> None:
        for number, (forum, posts) in enumerate(
            zip(self._forums(), self._lengths(), strict=True), 1
        ):
            start = self.chance.random() * SPAN
            if number in (ORDINARY, GIANT):
                start *= 0.5 if number == ORDINARY else 0.01
            self.topics.append(PlannedTopic(forum, self.member(), start, posts))

    def _forums(self) -> list[int]:
        """Return the forum of each topic: one is large, the others follow Zipf's law."""
        size = self.size
        others = [one for one in range(CATEGORIES + 1, FORUMS + 1) if one != MAIN_FORUM]
        weights = list(accumulate(1 / (rank + 3) for rank in range(len(others))))
        rest = self.chance.choices(
            others, cum_weights=weights, k=size.topics - size.main_topics
        )
        return [MAIN_FORUM] * size.main_topics + rest

    def _lengths(self) -> list[int]:
        size = self.size
        lengths = [1] * size.topics
        lengths[ORDINARY - 1 : GIANT] = [ORDINARY_POSTS, size.giant_posts]
        weights = list(
            accumulate(self.chance.paretovariate(1.2) for _ in lengths[GIANT:])
        )
        answers = size.posts - sum(lengths)
        others = range(GIANT, size.topics)
        for topic in self.chance.choices(others, cum_weights=weights, k=answers):
            lengths[topic] += 1
        return lengths

    def _plan_posts(self) -> None:
        for number, topic in enumerate(self.topics, 1):
            self.posts.append((topic.start, number, topic.poster, READABLE))
            lasts = min(SPAN if number == GIANT else MONTH, SPAN - topic.start)
            for _ in range(topic.posts - 1):
                when = topic.start + 1 + self.chance.random() * lasts
                self.posts.append((when, number, self.member(), READABLE))
        self.posts.sort()

    def _decide_on_posts(self) -> None:
        """Let the newest wait here and there, and remove one of a hundred."""
        begun: set[int] = set()
        measured = {ORDINARY, GIANT}  # nothing of them waits or is gone
        newest = range(len(self.posts))[-10 * self.size.waiting :]
        may_wait = [index for index in newest if self.posts[index][1] not in measured]
        waiting = set(self.chance.sample(may_wait, self.size.waiting))
        for index, (when, topic, poster, _) in enumerate(self.posts):
            is_first = topic not in begun
            begun.add(topic)
            if topic not in measured:
                fate = WAITING if index in waiting else self._fate(is_first=is_first)
                self.posts[index] = (when, topic, poster, fate)

    def _fate(self, *, is_first: bool) -> int:
        draw = self.chance.random()
        if is_first:
            return HIDDEN if draw < 0.003 else READABLE
        for fate, below in (
            (BY_AUTHOR, 0.006),
            (BY_MODERATOR, 0.008),
            (ERASED, 0.010),
            (REFUSED, 0.011),
        ):
            if draw < below:
                return fate
        return READABLE
