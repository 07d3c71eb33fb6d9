"""Ways to the pages: the two portals, A–Z, topics, evidence, people, corrections."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from articles import evidence as evidence_words
from articles import index
from articles.models import Article, Audience, Person, Revision, Term

RECENT = 5
PER_PAGE = 50


@require_safe
def portal_home(request: HttpRequest, edition: Audience) -> HttpResponse:
    """All pages of one edition by kind, what was published last, and the topics."""
    pages = list(
        Article.objects.published()
        .for_audience(edition)
        .with_titles()
        .order_by("published__title")
    )
    newest = sorted(pages, key=index.published_at, reverse=True)
    context = {
        "audience": edition,
        "groups": index.by_kind(pages),
        "recent": newest[:RECENT],
        "terms": Term.objects.in_use(edition),
        "count": len(pages),
        "overdue": sum(page.is_overdue for page in pages),
        "is_demo": index.has_demo(pages),
    }
    return render(request, "articles/portal_home.html", context)


@require_safe
def a_z(request: HttpRequest) -> HttpResponse:
    """Every title and every other name, with the editions it can be read in."""
    pages = list(Article.objects.published().with_titles())
    context = {"letters": index.letters(pages), "is_demo": index.has_demo(pages)}
    return render(request, "articles/a_z.html", context)


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    terms = groupby(Term.objects.in_use(), key=lambda term: term.get_kind_display())
    groups = [(capfirst(kind), list(rows)) for kind, rows in terms]
    return render(request, "articles/topics.html", {"groups": groups})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    term = get_object_or_404(Term.objects.in_use(), slug=slug)
    found = Article.objects.published().filter(subject__terms=term).with_titles()
    pages = list(found.order_by("subject__name", "audience"))
    context = {
        "term": term,
        "groups": index.by_subject(pages),
        "is_demo": index.has_demo(pages),
    }
    return render(request, "articles/topic.html", context)


@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """What the words about evidence mean, and where each is used today."""
    codes = evidence_words.codes()
    pages = [page for code in codes for _status, pages in code.uses for page in pages]
    context = {"codes": codes, "is_demo": index.has_demo(pages)}
    return render(request, "articles/evidence.html", context)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    return render(
        request, "articles/people.html", {"people": Person.objects.credited()}
    )


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody named on a page, with what they declared in each year."""
    found = get_object_or_404(Person.objects.credited(), slug=slug)
    context = {
        "person": found,
        "disclosures": found.disclosures.order_by("-year"),
        "pages": index.credits_of(found),
        "is_demo": found.is_invented,
    }
    return render(request, "articles/person.html", context)


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Texts that made the one before them wrong, the newest first."""
    texts = (
        Revision.objects.corrections()
        .filter(article__in=Article.objects.published())
        .select_related("article__subject", "article__published")
        .defer("body", "html", "text", "article__published__html")
        .order_by("-published_at", "-pk")
    )
    pages = Paginator(texts, PER_PAGE)
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        raise Http404
    page = pages.get_page(number)
    is_demo = index.has_demo(text.article for text in page)
    context = {"page_obj": page, "is_demo": is_demo}
    return render(request, "articles/corrections.html", context)
