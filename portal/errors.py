"""The pages for when something went wrong. None of them ever shows an exception."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from portal import context, logs


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Made without the request: it may be the very thing that cannot be read."""
    return HttpResponse(render_to_string("400.html", context.site()), status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form was sent without its token: cookies are off, or the log-in changed."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Made without request or database: either may be what failed."""
    known = {"request_id": logs.current_request_id.get()}
    return HttpResponse(render_to_string("500.html", known), status=500)
