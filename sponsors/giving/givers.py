"""Whose gift it is: an account's, or that of whoever gave an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from sponsors.people import forgetting

if TYPE_CHECKING:
    from sponsors.models import Donation


def same_as_of(gift: Donation) -> Q:
    """Return the condition that a gift was made by whoever made this one."""
    theirs = Q(pk=gift.pk)
    if gift.user_id:
        theirs |= Q(user=gift.user_id)
    elif gift.email not in {"", forgetting.NOBODY}:
        theirs |= Q(email=gift.email, user=None)
    return theirs
