"""The database side of names and quotations in a text: who and what is meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models.functions import Lower

from forums import markup
from forums.models import Mention, Post, Quotation
from portal.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forums.rules.access import Access

STORED = re.compile(r"@\[([1-9][0-9]{0,9})\]")
# Handles that one text may be asked about: more than a text can be meant to hold.
MAX_HANDLES = 200


def to_stored(text: str) -> str:
    """Return a text with the numbers of the members it names in place of their handles."""
    handles = sorted(markup.handles_in(text))[:MAX_HANDLES]
    if not handles:
        return markup.to_stored(text, {})
    members = User.objects.filter(is_active=True).annotate(typed=Lower("handle"))
    found = members.filter(typed__in=handles).values_list("typed", "pk")
    return markup.to_stored(text, dict(found))


def to_editable(text: str) -> str:
    """Return a stored text as its writer typed it."""
    ids = {int(number) for number in STORED.findall(text)}
    # Whoever left has no name to type: the number stays.
    members = User.objects.filter(pk__in=ids, anonymised_at__isnull=True)
    names = dict(members.values_list("pk", "handle"))
    return markup.to_editable(text, names)


def record(post: Post, access: Access) -> None:
    """Note down whom a post mentions and which posts it quotes, and forget what it did."""
    text = post.content.raw
    _replace_mentions(post, markup.mentioned(text))
    _replace_quotations(post, markup.quoted(text), access)


def _replace_mentions(post: Post, ids: Iterable[int]) -> None:
    wanted = set(ids) - {post.poster_id}
    if wanted:
        wanted = set(
            User.objects.filter(pk__in=wanted, is_active=True).values_list(
                "pk", flat=True
            )
        )
    if post.edited_at:
        post.mentions.exclude(member__in=wanted).delete()
    if wanted:
        rows = [Mention(post=post, member_id=member_id) for member_id in sorted(wanted)]
        Mention.objects.bulk_create(rows, ignore_conflicts=True)


def _replace_quotations(post: Post, ids: Iterable[int], access: Access) -> None:
    """Keep only posts that the writer can read: a number can be typed by hand."""
    wanted = set(ids)
    if wanted:
        readable = Post.objects.readable().filter(topic__forum__in=access.forum_ids)
        wanted = set(readable.filter(pk__in=wanted).values_list("pk", flat=True))
    if post.edited_at:
        post.quotations.exclude(quoted__in=wanted).delete()
    if wanted:
        rows = [Quotation(post=post, quoted_id=quoted) for quoted in sorted(wanted)]
        Quotation.objects.bulk_create(rows, ignore_conflicts=True)
