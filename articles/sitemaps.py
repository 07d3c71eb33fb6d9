"""What search engines may find."""

import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from articles.models import Article, Audience, Person, Term


class Pages(Sitemap):
    """Every page readers can see, in both editions, but no demonstration."""

    limit = 5_000

    def items(self) -> QuerySet[Article]:
        real = Article.objects.published().filter(subject__is_demo=False)
        return real.with_titles().order_by("pk")

    def lastmod(self, item: Article) -> datetime.datetime | None:
        return item.published.published_at if item.published else None


class People(Sitemap):
    def items(self) -> QuerySet[Person]:
        return Person.objects.credited().filter(is_invented=False).order_by("pk")


class Topics(Sitemap):
    def items(self) -> QuerySet[Term]:
        return Term.objects.in_use().order_by("pk")

    def location(self, item: Term) -> str:
        return reverse("articles:topic", args=[item.slug])


class Indexes(Sitemap):
    """The pages that lead to all others."""

    def items(self) -> list[str]:
        homes = [reverse("articles:portal_home", args=[each]) for each in Audience]
        names = ("a_z", "topics", "evidence", "people", "corrections")
        return [*homes, *(reverse(f"articles:{name}") for name in names)]

    def location(self, item: str) -> str:
        return item


SITEMAPS = {
    "indexes": Indexes,
    "pages": Pages,
    "topics": Topics,
    "people": People,
}
