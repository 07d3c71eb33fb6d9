"""What waits for a moderator: posts to approve, posts of concern, reported posts; one line each.

Crisis comes first, then whatever is due next. Targets: an hour for a crisis, a day for other
reports, half a day for approvals, three days for appeals.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, F, Min, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from forums.models import Post, Report
from forums.moderation import appeals
from forums.reading.fetching import HEAVY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from forums.rules.access import Access

CRISIS = dt.timedelta(hours=1)
REPORT = dt.timedelta(hours=24)
APPROVAL = dt.timedelta(hours=12)
APPEAL = dt.timedelta(hours=72)

# Nobody reads further than this in one sitting; the oldest are in it.
LONGEST = 2000

CRISIS_REASON = Report.Reason.SELF_HARM


@dataclass
class Entry:
    """A post that waits: for approval, because of reports or of what its words raise.

    ``crisis_at`` is when somebody reported self-harm or the words were posted.
    """

    post_id: int
    forum_id: int
    waits_since: dt.datetime | None = None
    reported_at: dt.datetime | None = None
    crisis_at: dt.datetime | None = None
    reports_count: int = 0
    post: Post | None = None
    reports: list[Report] = field(default_factory=list)

    @property
    def is_crisis(self) -> bool:
        return self.crisis_at is not None

    @property
    def is_report(self) -> bool:
        return self.reported_at is not None

    @property
    def kind(self) -> str:
        if self.is_crisis:
            return "crisis"
        return "reports" if self.is_report else "approvals"

    @property
    def since(self) -> dt.datetime:
        starts = (self.waits_since, self.reported_at, self.crisis_at)
        return min(one for one in starts if one)

    @property
    def due(self) -> dt.datetime:
        """When the first of the promises about it is broken."""
        ends = (
            (self.crisis_at, CRISIS),
            (self.reported_at, REPORT),
            (self.waits_since, APPROVAL),
        )
        return min(start + target for start, target in ends if start)

    @property
    def is_overdue(self) -> bool:
        return self.due < timezone.now()

    @property
    def is_long_overdue(self) -> bool:
        """Tell whether twice the promised time is over."""
        now = timezone.now()
        return now - self.since >= 2 * (self.due - self.since)

    @property
    def rank(self) -> tuple[bool, dt.datetime, int]:
        return (not self.is_crisis, self.due, self.post_id)


@dataclass(frozen=True)
class Overdue:
    """How much waits longer than promised, by kind."""

    crisis: int
    reports: int
    approvals: int
    appeals: int

    def __bool__(self) -> bool:
        return any((self.crisis, self.reports, self.approvals, self.appeals))


def entries(forum_ids: Collection[int]) -> list[Entry]:
    """Return everything that waits in these forums, the most urgent first (three queries)."""
    found: dict[int, Entry] = {}
    for post_id, forum_id, since in _waiting(forum_ids):
        found[post_id] = Entry(post_id, forum_id, waits_since=since)
    for post_id, forum_id, since in _of_concern(forum_ids):
        entry = found.setdefault(post_id, Entry(post_id, forum_id))
        entry.crisis_at = since
    for row in _reported(forum_ids):
        entry = found.setdefault(
            row["post_id"], Entry(row["post_id"], row["post__topic__forum_id"])
        )
        entry.reported_at, entry.reports_count = row["first"], row["count"]
        calls = [one for one in (entry.crisis_at, row["crisis"]) if one]
        entry.crisis_at = min(calls, default=None)
    return sorted(found.values(), key=lambda entry: entry.rank)


def size(forum_ids: Collection[int]) -> int:
    """Count the posts that wait in these forums (one query)."""
    posts = Post.objects.filter(topic__forum__in=forum_ids)
    still_open = Report.objects.filter(
        state=Report.State.OPEN, post__topic__forum__in=forum_ids
    )
    return int(
        posts.waiting()
        .order_by()
        .values("pk")
        .union(posts.of_concern().order_by().values("pk"), still_open.values("post"))
        .count()
    )


def counts(found: Iterable[Entry]) -> dict[str, int]:
    """Return how many entries there are of each kind."""
    kinds = [one.kind for one in found]
    numbers = {kind: kinds.count(kind) for kind in ("crisis", "reports", "approvals")}
    return {"all": len(kinds)} | numbers


def entry_of(post: Post, reports: list[Report]) -> Entry | None:
    """Return the entry of one post with its open reports; None if nothing waits."""
    entry = Entry(post.pk, post.topic.forum_id, post=post, reports=reports)
    if post.is_waiting:
        was_edited = post.hold == Post.Hold.EDITED
        entry.waits_since = post.updated if was_edited else post.created
    calls = [one.reported_at for one in reports if one.reason == CRISIS_REASON]
    if post.concern and post.concern_seen_at is None and not post.removal:
        calls.append(post.edited_at or post.created)
    entry.crisis_at = min(calls, default=None)
    entry.reported_at = min((one.reported_at for one in reports), default=None)
    entry.reports_count = len(reports)
    return entry if calls or reports or post.is_waiting else None


def _waiting(
    forum_ids: Collection[int],
) -> QuerySet[Any, tuple[int, int, dt.datetime]]:
    """Ids, forums and times of posts to approve; a changed post waits since the change."""
    since = Case(When(hold=Post.Hold.EDITED, then=F("updated")), default=F("created"))
    posts = Post.objects.waiting().filter(topic__forum__in=forum_ids)
    return posts.values_list("pk", "topic__forum_id", since)[:LONGEST]


def _of_concern(
    forum_ids: Collection[int],
) -> QuerySet[Any, tuple[int, int, dt.datetime]]:
    """Posts whose words speak of a crisis; everybody can read them, nobody looked yet."""
    since = Coalesce("edited_at", "created")
    posts = Post.objects.of_concern().filter(topic__forum__in=forum_ids)
    return posts.values_list("pk", "topic__forum_id", since)[:LONGEST]


def _reported(forum_ids: Collection[int]) -> Iterable[Any]:
    """First report, first call about a crisis, and number of reports, by post."""
    return (
        Report.objects.filter(state=Report.State.OPEN, post__topic__forum__in=forum_ids)
        .values("post_id", "post__topic__forum_id")
        .annotate(
            first=Min("reported_at"),
            crisis=Min("reported_at", filter=Q(reason=CRISIS_REASON)),
            count=Count("pk"),
        )
        .order_by("first")[:LONGEST]
    )


def fill(page: Iterable[Entry]) -> None:
    """Fetch what a list shows of its entries: posts with authors, open reports."""
    by_post = {entry.post_id: entry for entry in page}
    posts = Post.objects.select_related("topic__forum", "poster").defer(*HEAVY)
    for post in posts.filter(pk__in=by_post):
        by_post[post.pk].post = post
    open_reports = Report.objects.filter(state=Report.State.OPEN, post__in=by_post)
    for report in open_reports.select_related("reporter").order_by("reported_at"):
        by_post[report.post_id].reports.append(report)


def next_for(access: Access, *, after: int = 0) -> int | None:
    """Return the post to look at next: not the one just seen, and nobody's own."""
    waiting = [one.post_id for one in entries(access.moderated_ids)]
    own = set(
        Post.objects.filter(pk__in=waiting, poster=access.user).values_list(
            "pk", flat=True
        )
    )
    return next((pk for pk in waiting if pk != after and pk not in own), None)


def overdue(access: Access) -> Overdue:
    """Count what is late for one moderator."""
    late = [one for one in entries(access.moderated_ids) if one.is_overdue]
    crisis = sum(one.is_crisis for one in late)
    reports = sum(one.is_report and not one.is_crisis for one in late)
    return Overdue(
        crisis=crisis,
        reports=reports,
        approvals=len(late) - crisis - reports,
        appeals=appeals.open_for(access)
        .filter(made_at__lt=timezone.now() - APPEAL)
        .count(),
    )
