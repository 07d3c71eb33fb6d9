"""The gate: nobody outside sees that the forums exist, whatever the permission rows say."""

from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from machina.core.loading import get_class

from forums.moderation import restrictions
from forums.writing import drafts
from portal.accounts.models import User

View = Callable[[HttpRequest], HttpResponseBase]

GATED = "/forums/"
APPEALS = "/forums/appeals/"


def gate(get_response: View) -> View:
    """Send anonymous visitors of any address below ``/forums/`` to the log-in.

    By path, not by view or permission: addresses that do not exist answer alike. Machina's
    own middleware is replaced, because it writes a session for every anonymous visitor of
    every page.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(GATED):
            return get_response(request)
        if request.user.is_authenticated:
            handler = get_class("forum_permission.handler", "PermissionHandler")
            request.forum_permission_handler = handler()  # type: ignore[attr-defined]  # machina's way
            response = _refuse_suspended(request) or get_response(request)
        else:
            way_back = drafts.keep_at_the_gate(request) or _way_back(request)
            response = redirect_to_login(way_back)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return middleware


def _refuse_suspended(request: HttpRequest) -> HttpResponse | None:
    """Close the forums to suspended members, but not the way to an appeal.

    What keeps a member from writing is looked up once and left with the request, so that
    every page can say so.
    """
    member = cast("User", request.user)
    found = restrictions.in_force(member)
    request.forum_restrictions = found  # type: ignore[attr-defined]  # for templates
    if not found or found[0].kind != restrictions.Kind.SUSPENSION:
        return None
    if request.path_info.startswith(APPEALS):
        return None
    context = {"restriction": found[0], "end": restrictions.end_in_words(found[0])}
    return render(request, "forums/moderation/suspended.html", context, status=403)


def _way_back(request: HttpRequest) -> str:
    """Return where to go after the log-in: for anything but reading, the page before."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    referrer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referrer, {request.get_host()}):
        path = urlsplit(referrer).path
        if path.startswith(GATED):
            return path
    return GATED
