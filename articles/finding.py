"""Answers to what readers ask: ranked pages, and help when a word is mistyped.

Only the newest thousand matches are ranked, excerpts are made only for what is shown, and
no question takes longer than two seconds.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.core.paginator import Page, Paginator
from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from psycopg.errors import QueryCanceled

from articles.models import Article, Audience, Subject
from articles.search import CONFIG, START, STOP, UNWANTED, plain

MAX_QUERY = 200  # characters
MAX_CANDIDATES = 1_000
MAX_WORDS = 12  # so many mistyped words are looked up
TIMEOUT = 2_000  # milliseconds
PER_PAGE = 10  # subjects
WEIGHTS = [0.05, 0.15, 0.4, 1.0]  # D, C, B, A

WORD = re.compile(r"[^\W_]+")
OPERATORS = re.compile(r"\"|(?:^|\s)-|\bor\b", re.IGNORECASE)

NEAREST = """
    SELECT asked.word, near.word
    FROM unnest(%s::text[]) AS asked(word)
    LEFT JOIN LATERAL (
        SELECT known.word FROM articles_searchword AS known
        WHERE known.word %% asked.word
        ORDER BY similarity(known.word, asked.word) DESC, known.pages DESC, known.word
        LIMIT 1
    ) AS near ON TRUE
"""


class TooSlow(Exception):
    """The question took the database too long."""


@dataclass(frozen=True)
class Hit:
    """A page that matches, with the words around the matches."""

    article: Article
    excerpt: SafeString


@dataclass(frozen=True)
class Found:
    """A subject with its matching editions, the reader's own first."""

    subject: Subject
    hits: list[Hit]
    plain: Article | None = None  # its page for patients, when only the other matches


@dataclass
class Results:
    """One page of what was found, and how the question was understood."""

    query: str
    found: list[Found] = field(default_factory=list)
    page_obj: Page[int] | None = None
    is_capped: bool = False
    corrected: str = ""  # the question in its likely spelling, when only that matches
    any_word: bool = False  # no page has all the words; these have some of them


def find(text: str, *, edition: str = "", page: str = "1") -> Results:
    """Answer a question; ``edition`` says which edition of a subject comes first.

    Raises TooSlow.
    """
    results = Results(" ".join(text.translate(UNWANTED)[:MAX_QUERY].split()))
    if not results.query:
        return results
    with limited_time(TIMEOUT, TooSlow):
        for query in _readings(results):
            ranked = list(_ranked(query))
            if ranked:
                _fill(results, ranked, query, edition, page)
                break
        else:
            results.corrected, results.any_word = "", False
    return results


