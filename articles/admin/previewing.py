"""Showing typed text before it is saved: beside the editor, or as a page of its own."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles import literature
from articles.admin.access import editable
from articles.admin.desk import Desk
from articles.admin.editing import about
from articles.checks import Finding
from articles.drafting import TextRefused
from articles.illustrations import illustrate
from articles.markup import Rendered
from articles.models import Figure, Reference


@require_POST
@never_cache
def preview(request: HttpRequest, article_id: int) -> HttpResponse:
    """Render typed text: JSON for the desk, a page for a browser without scripts."""
    desk = Desk(editable(request, article_id), request.POST)
    desk.is_valid()
    try:
        page, box = desk.render()
    except TextRefused as refused:
        problems: list[dict[str, object]] = [
            {"field": field, "line": problem.line or None, "message": problem.message}
            for field, found in refused.problems.items()
            for problem in found
        ]
        return _answer(request, desk, {"problems": problems})
    found = [_as_json(finding) for finding in desk.findings(page)]
    shown = {"html": _html(desk, page, box), "problems": [], "findings": found}
    return _answer(request, desk, shown)


def _answer(
    request: HttpRequest, desk: Desk, shown: Mapping[str, object]
) -> HttpResponse:
    if "application/json" not in request.headers.get("Accept", ""):
        context = {"desk": desk, "article": desk.article, **shown}
        template = "admin/articles/article/preview.html"
        return TemplateResponse(request, template, context)
    is_stale = desk.latest and str(desk.latest.number) != desk.form["base"].value()
    newer = about(request, desk.latest) if is_stale else None
    return JsonResponse({**shown, "newer": newer})


def _html(desk: Desk, page: Rendered, box: Rendered) -> SafeString:
    works = _works(page)
    return render_to_string(
        "admin/articles/article/preview_fragment.html",
        {
            "title": desk.form.typed("title"),
            "summary": desk.form.typed("summary"),
            "seek_help": mark_safe(box.html),  # noqa: S308  # cleaned by the markup
            "text": illustrate(
                page.html, Figure.objects.current().filter(key__in=page.figures)
            ),
            "works": works,
            "ranges": literature.ranges(works, page.ranges),
        },
    )


def _works(page: Rendered) -> list[literature.CitedWork]:
    """The works that the typed text cites, in their order."""
    keys = [cited.citekey for cited in page.citations]
    works = {
        work.citekey: work
        for work in Reference.objects.with_health().filter(citekey__in=keys)
    }
    return [
        literature.CitedWork(
            reference=works[cited.citekey],
            number=cited.number,
            uses=[(use.anchor, use.section) for use in cited.uses],
        )
        for cited in page.citations
    ]


def _as_json(finding: Finding) -> dict[str, object]:
    labels = {"error": _("Error"), "warning": _("Warning"), "hint": _("Hint")}
    return {
        "severity": finding.severity.value,
        "label": labels[finding.severity],
        "line": finding.line,
        "message": finding.message,
    }
