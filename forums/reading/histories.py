"""What a post said before, change by change.

What a moderator took out of a post (a name, a telephone number) is read by its author and
by moderators alone: for others the history begins with that change. Nor does a history say
what was quoted of posts that are no longer shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from articles.differences import EFFORT, compare
from forums import markup
from forums.reading import voices

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from articles.differences import Block
    from forums.models import Post
    from forums.rules.access import Access
    from portal.accounts.models import User

MENTION = re.compile(r"@\[([1-9][0-9]{0,9})\]")
QUOTED = re.compile(r"\[post:([1-9][0-9]{0,9})\]")
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
    """What somebody changed: in the title, in the text, unless the reader may not see it."""

    at: dt.datetime
    by: User | None
    reason: str
    title: list[Block]
    text: list[Block]
    is_withheld: bool = False

    @property
    def name(self) -> str:
        if self.by is None or self.by.anonymised_at:
            return _("a former member")
        return self.by.handle


def changes_of(post: Post, access: Access) -> list[Change]:
    """Return the changes of a post that this reader may see, the newest first."""
    states = _states(post)
    texts = _readable(states, access)
    sees_all = post.poster_id == access.user.pk or access.moderates(post.topic.forum)
    found = []
    for place, (after, before) in enumerate(pairwise(states)):
        is_others = after.by is None or after.by.pk != post.poster_id
        if is_others and not sees_all:
            found.append(Change(after.at, after.by, before.reason, [], [], True))
            break
        title = compare(before.title, after.title) if before.title else []
        text = compare(texts[place + 1], texts[place], effort=EFFORT // len(states))
        found.append(Change(after.at, after.by, before.reason, title, text))
    return found


def _states(post: Post) -> list[State]:
    """Return what a post says and said, the newest first."""
    versions = post.versions.select_related("saved_by").order_by("-number")[:MOST]
    return [
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


def _readable(states: Sequence[State], access: Access) -> list[str]:
    """Return the texts with names, and without words of posts that are no longer shown."""
    numbers = {int(pk) for state in states for pk in MENTION.findall(state.text)}
    names = voices.names(numbers)
    quoted = {int(pk) for state in states for pk in QUOTED.findall(state.text)}
    gone = voices.not_shown(quoted, access)
    texts = [markup.without_quotes_of(state.text, gone) for state in states]
    return [markup.to_editable(text, names) for text in texts]
