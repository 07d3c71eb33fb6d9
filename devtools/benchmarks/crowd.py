"""Two thousand subjects that look like the demonstration's, written without ceremony."""

import random
from itertools import cycle
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from articles import search
from articles.models import Article, Audience, Citation, Revision, Subject

M = TypeVar("M", bound=Model)

SUBJECTS = 2_000
NAME = "Benchmark subject"
SYLLABLES = (
    *("os", "te", "al", "gi", "fi", "bra", "sar", "co", "mi", "la", "cry", "ra"),
    *("dio", "fre", "quen", "abl", "to", "me", "pha", "se"),
)


@transaction.atomic
def gather() -> None:
    """Bring the number of subjects to SUBJECTS, each with both editions published."""
    have = Subject.objects.count()
    if have >= SUBJECTS:
        return
    subjects = Subject.objects.bulk_create(
        Subject(name=f"{NAME} {number}: {_word(number)}", slug=f"benchmark-{number}")
        for number in range(have, SUBJECTS)
    )
    for audience in Audience:
        patterns = Article.objects.published().filter(
            subject__is_demo=True, audience=audience
        )
        _publish(subjects, list(patterns.select_related("published").order_by("pk")))
    search.remember(word for subject in subjects for word in search.words(subject.name))


def _publish(subjects: list[Subject], patterns: list[Article]) -> None:
    """Give each subject a page that says what one of the patterns says."""
    pairs = list(zip(subjects, cycle(patterns), strict=False))
    articles = Article.objects.bulk_create(_page(*pair) for pair in pairs)
    revisions = Revision.objects.bulk_create(
        _copy(Revision, pattern.published, article=article, title=article.subject.name)
        for article, (_, pattern) in zip(articles, pairs, strict=True)
    )
    cited = {pattern.pk: _citations(pattern) for pattern in patterns}
    Citation.objects.bulk_create(
        _copy(Citation, citation, revision=revision)
        for revision, (_, pattern) in zip(revisions, pairs, strict=True)
        for citation in cited[pattern.pk]
    )
    for article, revision in zip(articles, revisions, strict=True):
        article.published = revision
    Article.objects.bulk_update(articles, ["published"], batch_size=500)


def _page(subject: Subject, pattern: Article) -> Article:
    # A vector is text: lexemes with their places. Stemming 4,000 texts would take minutes.
    word = _word(int(subject.slug.rpartition("-")[2]))
    vector = f"'benchmark':1A '{word}':2A {pattern.search_vector}"
    return _copy(
        Article, pattern, subject=subject, published=None, search_vector=vector
    )


def _citations(page: Article) -> list[Citation]:
    return list(Citation.objects.filter(revision=page.published_id))


def _copy(model: type[M], row: Model | None, **changed: object) -> M:
    """Return an unsaved copy of a row with other values in some fields."""
    kept = {
        field.attname: getattr(row, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in changed
    }
    return model(**kept, **changed)


def _word(seed: int) -> str:
    return "".join(random.Random(seed).choices(SYLLABLES, k=3))  # noqa: S311 - not secret
