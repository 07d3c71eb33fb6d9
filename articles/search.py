"""What readers can find: weighted words of what is published, written when it changes.

Titles and other names weigh A, summary and headings B, the text C, cited works D. Accents
do not count. ``articles.finding`` asks the questions.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value

from articles.models import Article, Reference, Revision, SearchWord
from articles.references import display

CONFIG = "articles_english"  # English stems without accents, migration 0004

# Signs of the private use area mark matches until the text around them is escaped, so a
# text itself must not have them; PostgreSQL has no NUL.
START, STOP = "\ue000", "\ue001"
UNWANTED = str.maketrans({START: None, STOP: None, "\x00": " "})

WORD = re.compile(r"[^\W\d_]{4,60}")  # what may be suggested for a mistyped word


def index(article: Article) -> None:
    """Write the search vector of a page; a withdrawn or unpublished page has none."""
    revision = article.published
    if revision is None or revision.withdrawn_at is not None:
        pages = Article.objects.filter(pk=article.pk)
        pages.update(search_vector=None, search_text="")
        return
    remember(_write(article, revision))


@transaction.atomic
def refresh() -> None:
    """Write everything anew, as names and references change without a publication."""
    pages: Counter[str] = Counter()
    for article in Article.objects.published().with_text().iterator(chunk_size=100):
        if article.published:
            pages.update(_write(article, article.published))
    SearchWord.objects.exclude(word__in=pages).delete()
    SearchWord.objects.bulk_create(
        [SearchWord(word=word, pages=pages[word]) for word in sorted(pages)],
        update_conflicts=True,
        unique_fields=["word"],
        update_fields=["pages"],
    )


def remember(found: Iterable[str]) -> None:
    """Let words be suggested from now on; ``refresh`` counts their pages."""
    # In one order, so that two publications never wait for each other.
    rows = [SearchWord(word=word, pages=1) for word in sorted(found)]
    SearchWord.objects.bulk_create(rows, ignore_conflicts=True)


def words(text: str) -> set[str]:
    """Return the words of a text, small and without accents."""
    return set(WORD.findall(plain(text)))


def plain(text: str) -> str:
    """Return a text in small letters without accents: ``Élan`` and ``elan`` are one."""
    signs = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


def _write(article: Article, revision: Revision) -> set[str]:
    """Store what a page is found by, and return its words."""
    names = [revision.title, article.subject.name, *article.subject.synonyms]
    headings = [str(heading["text"]) for heading in revision.headings]
    works = _works(revision)
    vector = (
        _vector(names, "A")
        + _vector([*headings, revision.summary], "B")
        + _vector([revision.text], "C")
        + _vector(works, "D")
    )
    shown = "\n".join([revision.summary, revision.text, *works]).translate(UNWANTED)
    pages = Article.objects.filter(pk=article.pk)
    pages.update(search_vector=vector, search_text=shown)
    return words(" ".join([*names, *headings, shown]))


def _works(revision: Revision) -> list[str]:
    cited = Reference.objects.cited_in(revision)
    return [display.full_line(work) for work in cited]


def _vector(texts: Iterable[str], weight: str) -> SearchVector:
    text = " . ".join(texts).translate(UNWANTED)
    return SearchVector(Value(text), weight=weight, config=CONFIG)
