"""What the pages of the moderation room say about time, reasons and words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _

from forums import markup
from forums.moderation import queue, restrictions

if TYPE_CHECKING:
    import datetime as dt

    from forums.models import Appeal, Post, Restriction

register = template.Library()

WORDS = 300


@register.simple_tag
def target(entry: queue.Entry) -> str:
    """Say how long the promise about a post still holds, or since when it is broken."""
    return _until(entry.due)


@register.simple_tag
def appeal_target(appeal: Appeal) -> str:
    return _until(appeal.made_at + queue.APPEAL)


@register.filter
def is_late(appeal: Appeal) -> bool:
    return appeal.made_at + queue.APPEAL < timezone.now()


def _until(due: dt.datetime) -> str:
    if due < timezone.now():
        return _("Overdue by %(time)s.") % {"time": timesince(due, depth=1)}
    return _("Due within %(time)s.") % {"time": timeuntil(due, depth=1)}


@register.filter
def reasons(entry: queue.Entry) -> list[tuple[str, int]]:
    """Return what a post was reported for, and how often, the most frequent first."""
    return Counter(
        report.get_reason_display() for report in entry.reports
    ).most_common()


@register.filter
def first_words(post: Post) -> str:
    return markup.excerpt(post.content.raw if post.content else "", WORDS)


@register.filter
def end_in_words(restriction: Restriction) -> str:
    return restrictions.end_in_words(restriction)
