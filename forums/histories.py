"""What a post said before, change by change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from articles.differences import compare
from forums import markup, voices

if TYPE_CHECKING:
    import datetime as dt

    from articles.differences import Block
    from forums.models import Post
    from portal.accounts.models import User

MENTION = re.compile(r"@\[([1-9][0-9]{0,9})\]")
MOST = 50  # changes shown


@dataclass(frozen=True)
class State:
    """A post at one time."""

    title: str
    text: str
    at: dt.datetime
    by: User | None
    reason: str = ""  # why it was changed afterward


@dataclass(frozen=True)
class Change:
    """What somebody changed: in the title, in the text."""

    at: dt.datetime
    by: User | None
    reason: str
    title: list[Block]
    text: list[Block]

    @property
    def name(self) -> str:
        if self.by is None or self.by.anonymised_at:
            return _("a former member")
        return self.by.handle


def changes_of(post: Post) -> list[Change]:
    """Return the changes of a post, the newest first."""
    versions = post.versions.select_related("saved_by").order_by("-number")[:MOST]
    states = [
        State(
            post.subject,
            post.content.raw,
            post.edited_at or post.created,
            post.updated_by,
        ),
        *(
            State(one.title, one.text, one.saved_at, one.saved_by, one.reason)
            for one in versions
        ),
    ]
    numbers = {int(pk) for state in states for pk in MENTION.findall(state.text)}
    names = voices.names(numbers)
    texts = [markup.to_editable(state.text, names) for state in states]
    return [
        Change(
            after.at,
            after.by,
            before.reason,
            compare(before.title, after.title) if before.title else [],
            compare(texts[place + 1], texts[place]),
        )
        for place, (after, before) in enumerate(pairwise(states))
    ]
