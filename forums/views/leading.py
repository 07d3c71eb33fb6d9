"""Where a request should have gone: the one address of a page, the page before."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django.http import HttpRequest

    from forums.models import Forum, Topic

MOST_DIGITS = 18  # more than any id has


def canonical(
    request: HttpRequest, thing: Forum | Topic, slug: str
) -> HttpResponsePermanentRedirect | None:
    """Lead to the one address of a page; titles change, and old links go on working."""
    address = thing.get_absolute_url()
    if unquote(address).endswith(f"/{thing.pk}-{slug}/"):
        return None
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def number_in(typed: str) -> int:
    """Return the id that an address or a form names; 0, which nothing has, for the rest."""
    return int(typed) if typed.isdecimal() and len(typed) <= MOST_DIGITS else 0


def back(request: HttpRequest, otherwise: str) -> HttpResponseRedirect:
    """Lead back to where a button stood, if its form says so and it is ours."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, None) and wanted.startswith("/")
    return HttpResponseRedirect(wanted if is_ours else otherwise)
