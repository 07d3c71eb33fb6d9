"""Giving: the form, and the pages that people come back to from paying."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from sponsors import money
from sponsors.errors import AlreadyPaid, GivingIsOff, MoneyError, PaymentPageUnreachable
from sponsors.giving import (
    browsers,
    card_testing,
    declined,
    donations,
    donors,
    presets,
    wishes,
)
from sponsors.giving.forms import GiftForm
from sponsors.models import Donation, Interval

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

readable_and_postable = require_http_methods(["GET", "HEAD", "POST"])

LOOKS = 20  # times that the return page looks again by itself
FIRST_WAIT = 2  # seconds, growing by one each time
# What somebody who left the payment page must be told before they begin again.
TO_BE_TOLD = frozenset({"paid", "processing", "returned", "declined"})
ASK_AGAIN_AFTER = 2  # seconds between two questions to Stripe about one gift


class SeeOther(HttpResponseRedirect):
    """After a form: go there, with GET."""

    status_code = HTTPStatus.SEE_OTHER


@readable_and_postable
def donate(request: HttpRequest) -> HttpResponse:
    """Show the form of giving; a valid one leads to the payment page."""
    if not settings.STRIPE_SECRET_KEY:
        return _show(request, None)
    if request.method != "POST":
        return _show(request, _form(request, initial=_asked_for(request)))
    if "show" in request.POST:  # the amounts of another currency
        return _show(request, _form(request, initial=request.POST.dict()))
    form = _form(request, data=request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    if form.is_trapped:
        return redirect("sponsors:thanks", uuid.uuid4())
    if not card_testing.allows(request, email=form.cleaned_data.get("email", "")):
        return _show(request, form, trouble=_too_often(), status=429)
    return _lead_to_payment(request, form)


def _too_often() -> str:
    return gettext(
        "Too many payments were begun in a short time, or too many cards declined. Nothing "
        "was paid just now. Please wait an hour, or write to %(address)s."
    ) % {"address": settings.CONTACT_EMAIL}


def _form(
    request: HttpRequest,
    *,
    data: QueryDict | None = None,
    initial: dict[str, Any] | None = None,
) -> GiftForm:
    user = browsers.giver(request)
    plan = wishes.running_plan(user, browsers.gifts(request))
    return GiftForm(
        data,
        initial=initial,
        knows_email=user is not None,
        running=wishes.describe_running(plan) if plan else "",
    )


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    """Return what the address asks for: a gift of theirs, or amount, currency and rhythm."""
    again = _uuid(request.GET.get("again", ""))
    gift = browsers.own_gift(request, again) if again else None
    if gift:
        return wishes.typed(gift)
    asked = {}
    currency = request.GET.get("currency") or browsers.last_currency(request)
    if currency in presets.currencies():
        asked["currency"] = currency
    if request.GET.get("interval") in Interval.values:
        asked["interval"] = request.GET["interval"]
    if {"currency", "interval"} <= asked.keys():
        asked |= _asked_amount(request.GET.get("amount", ""), **asked)
    return asked


def _asked_amount(typed: str, *, currency: str, interval: str) -> dict[str, str]:
    try:
        amount = money.parse(typed, currency)
        money.check_limits(amount, currency)
    except MoneyError:
        return {}
    return presets.chosen(amount, currency, interval)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _show(
    request: HttpRequest, form: GiftForm | None, *, trouble: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "trouble": trouble}
    return render(request, "sponsors/donate.html", context, status=status)


def _lead_to_payment(request: HttpRequest, form: GiftForm) -> HttpResponse:
    cleaned = form.cleaned_data
    sent_by = cleaned["wish"] or uuid.uuid4()
    key = wishes.key_of(sent_by, cleaned)
    wishes.close_pages(
        key,
        of_form=browsers.of_form(request, sent_by),
        gifts=browsers.gifts(request),
        is_plan=cleaned["interval"] != Interval.ONCE,
    )
    asked_again = _form(request, data=request.POST)
    if not asked_again.is_valid():  # another tab was paid meanwhile
        return _show(request, asked_again, status=422)
    browsers.remember(request, key, sent_by)
    declined.remember(request, key)
    try:
        page = donations.begin(
            key=key,
            wish=wishes.wish_of(cleaned),
            user=browsers.giver(request),
            success_url=_address("sponsors:thanks", key),
            cancel_url=_address("sponsors:cancelled", key),
        )
    except AlreadyPaid:
        return redirect("sponsors:thanks", key)
    except (PaymentPageUnreachable, GivingIsOff) as error:
        return _show(request, form, trouble=str(error), status=503)
    except MoneyError as error:
        form.add_error(None, str(error))
        return _show(request, form, status=422)
    return SeeOther(page)


def _address(name: str, key: uuid.UUID) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[key])}"


@require_safe
def thanks(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say how far a gift is, to who began it; arriving here proves and changes nothing."""
    gift = browsers.own_gift(request, pk)
    stage = wishes.stage_of(gift, asks=_may_ask(request, gift)) if gift else ""
    turn = _turn(request)
    is_over = stage not in {"waiting", "processing"} or turn >= LOOKS
    context = {
        "gift": gift,
        "stage": stage,
        "turn": 0 if is_over else turn + 1,
        "wait": FIRST_WAIT + turn,
    }
    return render(request, "sponsors/thanks.html", context)


@require_safe
def thanks_status(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The same in one word, for the script of the return page."""
    gift = browsers.own_gift(request, pk)
    if gift is None:
        return JsonResponse({"stage": ""}, status=404)
    stage = wishes.stage_of(gift, asks=_may_ask(request, gift))
    return JsonResponse({"stage": stage})


def _may_ask(request: HttpRequest, gift: Donation) -> bool:
    """Whether Stripe may be asked now: not at every look, not for every visitor."""
    return cache.add(
        f"giving:asked:{gift.pk}", 1, ASK_AGAIN_AFTER
    ) and ratelimit.consume(request, action="giving_status")


def _turn(request: HttpRequest) -> int:
    turn = request.GET.get("turn", "")
    return int(turn) if turn.isascii() and turn.isdigit() and len(turn) < 4 else 0


@require_safe
def cancelled(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Somebody left the payment page: nothing was paid, and nothing typed is lost."""
    gift = browsers.own_gift(request, pk)
    if gift and wishes.stage_of(gift, asks=_may_ask(request, gift)) in TO_BE_TOLD:
        return redirect("sponsors:thanks", pk)  # such as paid, then went back
    return render(request, "sponsors/cancelled.html", {"gift": gift})


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """Names of those who gave and agreed to be listed; no amounts."""
    pages = Paginator(donors.names(), donors.ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(request, "sponsors/donors.html", {"page_obj": page})
