"""Links in mails that stop mails: no log-in, and they can do nothing else.

A link names the member's number and what stops, signed. It does not grow old: somebody
may find a mail years later, and all it can do is to stop mails.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models import ForumFollow, ForumProfile, Topic
from portal.accounts.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SEPARATOR = "."


class What(models.TextChoices):
    """What a link stops; the first two need the number of a topic or forum."""

    TOPIC = "topic", _("e-mails about the discussion that this link came with")
    FORUM = "forum", _("e-mails about new discussions in the forum this link came with")
    REPLIES = (
        "replies",
        _("e-mails about answers and new discussions in what you follow"),
    )
    MENTIONS = "mentions", _("e-mails when somebody mentions or quotes you")
    DIGEST = "digest", _("the weekly overview")
    ALL = (
        "all",
        _("any e-mails about discussions: answers, mentions or the weekly overview"),
    )


@dataclass(frozen=True)
class Wish:
    """What somebody wants to hear no more of; ``about`` is a topic's or forum's id."""

    member_id: int
    what: What
    about: int = 0

    @property
    def label(self) -> StrOrPromise:
        return self.what.label


class UnknownLink(Exception):
    """The link was not made here, or lost a piece on its way."""


def address(member_id: int, what: What, about: int = 0) -> str:
    """Return the full address of the page that stops something."""
    token = _signer().sign(f"{member_id}-{what.value}-{about}")
    return f"{settings.SITE_URL}{reverse('unsubscribe', args=[token])}"


def read(token: str) -> Wish:
    """Return what a link stops; raise UnknownLink if it was not made by ``address``."""
    try:
        member, what, about = _signer().unsign(token).split("-")
        return Wish(int(member), What(what), int(about))
    except (BadSignature, ValueError) as problem:
        raise UnknownLink from problem


@transaction.atomic
def stop(wish: Wish) -> None:
    """Stop exactly that; again, or for somebody who has left, it does nothing."""
    if not User.objects.filter(pk=wish.member_id, anonymised_at__isnull=True).exists():
        return
    if wish.what == What.TOPIC:
        Topic.subscribers.through.objects.filter(
            user=wish.member_id, topic=wish.about
        ).delete()
    elif wish.what == What.FORUM:
        ForumFollow.objects.filter(member=wish.member_id, forum=wish.about).delete()
    else:
        ForumProfile.objects.update_or_create(
            user_id=wish.member_id, defaults=PREFERENCES[wish.what]
        )


PREFERENCES: dict[What, dict[str, object]] = {
    What.REPLIES: {"notify_replies": ForumProfile.Replies.NEVER},
    What.MENTIONS: {"notify_mentions": False},
    What.DIGEST: {"weekly_digest": False},
    What.ALL: {
        "notify_replies": ForumProfile.Replies.NEVER,
        "notify_mentions": False,
        "weekly_digest": False,
    },
}


def _signer() -> Signer:
    return Signer(sep=SEPARATOR, salt="forums.unsubscribing")
