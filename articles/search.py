"""What readers find: weighted PostgreSQL full text over what is published."""

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from articles.models import Article


def index(article: Article) -> None:
    """Write the search vector of a page; a withdrawn or unpublished page has none."""
    revision = article.published
    if revision is None or revision.withdrawn_at is not None:
        Article.objects.filter(pk=article.pk).update(search_vector=None)
        return
    names = " ".join([revision.title, article.subject.name, *article.subject.synonyms])
    headings = " ".join(heading["text"] for heading in revision.headings)
    Article.objects.filter(pk=article.pk).update(
        search_vector=SearchVector(Value(names), weight="A", config="english")
        + SearchVector(Value(headings), weight="B", config="english")
        + SearchVector(Value(revision.summary), weight="B", config="english")
        + SearchVector(Value(revision.text), weight="C", config="english")
    )
