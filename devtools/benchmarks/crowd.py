"""Two thousand subjects that look like the demonstration's, written without ceremony."""

import random

from django.db import transaction

from articles import search
from articles.models import Article, Citation, Revision, Subject

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
    models = list(
        Article.objects.published()
        .filter(subject__is_demo=True)
        .select_related("published")
        .order_by("pk")
    )
    subjects = Subject.objects.bulk_create(
        Subject(name=f"{NAME} {number}: {_word(number)}", slug=f"benchmark-{number}")
        for number in range(have, SUBJECTS)
    )
    for audience in ("lay", "professional"):
        patterns = [one for one in models if one.audience == audience]
        _publish(subjects, audience, patterns)
    search.refresh()


def _publish(subjects: list[Subject], audience: str, patterns: list[Article]) -> None:
    articles = Article.objects.bulk_create(
        Article(subject=subject, audience=audience) for subject in subjects
    )
    pairs = [
        (article, patterns[i % len(patterns)]) for i, article in enumerate(articles)
    ]
    revisions = Revision.objects.bulk_create(
        [
            _copy(article, pattern.published)
            for article, pattern in pairs
            if pattern.published
        ]
    )
    for article, revision in zip(articles, revisions, strict=True):
        article.published = revision
    Article.objects.bulk_update(articles, ["published"], batch_size=500)
    cited = {
        pattern.published_id: list(
            Citation.objects.filter(revision=pattern.published_id)
        )
        for pattern in patterns
    }
    Citation.objects.bulk_create(
        Citation(
            revision=revision,
            reference_id=citation.reference_id,
            number=citation.number,
            uses=citation.uses,
        )
        for revision, (_, pattern) in zip(revisions, pairs, strict=True)
        for citation in cited[pattern.published_id]
    )


def _copy(article: Article, pattern: Revision) -> Revision:
    copied = {
        field.attname: getattr(pattern, field.attname)
        for field in Revision._meta.concrete_fields
        if field.name not in {"id", "article", "base"}
    }
    copied["title"] = f"{article.subject.name} ({article.audience})"
    copied["text"] = f"{pattern.text} {_word(article.pk)} {_word(article.pk + 1)}"
    return Revision(article=article, **copied)


def _word(seed: int) -> str:
    return "".join(random.Random(seed).choices(SYLLABLES, k=3))  # noqa: S311 - no secret
