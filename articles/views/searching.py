"""The search over all pages, and what machines that search may do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles import finding, index
from articles.models import Audience


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Pages of both editions for ``q``; ``edition`` says which comes first."""
    edition = request.GET.get("edition", "")
    if edition not in Audience.values:
        edition = ""
    asked = request.GET.get("q", "").replace("\0", "")[: finding.MAX_QUERY]
    context: dict[str, object] = {"q": asked, "edition": edition, "editions": Audience}
    try:
        results = finding.find(
            asked, edition=edition, page=request.GET.get("page", "1")
        )
    except finding.TooSlow:
        return render(request, "articles/search.html", context, status=503)
    context["results"] = results
    shown = [found.subject.is_demo for found in results.found]
    context["is_demo"] = any(shown) if results.query else index.demo_is_public()
    return render(request, "articles/search.html", context)
