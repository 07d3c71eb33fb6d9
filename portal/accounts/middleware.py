"""When and where a session was last seen, written down once a minute, not on every page."""

import datetime as dt
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

FRESH_FOR = dt.timedelta(minutes=1)


def last_seen(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Keep the list of a member's sessions up to date; anonymous visitors leave no trace."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        key = request.session.session_key
        # In this order: whoever sends no session cookie costs no look at the user.
        if key and request.user.is_authenticated:
            _write_down(request, key)
        return get_response(request)

    return middleware


def _write_down(request: HttpRequest, key: str) -> None:
    """One query within the minute, two after it; allauth's own way takes five."""
    now = timezone.now()
    session = UserSession.objects.filter(session_key=key).first()
    if session is not None and session.last_seen_at > now - FRESH_FOR:
        return
    if session is None or _comes_from_elsewhere(request, session):
        UserSession.objects.create_from_request(request)
    else:
        UserSession.objects.filter(pk=session.pk).update(last_seen_at=now)


def _comes_from_elsewhere(request: HttpRequest, session: UserSession) -> bool:
    browser = request.headers.get("User-Agent", "")
    longest = UserSession._meta.get_field("user_agent").max_length
    return (session.user_id, session.ip, session.user_agent) != (
        request.user.pk,
        get_adapter().get_client_ip(request),
        browser[:longest],
    )
