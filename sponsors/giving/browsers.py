"""Which gifts were begun in a browser: what it may see and try again without an account."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db.models import Q

from portal.accounts.models import User
from sponsors.models import Donation

if TYPE_CHECKING:
    from django.http import HttpRequest

KEY = "gifts"
MOST = 20


def remember(request: HttpRequest, gift: uuid.UUID, form: uuid.UUID) -> None:
    """Note that a gift was begun here, and with which form; the newest ones are kept."""
    known = [pair for pair in _pairs(request) if pair[0] != str(gift)]
    request.session[KEY] = [*known, [str(gift), str(form)]][-MOST:]


def gifts(request: HttpRequest) -> list[str]:
    return [gift for gift, _form in _pairs(request)]


def of_form(request: HttpRequest, form: uuid.UUID) -> list[str]:
    """Return the gifts that were begun with one form, before something was changed in it."""
    return [gift for gift, made_by in _pairs(request) if made_by == str(form)]


def _pairs(request: HttpRequest) -> list[list[str]]:
    found: list[list[str]] = request.session.get(KEY, [])
    return found


def giver(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def own(request: HttpRequest) -> Q:
    """Gifts begun in this browser or belonging to who is logged in.

    What belongs to an account is not shown to the next person at the same machine.
    """
    here = Q(pk__in=gifts(request), user=None)
    user = giver(request)
    return here | Q(user=user) if user else here


def last_currency(request: HttpRequest) -> str:
    """Return the currency of their newest gift, paid or not; "" if there is none."""
    newest = Donation.objects.filter(own(request)).order_by("-created_at")
    return newest.values_list("currency", flat=True).first() or ""


def own_gift(request: HttpRequest, pk: uuid.UUID) -> Donation | None:
    return Donation.objects.filter(own(request), pk=pk).first()
