"""Half-written words of somebody who has to log in first, kept in the session.

The session of a visitor survives the log-in and the sign-up (Django gives it a new key and
keeps what it holds). Browsers with JavaScript keep a copy themselves (draft.js).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from allauth.core import ratelimit
from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from portal.accounts.models import User

KEY = "half_written"
MOST = 3
LONGEST = 60_000  # characters; a longer text could not be posted anyway
FIELDS = ("title", "text", "content_note", "forum", "reason", "token")
# Pages behind the gate whose form can be filled in again.
WRITING = {"topic_new", "reply", "post_edit", "ask_finish"}


def keep(request: HttpRequest, name: str, values: Mapping[str, str]) -> None:
    """Remember what was typed; the oldest of several goes."""
    kept = {field: values.get(field, "")[:LONGEST] for field in FIELDS}
    drafts = request.session.get(KEY, {})
    drafts.pop(name, None)
    drafts[name] = {field: value for field, value in kept.items() if value}
    request.session[KEY] = dict(list(drafts.items())[-MOST:])


def find(request: HttpRequest, name: str) -> dict[str, str]:
    found: dict[str, str] = request.session.get(KEY, {}).get(name, {})
    return dict(found)


def forget(request: HttpRequest, name: str) -> None:
    drafts = request.session.get(KEY, {})
    if name in drafts:
        del drafts[name]
        request.session[KEY] = drafts


def keep_at_the_gate(request: HttpRequest) -> str:
    """Keep what somebody sent whose session has ended; return the page to come back to."""
    if request.method != "POST" or not _is_from_here(request):
        return ""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return ""
    if match.app_name != "forums" or match.url_name not in WRITING:
        return ""
    if not request.POST.get("text", "").strip():
        return ""
    if not ratelimit.consume(request, action="forum_ask"):
        return ""
    keep(request, request.path, request.POST)
    return request.path


def _is_from_here(request: HttpRequest) -> bool:
    """No other site may put words into somebody's mouth: the gate asks before CSRF does."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(origin).netloc == request.get_host()


def draft_name(user: User, what: str) -> str:
    """Return the name of the copy in the browser; computers are shared."""
    return f"{user.pk}:{what}"
