"""What an address of a page answers: the page, a redirect, its end, or nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import Article, Audience, Revision, Subject

P = ParamSpec("P")
PageView = Callable[Concatenate[HttpRequest, Article, P], HttpResponse]
AddressView = Callable[..., HttpResponse]  # called by name: edition, slug


def of_page(view: PageView[P]) -> AddressView:
    """Give a view the published page of its address, or answer without the view."""

    @wraps(view)
    def at_address(
        request: HttpRequest,
        edition: Audience,
        slug: str,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> HttpResponse:
        here = Article.objects.at(slug).for_audience(edition)
        article = here.published().with_text().first()
        if article:
            return view(request, article, *args, **kwargs)
        return without_page(request, edition, slug)

    return at_address


def of_page_to_read(view: PageView[P]) -> AddressView:
    return require_safe(of_page(view))


def without_page(request: HttpRequest, edition: Audience, slug: str) -> HttpResponse:
    """Answer for an address that has no published page: 301, 410 or 404."""
    moved = Subject.objects.filter(old_slugs__slug=slug).ever_published().first()
    if moved:
        return redirect_to(request, moved.slug)
    here = Article.objects.at(slug).for_audience(edition)
    withdrawn = here.withdrawn().with_text().first()
    if withdrawn and withdrawn.published:
        return gone(request, withdrawn, withdrawn.published)
    other = Article.objects.at(slug).for_audience(edition.other).published()
    if page := other.with_titles().first():
        context = {"other": page, "missing": edition}
        return render(request, "articles/missing.html", context, status=404)
    raise Http404


def redirect_to(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead an old address to the same place of the new one."""
    match = request.resolver_match
    if match is None:  # pragma: no cover  # a view is only ever called through a match
        raise Http404
    url = reverse(match.view_name, kwargs=match.kwargs | {"slug": slug})
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{url}?{query}" if query else url, permanent=True)


def gone(request: HttpRequest, article: Article, revision: Revision) -> HttpResponse:
    """Say that a text was withdrawn, when and why."""
    other = Article.objects.filter(
        subject=article.subject, audience=article.edition.other
    )
    context = {
        "article": article,
        "revision": revision,
        "other": other.published().with_titles().first(),
        "is_demo": article.subject.is_demo,
    }
    return render(request, "410.html", context, status=410)
