"""What templates need to show forums: the panel of a subject, times, page numbers, the nav."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.core.paginator import Page
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums import markup
from forums.models import Post
from forums.moderation import queue
from forums.reading import panel as panels
from forums.rules.access import Access

if TYPE_CHECKING:
    import datetime as dt

    from django.utils.safestring import SafeString

    from articles.models import Subject

register = template.Library()

FRESH = 7  # days in which a time is told as "3 hours ago"
MINUTE = 60

TOMBSTONES: dict[str, Any] = {
    Post.Removal.AUTHOR: gettext_lazy("Removed by its author."),
    Post.Removal.MODERATOR: gettext_lazy("Removed by a moderator."),
    Post.Removal.REFUSED: gettext_lazy(
        "Not approved by a moderator; other members cannot see it."
    ),
    Post.Removal.ERASED: gettext_lazy("Erased when its author left."),
}


@register.simple_tag(takes_context=True)
def discussions(context: dict[str, Any], subject: Subject) -> panels.Panel:
    """Return what the page of a subject says about its discussions."""
    return panels.panel(subject, context["request"])


@register.simple_tag
def when(moment: dt.datetime) -> SafeString:
    """Tell a time as people do; the exact one (UTC) is in the title and for programs."""
    local = timezone.localtime(moment)
    exact = date_format(local, "DATETIME_FORMAT")
    age = timezone.now() - moment
    if age.days >= FRESH:
        words = date_format(local, "j F Y")
    elif age.total_seconds() < MINUTE:
        words = _("just now")
    else:
        words = _("%(time)s ago") % {"time": timesince(moment, depth=1)}
    machine = local.isoformat(timespec="seconds")  # HTML allows no microseconds
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', machine, exact, words
    )


@register.filter
def beginning_of(post: Post) -> str:
    """Return the first words of a post loaded by ``fetching.in_lists``."""
    return markup.excerpt(post.beginning)


@register.filter
def tombstone(post: Post) -> str:
    return str(TOMBSTONES.get(post.removal, ""))


@register.filter
def name_of(user: Any) -> str:  # noqa: ANN401  # a user, or None where the account is gone
    return user.get_display_name() if user else _("a former member")


@register.filter
def elided(page: Page) -> list[int | str]:
    """Return page numbers with gaps: 1 … 4 5 6 … 417."""
    numbers = page.paginator.get_elided_page_range(
        page.number, on_each_side=1, on_ends=1
    )
    return list(numbers)


@register.simple_tag(takes_context=True)
def waiting_for_moderators(context: dict[str, Any]) -> int | None:
    """Return how much waits in the queue; None for members who do not moderate."""
    forum_ids = Access.of(context["request"]).moderated_ids
    return queue.size(forum_ids) if forum_ids else None
