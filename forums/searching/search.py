"""Answers to what members look for in posts: only what they may read, the best first.

Only the newest thousand matches are ranked, excerpts are made only for what is shown, and
no statement takes longer than a second. A common word is sought among the newest posts
first: the index knows in which stretch of posts each lies (machina_migrations,
forum_conversation 0003), so neither a common nor a rare word makes it read much. What the
index cannot tell, above all in which order words stand, is looked up in as many of the
newest posts as patience allows.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    SearchVectorExact,
    SearchVectorField,
)
from django.core.paginator import Page, Paginator
from django.db import OperationalError, connection, transaction
from django.db.models import F, Func, Max, Sum
from psycopg.errors import QueryCanceled

from articles.finding import limited_time
from articles.search import CONFIG, UNWANTED
from forums.errors import ForumError
from forums.models import Mute, Post, Topic
from forums.searching import excerpts

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from forums.models import Forum
    from forums.overrides.forum_conversation.querysets import PostQuerySet
    from forums.rules.access import Access
    from portal.accounts.models import User

MAX_QUERY = 200  # characters
MAX_CANDIDATES = 1_000
TIMEOUT = 1_000  # milliseconds for a statement
PATIENCE = 500  # milliseconds that looking at all posts may be expected to take
PER_PAGE = 20
WEIGHTS = [0.0, 0.0, 0.4, 1.0]  # D, C, B (the text), A (the title)
# In so few posts everything is looked at; else the newest come first.
FEW_POSTS = 30_000
STRETCHES = (("a", 2_000), ("b", 16_000), ("c", 128_000))  # as in the migration

# Empty when only stop words were typed, T when only words to leave out.
POSITIVE = "SELECT querytree(websearch_to_tsquery(%s::regconfig, %s))"
NOTHING = {"", "T"}


class TooSlow(ForumError):
    """The question took the database too long, also among the newest posts."""


@dataclass(frozen=True)
class Question:
    """What somebody looks for, and where; ``forum`` includes the forums in it."""

    words: str
    forum: Forum | None = None
    by: User | None = None
    only_expert_answers: bool = False  # discussions that have one
    newest_first: bool = False

    @property
    def query(self) -> SearchQuery:
        return SearchQuery(self.words, search_type="websearch", config=CONFIG)


@dataclass(frozen=True)
class Hit:
    """A post that matches, with the words around the matches."""

    post: Post
    excerpt: SafeString


@dataclass
class Results:
    """One page of what was found, and how far the search went."""

    hits: list[Hit] = field(default_factory=list)
    page_obj: Page[int] | None = None
    is_capped: bool = False  # there may be more than a thousand
    is_partial: bool = False  # older posts were not looked at: that took too long
    is_vague: bool = False  # no word to look for


class Words(Func):
    """The column ``search`` of the posts, which Django does not know."""

    template = '"forum_conversation_post"."search"'
    output_field = SearchVectorField()


class Stretches(SearchQuery):
    """The last two stretches of a kind, as words of the index."""

    def __init__(self, kind: str, last: int) -> None:
        super().__init__(f"'!{kind}{last}' | '!{kind}{last - 1}'")
        self.template = "%(expressions)s::tsquery"


def tidy(words: str) -> str:
    return " ".join(words.translate(UNWANTED)[:MAX_QUERY].split())


def find(question: Question, access: Access, *, page: str = "1") -> Results:
    """Answer a question of the person whose ``access`` it is. Raises TooSlow."""
    results = Results()
    with limited_time(TIMEOUT, TooSlow):
        results.is_vague = not _has_words(question)
        if results.is_vague:
            return results
        found = _candidates(question, access, results)
        results.is_capped = len(found) >= MAX_CANDIDATES
        ranked = found if question.newest_first else _ranked(found, question)
        results.page_obj = Paginator(ranked, PER_PAGE).get_page(page)
        results.hits = _hits(list(results.page_obj), question)
    return results


def _has_words(question: Question) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(POSITIVE, [CONFIG, question.words])
        return cursor.fetchone()[0] not in NOTHING


def _candidates(question: Question, access: Access, results: Results) -> list[int]:
    """Return the ids of the newest readable matches, the newest first."""
    forums = _forums(question, access)
    topics = Topic.objects.filter(forum__in=[forum.pk for forum in forums])
    if question.only_expert_answers:
        topics = topics.filter(expert_answer__isnull=False)
        posts = topics.aggregate(posts=Sum("posts_count"))["posts"] or 0
    else:
        posts = sum(forum.direct_posts_count for forum in forums)
    matches = (
        Post.objects.readable()
        .filter(topic__forum__in=[forum.pk for forum in forums])
        .filter(SearchVectorExact(Words(), question.query))
        .exclude(poster__in=Mute.objects.filter(member=access.user).values("muted"))
    )
    if question.only_expert_answers:
        matches = matches.filter(topic__expert_answer__isnull=False)
    if question.by is not None:
        return _newest(matches.filter(poster=question.by))
    if posts <= FEW_POSTS:
        return _newest(matches)
    return _newest_by_stretch(matches, results)


def _forums(question: Question, access: Access) -> list[Forum]:
    if (inside := question.forum) is None:
        return access.forums
    return [
        forum
        for forum in access.forums
        if forum.tree_id == inside.tree_id and inside.lft <= forum.lft < inside.rght
    ]


def _newest_by_stretch(matches: PostQuerySet, results: Results) -> list[int]:
    """Look among the newest posts first, then among eight times as many, then all."""
    newest = Post.objects.aggregate(newest=Max("pk"))["newest"] or 0
    found: list[int] | None = None
    for kind, length in STRETCHES:
        last = newest // length
        inside = matches.filter(SearchVectorExact(Words(), Stretches(kind, last)))
        started = time.perf_counter()
        try:
            with transaction.atomic():
                found = _newest(inside)
        except OperationalError as error:
            return _so_far(found, results, error)
        if len(found) >= MAX_CANDIDATES or last < 2:
            return found
    took = (time.perf_counter() - started) * 1_000
    if took * newest / (2 * length) > PATIENCE:
        results.is_partial = True
        return found or []
    try:
        with transaction.atomic():
            return _newest(matches)
    except OperationalError as error:
        return _so_far(found, results, error)


def _so_far(
    found: list[int] | None, results: Results, error: OperationalError
) -> list[int]:
    """Content oneself with the newest posts when more of them take too long."""
    if found is None or not isinstance(error.__cause__, QueryCanceled):
        raise error
    results.is_partial = True
    return found


def _newest(matches: PostQuerySet) -> list[int]:
    # With "+ 0" the planner cannot walk all posts from the newest in the hope of matches.
    newest = matches.order_by((F("pk") + 0).desc())
    return list(newest.values_list("pk", flat=True)[:MAX_CANDIDATES])


def _ranked(found: Sequence[int], question: Question) -> list[int]:
    rank = SearchRank(Words(), question.query, weights=WEIGHTS)
    ranked = Post.objects.filter(pk__in=found).annotate(rank=rank)
    return list(ranked.order_by("-rank", "-pk").values_list("pk", flat=True))


def _hits(shown: Sequence[int], question: Question) -> list[Hit]:
    """Load the posts of one page, in this order, with the words around the matches."""
    loaded = Post.objects.select_related(
        "poster", "topic__forum", "topic__expert_answer"
    ).in_bulk(shown)
    posts = [loaded[pk] for pk in shown if pk in loaded]
    rendered = [post._content_rendered or "" for post in posts]
    around = excerpts.around(rendered, question.words)
    return [Hit(post, words) for post, words in zip(posts, around, strict=True)]