@contextmanager
def limited_time(milliseconds: int, too_slow: type[Exception]) -> Iterator[None]:
    """Stop statements that take longer, with this error; the limit ends with the block."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {milliseconds:d}")
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise too_slow from error
        raise


def _readings(results: Results) -> Iterator[SearchQuery]:
    """The question as asked, then as probably meant, then any of its words."""
    yield all_words(results.query)
    results.corrected = corrected(results.query)
    if results.corrected:
        yield all_words(results.corrected)
    if any_word := _any_word(results.corrected or results.query):
        results.corrected, results.any_word = "", True
        yield any_word


def all_words(question: str) -> SearchQuery:
    """Return what all must match; the last word may be the beginning of a word.

    Quotation marks, ``or`` and ``-`` mean what they mean in web searches.
    """
    asked = SearchQuery(question, search_type="websearch", config=CONFIG)
    before, _blank, last = question.rpartition(" ")
    if OPERATORS.search(question) or not WORD.fullmatch(last) or len(last) < 3:
        return asked
    begun = SearchQuery(last, search_type="websearch", config=CONFIG) | SearchQuery(
        f"{last}:*", search_type="raw", config=CONFIG
    )
    if not before:
        return begun
    return SearchQuery(before, search_type="websearch", config=CONFIG) & begun


def _any_word(question: str) -> SearchQuery | None:
    words = WORD.findall(question)[:MAX_WORDS]
    if len(words) < 2:
        return None
    return SearchQuery(" or ".join(words), search_type="websearch", config=CONFIG)


def corrected(question: str) -> str:
    """Return the question with each unknown word replaced by the nearest known one.

    Empty when there is nothing to replace.
    """
    asked = [word for word in WORD.findall(plain(question)) if len(word) > 3]
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, [asked[:MAX_WORDS]])
        near = {word: known for word, known in cursor.fetchall() if known}
    if all(word == known for word, known in near.items()):
        return ""
    return WORD.sub(lambda word: near.get(word[0], word[0]), plain(question))


def _ranked(query: SearchQuery) -> Iterable[tuple[int, int]]:
    """Return (page, subject) ids of the newest matches, the best first."""
    newest = Article.objects.newest().filter(search_vector=query)[:MAX_CANDIDATES]
    vector = F("search_vector")
    # A page that is called so comes before one that says so often.
    called = SearchRank(vector, query, weights=[0, 0, 0, 1])
    rank = called * 2 + SearchRank(vector, query, weights=WEIGHTS)
    return (
        Article.objects.filter(pk__in=newest.values("pk"))
        .annotate(rank=rank)
        .order_by("-rank", "subject__name", "audience")
        .values_list("pk", "subject")
    )


def _fill(
    results: Results,
    ranked: list[tuple[int, int]],
    query: SearchQuery,
    edition: str,
    page: str,
) -> None:
    """Load what one page of results shows, both editions of a subject together."""
    subjects = list(dict.fromkeys(subject for _page, subject in ranked))
    results.is_capped = len(ranked) >= MAX_CANDIDATES
    results.page_obj = Paginator(subjects, PER_PAGE).get_page(page)
    here = list(results.page_obj)
    hits: dict[int, list[Hit]] = {subject: [] for subject in here}
    for hit in _excerpts(ranked, here, query):
        hits[hit.article.subject_id].append(hit)
    for found in hits.values():
        found.sort(
            key=lambda hit: (hit.article.audience != edition, hit.article.audience)
        )
    pages = _plain_pages(hits)
    results.found += [
        Found(found[0].article.subject, found, pages.get(subject))
        for subject, found in hits.items()
    ]


def _plain_pages(hits: dict[int, list[Hit]]) -> dict[int, Article]:
    """Pages for patients of the subjects of which only the other edition matches.

    Who searches for the word of a letter from the hospital finds the page for
    professionals that uses it; the same is said in plain words elsewhere.
    """
    lay = Audience.LAY
    wanted = [
        subject
        for subject, found in hits.items()
        if all(hit.article.audience != lay for hit in found)
    ]
    if not wanted:
        return {}
    pages = Article.objects.for_audience(lay).filter(subject__in=wanted).with_titles()
    return {page.subject_id: page for page in pages.published()}


def _excerpts(
    ranked: list[tuple[int, int]], subjects: list[int], query: SearchQuery
) -> list[Hit]:
    """Load the matching pages of some subjects with the words around the matches."""
    headline = SearchHeadline(
        "search_text",
        query,
        config=CONFIG,
        start_sel=START,
        stop_sel=STOP,
        min_words=12,
        max_words=30,
        max_fragments=2,
        fragment_delimiter=" … ",
    )
    shown = [page for page, subject in ranked if subject in subjects]
    pages = Article.objects.filter(pk__in=shown).with_titles()
    return [
        Hit(page, excerpt(page, page.around_match))
        for page in pages.annotate(around_match=headline)
    ]


def excerpt(article: Article, headline: str) -> SafeString:
    """Return the words around the matches, these marked; else the summary."""
    summary = article.published.summary if article.published else ""
    text = headline if START in headline else summary
    marked = escape(text).replace(START, "<mark>").replace(STOP, "</mark>")
    return mark_safe(marked)  # noqa: S308  # escaped just above
