"""What the page of a subject says about its discussions: numbers for guests, titles for members."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils.translation import gettext as _

from articles.models import Revision
from forums import markup
from forums.models import Discussion, ExpertAnswer, UserForumPermission
from forums.moderation import restrictions
from forums.reading import fetching, listing, voices
from forums.rules.access import Access
from forums.writing import mentions

if TYPE_CHECKING:
    from django.http import HttpRequest

    from articles.models import Subject
    from forums.models import Post
    from forums.reading.listing import Row

NEWEST = 5
EXPERTS = 2
EXCERPT = 220
KEPT = 60  # seconds
MOST_KEPT = 1_000  # subjects


@dataclass(frozen=True)
class Counts:
    discussions: int
    answers: int


@dataclass(frozen=True)
class Panel:
    """``rows`` and ``experts`` are for members alone."""

    counts: Counts
    rows: list[Row] = field(default_factory=list)
    experts: list[Expert] = field(default_factory=list)
    is_closed: bool = False  # to this member, who is suspended


@dataclass(frozen=True)
class Expert:
    answer: ExpertAnswer
    handle: str
    words: str
    page_has_changed: bool


_kept: dict[int, tuple[float, Counts]] = {}


def panel(subject: Subject, request: HttpRequest) -> Panel:
    if not request.user.is_authenticated:
        return Panel(counts(subject.pk))
    access = Access.of(request)
    if restrictions.is_shut_out(
        access.user
    ):  # the gate does not stand before this page
        return Panel(counts(subject.pk), is_closed=True)
    about = access.topics().readable().filter(discussion__subject=subject)
    newest = about.order_by("-last_post_on", "-pk").values_list("pk", flat=True)
    topics = fetching.listed(access.topics(), access).in_bulk(list(newest[:NEWEST]))
    by_age = sorted(topics.values(), key=lambda one: one.last_post_on, reverse=True)
    rows = listing.rows(by_age, access)
    return Panel(counts(subject.pk), rows, _experts(subject, access))


def counts(subject: int) -> Counts:
    """Count the discussions that every member may read, at most once a minute and process.

    The same numbers for everybody: a forum that is closed to some counts for nobody.
    """
    moment = time.monotonic()
    kept = _kept.get(subject)
    if kept and moment - kept[0] < KEPT:
        return kept[1]
    found = _count(subject)
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[subject] = (moment, found)
    return found


def forget() -> None:
    """Count anew; for tests and after moving many topics."""
    _kept.clear()


def _count(subject: int) -> Counts:
    refusals = UserForumPermission.objects.filter(
        authenticated_user=True,
        has_perm=False,
        permission__codename__in=["can_read_forum", "can_see_forum"],
    )
    here_or_above = refusals.filter(
        Q(forum__isnull=True)
        | Q(
            forum__tree_id=OuterRef("topic__forum__tree_id"),
            forum__lft__lte=OuterRef("topic__forum__lft"),
            forum__rght__gte=OuterRef("topic__forum__rght"),
        )
    )
    sums = (
        Discussion.objects.filter(subject=subject, topic__approved=True)
        .exclude(Exists(here_or_above))
        .aggregate(discussions=Count("pk"), posts=Sum("topic__posts_count"))
    )
    discussions = sums["discussions"]
    return Counts(discussions, max((sums["posts"] or 0) - discussions, 0))


def _first_words(post: Post) -> str:
    """Return the beginning of a post, or the note that warns of its content."""
    if post.content_note:
        return _("Content note: %(note)s") % {"note": post.content_note}
    beginning = post.content.raw[: fetching.BEGINNING]
    return markup.excerpt(mentions.to_editable(beginning), EXCERPT)


def _experts(subject: Subject, access: Access) -> list[Expert]:
    """Return the newest expert answers about a subject, with their first words."""
    corrections = Revision.objects.corrections().filter(
        article__subject=subject, published_at__gt=OuterRef("marked_at")
    )
    found = (
        ExpertAnswer.objects.filter(
            post__in=fetching.readable_posts(access).order_by(),
            topic__discussion__subject=subject,
        )
        .select_related("topic", "post__poster")
        .defer("post___content_rendered")
        .annotate(page_has_changed=Exists(corrections))
        .order_by("-marked_at")[:EXPERTS]
    )
    answers = []
    for answer in found:
        poster = answer.post.poster
        handle = poster.get_display_name() if poster else voices.nobody()
        words = _first_words(answer.post)
        answers.append(Expert(answer, handle, words, answer.page_has_changed))
    return answers
