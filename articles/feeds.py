"""Atom feeds of what is new or changed."""

import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from articles.models import Article, Audience

ENTRIES = 30


class Changes(Feed):
    """The pages published or changed last, of one edition or of both."""

    feed_type = Atom1Feed

    def get_object(
        self, _request: HttpRequest, edition: Audience | None = None
    ) -> Audience | None:
        return edition

    def title(self, edition: Audience | None) -> str:
        if edition is None:
            return settings.SITE_NAME
        return f"{settings.SITE_NAME} – {edition.label}"

    def subtitle(self, _edition: Audience | None) -> str:
        return _("New and changed pages")

    def link(self, edition: Audience | None) -> str:
        if edition is None:
            return reverse("home")
        return reverse("articles:portal_home", args=[edition])

    def items(self, edition: Audience | None) -> QuerySet[Article]:
        pages = Article.objects.newest().with_titles()
        if edition:
            pages = pages.for_audience(edition)
        return pages[:ENTRIES]

    def item_title(self, item: Article) -> str:
        return f"{item.title} ({item.edition.label})"

    def item_description(self, item: Article) -> str:
        return item.published.summary if item.published else ""

    def item_pubdate(self, item: Article) -> datetime.datetime | None:
        return item.published.published_at if item.published else None

    item_updateddate = item_pubdate
