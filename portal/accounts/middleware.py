"""When and where a session was last seen, written down once a minute, not on every page."""

import datetime as dt
from collections.abc import Callable

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
            seen_since = timezone.now() - FRESH_FOR
            fresh = UserSession.objects.filter(
                session_key=key, last_seen_at__gt=seen_since
            )
            if not fresh.exists():
                UserSession.objects.create_from_request(request)
        return get_response(request)

    return middleware
