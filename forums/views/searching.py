"""The search of the forums; what members look for is kept nowhere."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forums.rules.access import Access
from forums.searching import search as searches
from forums.searching.forms import SearchForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Posts that match ``q`` and that the member may read."""
    access = Access.of(request)
    form = SearchForm(request.GET if "q" in request.GET else None, access=access)
    context: dict[str, Any] = {"form": form, "query": _without_page(request)}
    if not form.is_valid():
        return render(request, "forums/search.html", context)
    if not _may_search(request):
        context["is_throttled"] = True
        return render(request, "forums/search.html", context, status=429)
    page = request.GET.get("page", "1")
    try:
        context["results"] = searches.find(form.question(), access, page=page)
    except searches.TooSlow:
        context["is_too_slow"] = True
        return render(request, "forums/search.html", context, status=503)
    return render(request, "forums/search.html", context)


def _may_search(request: HttpRequest) -> bool:
    asked = copy(request)
    asked.method = "POST"  # allauth limits nothing that is asked by GET
    return bool(ratelimit.consume(asked, action="forum_search", user=request.user))


def _without_page(request: HttpRequest) -> str:
    """Return the address's question for links to its other pages."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return f"{asked.urlencode()}&"
