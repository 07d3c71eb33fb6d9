"""What happens to every request: an id, a policy for browser features, caching."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from portal import logs

View = Callable[[HttpRequest], HttpResponseBase]

log = logging.getLogger("portal.request")

SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

PERMISSIONS_POLICY = ", ".join(
    [
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer",
                "autoplay",
                "browsing-topics",
                "camera",
                "display-capture",
                "geolocation",
                "gyroscope",
                "magnetometer",
                "microphone",
                "midi",
                "payment",
                "usb",
            )
        ),
        # Passkeys.
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)

# Pages that are about the visitor even when they look the same for everybody.
# What somebody searches for is kept nowhere, shared caches included.
PRIVATE_PATHS = re.compile(
    r"/(?:accounts?|admin|ask|donate(?!/donors/)|forums|search|unsubscribe)/|/(?:healthz|readyz)$"
)
PUBLIC = "public, max-age=0, s-maxage=60"
PRIVATE = "private, no-store"


def request_id(get_response: View) -> View:
    """Name the request, in the answer's header too, and log how it went."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        name = given if SANE_ID.fullmatch(given) else uuid.uuid4().hex
        tokens = (logs.current_request.set(request), logs.current_request_id.set(name))
        started = time.monotonic()
        try:
            response = get_response(request)
            response["X-Request-ID"] = name
            _log_request(request, response, time.monotonic() - started)
        finally:
            logs.current_request.reset(tokens[0])
            logs.current_request_id.reset(tokens[1])
        return response

    return middleware


def _log_request(
    request: HttpRequest, response: HttpResponseBase, seconds: float
) -> None:
    # The path without its query: people type names and illnesses into the search.
    log.info(
        "%s %s %s",
        request.method,
        request.path,
        response.status_code,
        extra={
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "milliseconds": round(seconds * 1000),
        },
    )


def permissions_policy(get_response: View) -> View:
    """Switch off what no page of the portal uses."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def caching(get_response: View) -> View:
    """Let caches keep what is the same for everybody, and nothing else.

    A page may be shared if the visitor sent no session and no message cookie and the
    answer sets no cookie. ``max-age=0`` makes browsers ask again each time (they get 304
    by the ETag), so that logging in or out never shows the other state's page.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        personal = bool(PRIVATE_PATHS.match(request.path_info)) or any(
            request.COOKIES.get(name)  # an emptied cookie is on its way out
            for name in (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
        )
        if personal:
            # Nothing kept from an anonymous visit can be right: never answer 304.
            request.META.pop("HTTP_IF_NONE_MATCH", None)
            request.META.pop("HTTP_IF_MODIFIED_SINCE", None)
        response = get_response(request)
        patch_vary_headers(response, ["Cookie"])
        shareable = (
            not personal
            and request.method in ("GET", "HEAD")
            and response.status_code in (200, 304)
            and not response.cookies
        )
        if not shareable:
            response["Cache-Control"] = PRIVATE
            for validator in ("ETag", "Last-Modified"):
                response.headers.pop(validator, None)
        elif not response.has_header("Cache-Control"):
            response["Cache-Control"] = PUBLIC
        return response

    return middleware
