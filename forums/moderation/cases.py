"""A post as moderators look at it: its words, what surrounds it, reports, the author."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.text import Truncator

from forums import markup
from forums.models import ModerationAction, Post, Report
from forums.moderation import queue, records
from forums.reading import voices
from forums.writing import safety_words

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet
    from django.utils.safestring import SafeString

    from forums.moderation.records import Record
    from forums.rules.access import Access

BEFORE, AFTER = 2, 2
WORDS = 300


@dataclass(frozen=True)
class Neighbor:
    """A post before or after the one in question, with its first words."""

    post: Post
    words: str


@dataclass(frozen=True)
class Case:
    post: Post
    html: SafeString
    before: list[Neighbor]
    after: list[Neighbor]
    entry: queue.Entry | None
    reports: list[Report]
    handled: list[Report]
    actions: list[ModerationAction]
    record: Record | None
    is_own: bool
    is_first: bool

    @property
    def may_decide(self) -> bool:
        """Tell whether this moderator decides: never about own posts and own reports."""
        return not self.is_own

    @property
    def seen(self) -> str:
        """Which words the page shows: approving is about these."""
        updated: dt.datetime = self.post.updated
        return updated.isoformat()

    @property
    def personal(self) -> list[str]:
        """What looks like phone numbers, addresses or record numbers: the writer was asked."""
        post = self.post
        said = (
            post.subject,
            post.content_note,
            post.content.raw if post.content else "",
        )
        return [one.words for one in safety_words.personal_data_in("\n".join(said))]

    @property
    def can_be_refused(self) -> bool:
        return bool(self.post.is_waiting)

    @property
    def can_be_hidden(self) -> bool:
        return bool(self.post.approved and not self.post.removal)

    @property
    def can_be_restored(self) -> bool:
        return self.post.removal in records.TAKEN_DOWN

    @property
    def is_gone(self) -> bool:
        """Tell whether its author took the post back: nothing is left to decide about."""
        return self.post.removal in (Post.Removal.AUTHOR, Post.Removal.ERASED)

    @property
    def can_be_closed(self) -> bool:
        """Tell whether reports or a concern are to be closed, the post being as it is."""
        concern = self.post.concern and self.post.concern_seen_at is None
        return bool(self.reports or concern) and not self.post.is_waiting


def of(post: Post, access: Access) -> Case:
    """Collect what a decision needs (about fifteen queries)."""
    reports = list(
        Report.objects.filter(post=post)
        .select_related("reporter", "handled_by")
        .order_by("reported_at")
    )
    still_open = [one for one in reports if one.state == Report.State.OPEN]
    user = access.user
    is_authors = post.poster_id == user.pk
    has_left = post.poster is None or post.poster.anonymised_at is not None
    html = post.content.rendered if post.content else ""
    before, after = _around(post, before=True), _around(post, before=False)
    neighbors = _with_words([*before, *after])
    actions = ModerationAction.objects.select_related("by").filter(post=post)
    return Case(
        post=post,
        html=voices.fill(html, voices.collect([html], access)),
        before=neighbors[: len(before)],
        after=neighbors[len(before) :],
        entry=queue.entry_of(post, still_open),
        # Nobody learns who reported them, moderators neither.
        reports=[] if is_authors else still_open,
        handled=[] if is_authors else _settled(reports),
        actions=list(actions),
        record=None if has_left else records.of(post.poster),
        is_own=is_authors or any(one.reporter_id == user.pk for one in still_open),
        is_first=post.topic.first_post_id == post.pk,
    )


def _settled(reports: list[Report]) -> list[Report]:
    return [one for one in reports if one.state != Report.State.OPEN]


def _around(post: Post, *, before: bool) -> list[Post]:
    """Return the posts next to one, in their order."""
    if before:
        earlier = Q(created__lt=post.created) | Q(created=post.created, pk__lt=post.pk)
        found = _readable(post).filter(earlier).order_by("-created", "-pk")[:BEFORE]
        return list(found)[::-1]
    later = Q(created__gt=post.created) | Q(created=post.created, pk__gt=post.pk)
    return list(_readable(post).filter(later).order_by("created", "pk")[:AFTER])


def _with_words(posts: list[Post]) -> list[Neighbor]:
    texts = [post.content.raw for post in posts]
    names = voices.names(one for text in texts for one in markup.mentioned(text))
    return [
        Neighbor(post, Truncator(markup.as_plain(text, names)).chars(WORDS))
        for post, text in zip(posts, texts, strict=True)
    ]


def _readable(post: Post) -> QuerySet[Post]:
    posts = Post.objects.filter(topic=post.topic_id, approved=True, removal="")
    return posts.select_related("poster").defer("_content_rendered")
