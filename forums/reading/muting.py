"""Members who do not want to read each other: folded posts, and nobody is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from forums.errors import ForumError
from forums.models import Mute

if TYPE_CHECKING:
    from portal.accounts.models import User


class Yourself(ForumError):
    message = gettext_lazy("You cannot mute yourself.")


def mute(*, member: User, by: User) -> None:
    """Fold the posts of a member for ``by``; once more changes nothing."""
    if member.pk == by.pk:
        raise Yourself
    Mute.objects.get_or_create(member=by, muted=member)


def unmute(*, member: User, by: User) -> None:
    Mute.objects.filter(member=by, muted=member).delete()


def mutes(*, member: User, by: User) -> bool:
    """Tell whether ``by`` has muted the member."""
    return Mute.objects.filter(member=by, muted=member).exists()
