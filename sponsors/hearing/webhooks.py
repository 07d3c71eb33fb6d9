"""The door at which Stripe knocks: verify, keep, answer. Nothing is read here."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sponsors import stripe_gateway
from sponsors.hearing import inbox
from sponsors.remote import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http.response import HttpResponseBase

log = logging.getLogger(__name__)

ADDRESS = "/hooks/stripe/"
LARGEST_BODY = 512 * 1024
EVENT_ID = re.compile(r"evt_[A-Za-z0-9_]{1,110}")
EVENT_TYPE = re.compile(r"[a-z0-9_.]{1,80}")


class Unusable(ValueError):
    """A message that cannot be an event of ours; the text is for the log."""


@csrf_exempt
@require_POST
def stripe_hook(request: HttpRequest) -> HttpResponse:
    """Keep an event and answer 200, also if it is known or of no interest.

    400 for what is not signed or not meant for us, 413 for what is too long. If the database
    is down this fails with 500 and Stripe sends the event again.
    """
    body = _body(request)
    if body is None:
        return HttpResponse("Too long.", status=413, content_type="text/plain")
    header = request.META.get("HTTP_STRIPE_SIGNATURE", "")
    if not stripe_gateway.is_signed(body, header, settings.STRIPE_WEBHOOK_SECRETS):
        return _refusal("Not signed.")
    try:
        event = read_event(body)
        check(event)
    except Unusable as reason:
        log.error("A signed event was refused: %s", reason)
        return _refusal("Not for us.")
    inbox.keep(event)
    return HttpResponse("Kept.", content_type="text/plain")


def door(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let messages of Stripe in before the middleware that serves people.

    Sessions, cookies, caches and policies for browsers are nothing to a machine, and took
    a third of the time.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST" and request.path_info == ADDRESS:
            return stripe_hook(request)
        return get_response(request)

    return middleware


def _refusal(text: str) -> HttpResponse:
    return HttpResponseBadRequest(text, content_type="text/plain")


def _body(request: HttpRequest) -> bytes | None:
    """Return the message, nothing if it is too long; a long one is not even read."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not (told.isascii() and told.isdigit()) or int(told) > LARGEST_BODY:
        return None
    try:
        body = request.body
    except RequestDataTooBig:
        return None
    return body if len(body) <= LARGEST_BODY else None


def read_event(body: bytes) -> Event:
    """Return the event of a message; raises Unusable for anything else."""
    try:
        raw = json.loads(body)
        found: Any = raw["data"]["object"]
        event = Event(
            id=raw["id"],
            type=raw["type"],
            api_version=raw.get("api_version") or "",
            livemode=raw["livemode"],
            created=dt.datetime.fromtimestamp(raw["created"], dt.UTC),
            body=body,
        )
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError) as error:
        raise Unusable(f"no event: {error!r}") from error
    except RecursionError as error:
        raise Unusable("nested too deeply") from error
    texts = (event.id, event.type, event.api_version)
    if not all(isinstance(text, str) for text in texts) or not isinstance(found, dict):
        raise Unusable("no event: wrong types")
    if not EVENT_ID.fullmatch(event.id) or not EVENT_TYPE.fullmatch(event.type):
        raise Unusable("no event: strange id or type")
    return event


def check(event: Event) -> None:
    """Raise Unusable for play money here, real money elsewhere, or another API version."""
    if event.livemode is not is_live():
        raise Unusable(f"{event.id} has livemode={event.livemode}")
    if event.api_version != settings.STRIPE_API_VERSION:
        raise Unusable(
            f"{event.id} has API version {event.api_version!r}. Set the version of the "
            f"webhook endpoint in Stripe's Dashboard to {settings.STRIPE_API_VERSION}."
        )


def is_live() -> bool:
    """Tell whether the key of the settings moves real money."""
    return settings.STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))
