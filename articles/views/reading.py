"""Reading a page: as it is, as it was, printed, and the literature under it."""

import datetime
from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from articles import history as page_history
from articles import index, literature
from articles.models import Article, Reference
from articles.reading import Page
from articles.references.formats import FORMATS
from articles.views.addresses import gone, of_page_to_read

STARTED = timezone.now()
CITING_PAGES = 50
UNSURE = datetime.timedelta(minutes=1)


@of_page_to_read
def article(request: HttpRequest, article: Article) -> HttpResponse:
    return show(request, "articles/article.html", current(article))


@of_page_to_read
def print_page(request: HttpRequest, article: Article) -> HttpResponse:
    return show(request, "articles/print.html", current(article))


@of_page_to_read
def revision(request: HttpRequest, article: Article, number: int) -> HttpResponse:
    """A text as it was, with today's knowledge about its references."""
    found = article.revisions.published().filter(number=number).first()
    if found is None:
        raise Http404
    if found.withdrawn_at:
        return gone(request, article, found)
    return show(request, "articles/revision.html", Page(article, found))


@of_page_to_read
def history(request: HttpRequest, article: Article) -> HttpResponse:
    context = {
        "article": article,
        "entries": page_history.entries(article),
        "is_demo": article.subject.is_demo,
    }
    return render(request, "articles/history.html", context)


@of_page_to_read
def changes(request: HttpRequest, article: Article, number: int) -> HttpResponse:
    """What one publication changed, beside the one before it."""
    pair = page_history.pair(article, number)
    if pair is None:
        raise Http404
    new, old = pair
    context = {
        "article": article,
        "revision": new,
        "before": old,
        "fields": page_history.differences(old, new),
        "is_demo": article.subject.is_demo,
    }
    return render(request, "articles/changes.html", context)


@of_page_to_read
def export(_request: HttpRequest, article: Article, ending: str) -> HttpResponse:
    works = Reference.objects.with_health().cited_in(current(article).revision)
    name = f"{article.edition.prefix}-{article.subject.slug}"
    return reference_file(works, name, ending)


@require_safe
def reference(request: HttpRequest, citekey: str) -> HttpResponse:
    """A work, what is known about it, and the pages that cite it."""
    work = get_object_or_404(
        Reference.objects.readable().with_health(), citekey=citekey
    )
    relations = work.relations.select_related("target")
    relations_back = work.relations_from_others.select_related("source")
    citing = Article.objects.citing(work).with_titles().order_by("subject__name")
    pages = list(citing[: CITING_PAGES + 1])
    context = {
        "work": literature.CitedWork(work),
        "reference": work,
        "relations": relations.order_by("kind", "target__citekey"),
        "relations_back": relations_back.order_by("kind", "source__citekey"),
        "pages": pages[:CITING_PAGES],
        "has_more": len(pages) > CITING_PAGES,
        "is_demo": index.has_demo(pages),
        "formats": [(ending, kind.label) for ending, kind in FORMATS.items()],
    }
    return render(request, "articles/reference.html", context)


@require_safe
def reference_export(_request: HttpRequest, citekey: str, ending: str) -> HttpResponse:
    work = get_object_or_404(
        Reference.objects.readable().with_health(), citekey=citekey
    )
    return reference_file([work], citekey, ending)


def current(article: Article) -> Page:
    """The published text; the caller got the page from ``published()``."""
    if article.published is None:
        raise Http404
    return Page(article, article.published)


def show(request: HttpRequest, template: str, page: Page) -> HttpResponse:
    context = {"article": page.article, "revision": page.revision, "page": page}
    response = render(request, template, context)
    if moment := last_modified(page):
        response["Last-Modified"] = http_date(moment.timestamp())
    return response


def last_modified(page: Page) -> datetime.datetime | None:
    """Return when the page may last have looked different; None while that is not sure.

    Anything that readers see counts, the start of the day (dates turn late) and of this
    process (a new release) too. A change of the last minute may still be under way, and a
    date in whole seconds cannot tell; caches then have the ETag, which tells exactly.
    """
    now = timezone.now()
    changed = datetime.datetime.fromtimestamp(page.article.changed, datetime.UTC)
    if now - changed < UNSURE:
        return None
    return max(changed, STARTED, now.replace(hour=0, minute=0, second=0))


def reference_file(works: Iterable[Reference], name: str, ending: str) -> HttpResponse:
    """Return works as a file to save; the name holds only what slugs and keys may hold."""
    text = literature.export(works, ending)
    response = HttpResponse(
        text, content_type=f"{FORMATS[ending].content_type}; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
