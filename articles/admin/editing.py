"""Writing a page in the admin: nothing that was typed is ever lost.

These views are not Django's change view: that one saves inside a transaction and throws
the typed words away when the session has ended.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.contrib import admin, messages
from django.forms import BaseFormSet, Media
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.middleware.csrf import CsrfViewMiddleware
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from articles import drafting, publishing
from articles.admin.access import editable, staff
from articles.admin.forms import (
    ContributorFormSet,
    EditorForm,
    OutcomeFormSet,
)
from articles.differences import compare
from articles.illustrations import illustrate
from articles.markup import describe
from articles.models import Article, Contribution, Figure, Revision
from portal.accounts.models import User


class Desk:
    """Everything on the editor's desk: the page, its newest text and the bound forms."""

    def __init__(self, article: Article, data: QueryDict | None = None) -> None:
        self.article = article
        self.latest = article.revisions.order_by("-number").first()
        self.form = EditorForm(data, article=article, initial=self._words())
        self.outcomes: BaseFormSet = OutcomeFormSet(
            data, prefix="outcomes", initial=self._outcomes()
        )
        self.contributors: BaseFormSet = ContributorFormSet(
            data, prefix="contributors", initial=self._contributors()
        )
        self.base: Revision | None = None
        self.theirs: Revision | None = None

    def is_valid(self) -> bool:
        parts = (self.form, self.outcomes, self.contributors)
        results = [part.is_valid() for part in parts]  # each part shows its errors
        return all(results)

    @property
    def media(self) -> Media:
        return self.form.media + self.outcomes.media + self.contributors.media

    def save(self, by: User) -> Revision | None:
        """Store the typed text; None if it was refused, then the forms say why."""
        words = dict(self.form.cleaned_data)
        number = words.pop("base")
        self.base = self.article.revisions.filter(number=number or 0).first()
        try:
            return drafting.save_draft(
                article=self.article,
                base=self.base,
                by=by,
                outcomes=[form.draft() for form in _filled(self.outcomes)],
                contributors=[
                    (form.cleaned_data["person"], form.cleaned_data["role"])
                    for form in _filled(self.contributors)
                ],
                **words,
            )
        except drafting.StaleBase as stale:
            self.form.add_error(None, str(stale))
            self.form.rebase(stale.latest)
            self.theirs = stale.latest
        except drafting.TextRefused as refused:
            for field, problems in refused.problems.items():
                self.form.add_error(field, [describe(problem) for problem in problems])
        return None

    def their_changes(self) -> list[Any]:
        """What the other person changed since the text this one was written on."""
        if self.theirs is None:
            return []
        return compare(self.base.body if self.base else "", self.theirs.body)

    def _words(self) -> dict[str, object]:
        if self.latest is None:
            return {"title": self.article.subject.name}
        fields = ("title", "summary", "seek_help", "body")
        words = {field: getattr(self.latest, field) for field in fields}
        return {**words, "base": self.latest.number}

    def _outcomes(self) -> list[dict[str, object]]:
        if self.latest is None:
            return []
        fields = ("n", "of", "claim", "measure", "time_point", "stance", "reference")
        return list(self.latest.outcomes.values(*fields))

    def _contributors(self) -> list[dict[str, object]]:
        if self.latest is None:
            return []
        rows = self.latest.contributions.exclude(role=Contribution.Role.REVIEWER)
        return [dict(row) for row in rows.values("person", "role")]


def _filled(formset: BaseFormSet) -> Sequence[Any]:
    """The rows that hold something and are not marked for removal."""
    return [
        form
        for form in formset.forms
        if form.has_changed() or form.initial
        if not form.cleaned_data.get("DELETE") and form.cleaned_data
    ]


class _CsrfCheck(CsrfViewMiddleware):
    """Django's check as a question: the reason of the refusal instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _is_forged(request: HttpRequest) -> bool:
    check = _CsrfCheck(_no_view)
    check.process_request(request)
    return bool(check.process_view(request, _no_view, (), {}))


def _no_view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@csrf_exempt  # asked by hand, because a refusal must give the typed words back
@never_cache
def edit(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show and take the text of a page; a lost session gives the typed words back."""
    has_ended = not admin.site.has_permission(request)
    if request.method == "POST" and (has_ended or _is_forged(request)):
        return _give_back(request, has_ended=has_ended)
    if has_ended:
        return HttpResponseRedirect(
            f"{reverse('admin:login')}?next={quote(request.get_full_path())}"
        )
    article = editable(request, article_id)
    desk = Desk(article, request.POST if request.method == "POST" else None)
    if request.method == "POST" and desk.is_valid():
        revision = desk.save(staff(request))
        if revision:
            return _after_saving(request, revision)
    return _show(request, desk)


def _give_back(request: HttpRequest, *, has_ended: bool) -> HttpResponse:
    """Return the typed words in a form that can be sent again; nothing was stored.

    Only what the browser sent is in it, so it may be shown to anybody.
    """
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    context = {
        "typed": typed,
        "body": request.POST.get("body", ""),
        "has_ended": has_ended,
    }
    template = "admin/articles/article/give_back.html"
    return TemplateResponse(request, template, context, status=403)


def _show(request: HttpRequest, desk: Desk) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": str(desk.article),
        "opts": Article._meta,
        "desk": desk,
        "media": desk.media,
    }
    return TemplateResponse(request, "admin/articles/article/edit.html", context)


def _after_saving(request: HttpRequest, revision: Revision) -> HttpResponse:
    messages.success(
        request, _("Saved as revision %(number)s.") % {"number": revision.number}
    )
    if "_submit" in request.POST:
        try:
            publishing.submit(revision=revision, by=staff(request))
        except drafting.PublishingError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(
            reverse(
                "admin:articles_article_review",
                args=[revision.article_id, revision.number],
            )
        )
    return HttpResponseRedirect(
        reverse("admin:articles_article_change", args=[revision.article_id])
    )


@require_POST
def preview(request: HttpRequest, article_id: int) -> HttpResponse:
    """Render typed text without saving it: the fragment, or what is wrong with it."""
    article = editable(request, article_id)
    desk = Desk(article, request.POST)
    desk.is_valid()
    try:
        page, box = drafting.render(
            article,
            request.POST.get("body", ""),
            request.POST.get("seek_help", ""),
            [form.draft() for form in _filled(desk.outcomes) if form.is_valid()],
        )
    except drafting.TextRefused as refused:
        problems = [
            describe(problem)
            for field in refused.problems.values()
            for problem in field
        ]
        return JsonResponse({"problems": problems})
    figures = Figure.objects.current().filter(key__in=page.figures)
    html = render_to_string(
        "admin/articles/article/preview_fragment.html",
        {
            "title": request.POST.get("title", ""),
            "summary": request.POST.get("summary", ""),
            "seek_help": mark_safe(box.html),  # noqa: S308  # cleaned by the markup
            "text": illustrate(page.html, figures),
        },
    )
    return JsonResponse({"html": html})
