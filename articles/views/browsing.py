"""Ways to the pages: the two portals, A–Z, topics, evidence, people, corrections."""

from itertools import groupby
from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from articles import evidence as evidence_words
from articles import index
from articles.alphabet import alphabet
from articles.models import Article, Audience, Person, Revision, Subject, Term

Row = TypeVar("Row", bound=Model)

RECENT = 5
PER_KIND = 40
PER_PAGE = 50
MAX_DIGITS = 7


@require_safe
def portal_home(request: HttpRequest, edition: Audience) -> HttpResponse:
    """The pages of one edition by kind, what was published last, and the topics."""
    pages = Article.objects.published().for_audience(edition)
    first = list(pages.with_titles().first_of_each_kind(PER_KIND))
    counts = pages.counts()
    context = {
        "audience": edition,
        "groups": index.by_kind(first),
        "recent": pages.newest().with_titles()[:RECENT],
        "terms": Term.objects.in_use(edition),
        "count": counts["all"],
        "more": counts["all"] - len(first),
        "overdue": counts["overdue"],
        "is_demo": index.has_demo(first),
    }
    return render(request, "articles/portal_home.html", context)


@require_safe
def a_z(request: HttpRequest) -> HttpResponse:
    """Every title and every other name, with the editions it can be read in."""
    found = alphabet(request.GET.get("letter", ""))
    context = {"alphabet": found, "is_demo": index.has_demo(found.pages)}
    return render(request, "articles/a_z.html", context)


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    terms = groupby(Term.objects.in_use(), key=lambda term: term.get_kind_display())
    groups = [(capfirst(kind), list(rows)) for kind, rows in terms]
    context = {"groups": groups, "is_demo": index.demo_is_public()}
    return render(request, "articles/topics.html", context)


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    term = get_object_or_404(Term.objects.in_use(), slug=slug)
    subjects = Subject.objects.published().filter(terms=term).order_by("name")
    page_obj = numbered_page(request, subjects)
    pages = Article.objects.published().filter(subject__in=list(page_obj))
    found = list(pages.with_titles().order_by("subject__name", "audience"))
    context = {
        "term": term,
        "page_obj": page_obj,
        "groups": index.by_subject(found),
        "is_demo": index.has_demo(found),
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
    """Everybody whom a page names."""
    named = list(Person.objects.credited())
    is_demo = any(person.is_invented for person in named)
    context = {"people": named, "is_demo": is_demo}
    return render(request, "articles/people.html", context)


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
    page = numbered_page(request, texts)
    is_demo = index.has_demo(text.article for text in page)
    context = {"page_obj": page, "is_demo": is_demo}
    return render(request, "articles/corrections.html", context)


def numbered_page(request: HttpRequest, rows: QuerySet[Row]) -> Page[Row]:
    """Return the part of a list that ``?page=`` asks for; 404 for what is no number."""
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdigit() and len(number) < MAX_DIGITS):
        raise Http404
    return Paginator(rows, PER_PAGE).get_page(number)
