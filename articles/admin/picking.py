"""What the editor's pickers show: works to cite and figures to place, as JSON."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from articles.illustrations import picture_of
from articles.models import Figure, Reference
from articles.querysets import ReferenceQuerySet
from articles.references import display

SHORTEST_QUERY = 2
MOST_RESULTS = 20
MOST_WORDS = 8
SEARCHED = ("citekey", "title", "authors", "container_title", "doi", "pmid")


@require_GET
@never_cache
def references(request: HttpRequest) -> JsonResponse:
    """Works that hold every word of the query, at most twenty."""
    _require(request, "articles.view_reference")
    query = request.GET.get("q", "").strip()
    if len(query) < SHORTEST_QUERY:
        return JsonResponse({"results": [], "more": False})
    works = list(matching(query).with_health()[: MOST_RESULTS + 1])
    return JsonResponse(
        {
            "results": [_work(work) for work in works[:MOST_RESULTS]],
            "more": len(works) > MOST_RESULTS,
        }
    )


@require_GET
@never_cache
def figures(request: HttpRequest) -> JsonResponse:
    """The newest version of every figure with its picture and words."""
    _require(request, "articles.view_figure")
    found = []
    for figure in Figure.objects.current():
        picture = picture_of(figure)
        found.append(
            {
                "key": figure.key,
                "caption": figure.caption,
                "credit": figure.credit,
                "alt": figure.alt,
                "picture": picture.url if picture else "",
            }
        )
    return JsonResponse({"results": found})


def matching(query: str) -> ReferenceQuerySet:
    """Works in whose key, title, authors, journal, year or numbers each word occurs."""
    works: ReferenceQuerySet = Reference.objects.all()
    for word in query.split()[:MOST_WORDS]:
        somewhere = Q()
        for field in SEARCHED:
            somewhere |= Q(**{f"{field}__icontains": word})
        if word.isdigit() and len(word) == 4:
            somewhere |= Q(year=int(word))
        works = works.filter(somewhere)
    return works.order_by("-year", "citekey")


def _work(work: Reference) -> dict[str, object]:
    source = display.source_line(work)
    return {
        "citekey": work.citekey,
        "label": work.label,
        "title": work.title,
        "authors": display.authors_line(work),
        "source": " ".join(part for part in (source.container, source.rest) if part),
        "doi": work.doi or "",
        "is_flagged": work.health == Reference.Health.FLAGGED,
    }


def _require(request: HttpRequest, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied
