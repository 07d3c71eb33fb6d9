"""Atom feeds for members who read them with their browser's log-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from forums import markup
from forums.reading import fetching
from forums.rules.access import Access

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest

    from forums.models import Forum, Topic

ENTRIES = 30
EXCERPT = 300


class Newest(Feed):
    """The discussions with the newest posts, in all readable forums or in one."""

    feed_type = Atom1Feed

    def get_object(
        self, request: HttpRequest, pk: int | None = None
    ) -> tuple[Access, Forum | None]:
        access = Access.of(request)
        return access, None if pk is None else access.forum_or_404(pk)

    def title(self, place: tuple[Access, Forum | None]) -> str:
        _access, forum = place
        name = forum.name if forum else _("Forums")
        return f"{settings.SITE_NAME} – {name}"

    def subtitle(self, _place: tuple[Access, Forum | None]) -> str:
        return _("Newest posts")

    def link(self, place: tuple[Access, Forum | None]) -> str:
        _access, forum = place
        return forum.get_absolute_url() if forum else reverse("forums:index")

    def items(self, place: tuple[Access, Forum | None]) -> list[Topic]:
        access, forum = place
        return list(fetching.newest_topics(access, forum)[:ENTRIES])

    def item_title(self, item: Topic) -> str:
        return str(item.subject)

    def item_link(self, item: Topic) -> str:
        return reverse("forums:post", args=[item.last_post_id])

    def item_description(self, item: Topic) -> str:
        post = item.last_post
        if post.removal:
            return ""
        if post.content_note:
            return _("Content note: %(note)s") % {"note": post.content_note}
        return markup.excerpt(item.beginning, EXCERPT)

    def item_author_name(self, item: Topic) -> str:
        poster = item.last_post.poster
        return poster.get_display_name() if poster else _("a former member")

    def item_pubdate(self, item: Topic) -> dt.datetime:
        written: dt.datetime = item.last_post.created
        return written

    item_updateddate = item_pubdate


newest = Newest()
