"""Pages that belong to no app: home and what the portal says about itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Article, Audience

NEWEST_PER_EDITION = 4


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Two doors, and behind each the pages that changed last."""
    newest = Article.objects.newest().with_text()
    editions = [
        {
            "edition": edition,
            "pages": newest.for_audience(edition)[:NEWEST_PER_EDITION],
        }
        for edition in Audience
    ]
    return render(request, "portal/home.html", {"editions": editions})


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the texts about the portal itself; they change with a release."""
    return render(request, f"portal/{name}.html")
