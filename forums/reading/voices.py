"""Late names: whose words are quoted and who is mentioned is looked up when a page is shown.

Posts hold numbers (see forums.markup), so a handle that changes or goes leaves no trace.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from forums.models import Post
from portal.accounts.models import User

if TYPE_CHECKING:
    from forums.rules.access import Access

MEMBER = re.compile(r'<span data-member="(\d{1,10})"></span>')
QUOTE = re.compile(r'<blockquote data-post="(\d{1,10})">')
POSTER = ("poster__handle", "poster__anonymised_at")
TOPIC = ("topic__approved", "topic__forum")
# What changes the state of the walk through a post; the cleaner writes nothing else so.
SIGNS = re.compile(rf"{MEMBER.pattern}|{QUOTE.pattern}|</?blockquote>|<a\s|</a>")


@dataclass(frozen=True)
class Quoted:
    """A post that another one quotes; without ``author`` its words are shown no more."""

    author: int | None = None
    was_removed: bool = True


@dataclass(frozen=True)
class Voices:
    """Handles by member and quoted posts by id, for one page."""

    handles: Mapping[int, str] = field(default_factory=dict)
    quoted: Mapping[int, Quoted] = field(default_factory=dict)


def names(ids: Iterable[int]) -> dict[int, str]:
    """Return the handles of members; who left has none. One query."""
    wanted = set(ids)
    if not wanted:
        return {}
    members = User.objects.filter(pk__in=wanted, anonymised_at__isnull=True)
    return dict(members.values_list("pk", "handle"))


def collect(
    posts: Iterable[str], access: Access, known: Mapping[int, str] | None = None
) -> Voices:
    """Look up what the rendered posts of a page name: at most two queries."""
    html = "".join(posts)
    handles = dict(known or {})
    quoted = _quoted({int(one) for one in QUOTE.findall(html)}, access, handles)
    people = {int(one) for one in MEMBER.findall(html)}
    return Voices(handles | names(people - handles.keys()), quoted)


def not_shown(posts: Collection[int], access: Access) -> set[int]:
    """Return those of these posts whose words this reader is shown no more."""
    found = _quoted(set(posts), access, {})
    return {pk for pk in posts if found.get(pk, Quoted()).author is None}


def fill(html: str, voices: Voices) -> SafeString:
    """Put names and sources into the rendered HTML of a post."""
    return mark_safe(_Walk(html, voices).run())  # noqa: S308  # cleaned; additions are escaped


def nobody() -> str:
    """What stands instead of a handle when there is none any more."""
    return _("a former member")


def handle_of(member: int | None, voices: Voices) -> str:
    return voices.handles.get(member or 0) or nobody()


def _quoted(
    ids: set[int], access: Access, handles: dict[int, str]
) -> dict[int, Quoted]:
    """Return the quoted posts; their authors are added to the handles."""
    if not ids:
        return {}
    posts = Post.objects.filter(pk__in=ids).select_related("poster", "topic")
    found = {}
    for post in posts.only("removal", "approved", *POSTER, *TOPIC):
        poster, topic = post.poster, post.topic
        is_open = (
            post.approved and topic.approved and topic.forum_id in access.forum_ids
        )
        if post.removal or not is_open:
            found[post.pk] = Quoted(None, was_removed=bool(post.removal))
            continue
        found[post.pk] = Quoted(post.poster_id or 0, was_removed=False)
        if poster and poster.anonymised_at is None:
            handles[poster.pk] = poster.handle
    return found


class _Walk:
    """One pass over a post, knowing whether it is inside a link or a dropped quotation."""

    def __init__(self, html: str, voices: Voices) -> None:
        self.html, self.voices = html, voices
        self.parts: list[str] = []
        self.done = 0
        self.depth = self.dropped_at = 0  # of blockquotes; 0: nothing is dropped
        self.in_link = False

    def run(self) -> str:
        for sign in SIGNS.finditer(self.html):
            self._keep(self.html[self.done : sign.start()])
            self.done = sign.end()
            self._meet(sign)
        self._keep(self.html[self.done :])
        return "".join(self.parts)

    def _keep(self, words: str) -> None:
        if not self.dropped_at:
            self.parts.append(words)

    def _meet(self, sign: re.Match[str]) -> None:
        if sign[1]:
            self._keep(self._member(int(sign[1])))
        elif sign[0].startswith("<blockquote"):
            self.depth += 1
            self._keep(self._opening(sign))
            self._drop_if_gone(sign)
        elif sign[0] == "</blockquote>":
            if self.dropped_at == self.depth:
                self.dropped_at = 0
            self.depth -= 1
            self._keep(sign[0])
        else:
            self.in_link = sign[0] != "</a>"
            self._keep(sign[0])

    def _member(self, pk: int) -> str:
        handle = self.voices.handles.get(pk)
        if handle is None:
            return escape(nobody())
        if self.in_link:
            return format_html("@{}", handle)
        return format_html(
            '<a class="mention" href="{}">@{}</a>',
            reverse("forums:member", args=[pk]),
            handle,
        )

    def _opening(self, sign: re.Match[str]) -> str:
        if not sign[2]:
            return sign[0]
        source = self.voices.quoted.get(int(sign[2]), Quoted())
        if source.author is None:
            words = (
                _("(The quoted post was removed.)")
                if source.was_removed
                else _("(The quoted post is not shown.)")
            )
            return format_html('<blockquote><p class="said">{}</p>', words)
        return format_html(
            '<blockquote><p class="said"><a href="{}">{}</a></p>',
            reverse("forums:post", args=[int(sign[2])]),
            _("%(handle)s wrote:") % {"handle": handle_of(source.author, self.voices)},
        )

    def _drop_if_gone(self, sign: re.Match[str]) -> None:
        if not sign[2] or self.dropped_at:
            return
        if self.voices.quoted.get(int(sign[2]), Quoted()).author is None:
            self.dropped_at = self.depth
