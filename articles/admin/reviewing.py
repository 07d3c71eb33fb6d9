"""Judging a page in the admin: its history, what changed, and the steps to its readers."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import publishing, readiness
from articles.admin.access import readable, staff
from articles.admin.comparing import changes_between
from articles.admin.forms import ReviewForm, WithdrawForm
from articles.admin.steps import steps_for
from articles.drafting import PublishingError
from articles.models import Article, Revision
from articles.reading import Page

DONE = {
    "submit": gettext_lazy("The text waits for a reviewer now."),
    "approve": gettext_lazy("Approved. It can be published now."),
    "request_changes": gettext_lazy("Sent back to the author with your note."),
    "publish": gettext_lazy("Published: readers see this text from now on."),
}


def history(request: HttpRequest, article_id: int) -> HttpResponse:
    """List every text of a page: who saved it, when, why, and what became of it."""
    article = readable(request, article_id)
    revisions = list(
        article.revisions.select_related("saved_by", "reviewed_by", "article").defer(
            "body", "html", "text"
        )
    )
    context = {
        "title": _("History of %(page)s") % {"page": article},
        "crumb": _("History"),
        "article": article,
        "latest": revisions[0] if revisions else None,
        "revisions": revisions,
        "withdraw_form": WithdrawForm(),
        "may_withdraw": request.user.has_perm("articles.review_article")
        and article.published
        and article.published.withdrawn_at is None,
    }
    return _page(request, "history.html", context)


def compare(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show what differs between any two texts of a page, the older one first."""
    article = readable(request, article_id)
    numbers = sorted(
        {int(n) for n in request.GET.getlist("r") if n.isdecimal() and len(n) < 9}
    )
    if len(numbers) != 2:
        messages.error(request, _("Choose two different texts to compare."))
        return HttpResponseRedirect(
            reverse("admin:articles_article_history", args=[article.pk])
        )
    before, after = (_revision(article, number) for number in numbers)
    context = {
        "title": _("Revisions %(before)s and %(after)s of %(page)s")
        % {"before": before.number, "after": after.number, "page": article},
        "crumb": _("Compare"),
        "article": article,
        "latest": article.revisions.first(),
        "before": before,
        "after": after,
        "parts": changes_between(before, after),
    }
    return _page(request, "compare.html", context)


def review(request: HttpRequest, article_id: int, number: int) -> HttpResponse:
    """Show what a text changes, what is wrong with it, and the steps one may take."""
    article = readable(request, article_id)
    revision = _revision(article, number)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _take_step(request, revision, form)
    before = _compared_with(request, article, revision)
    findings = readiness.findings(revision)
    is_newest = not article.revisions.filter(number__gt=number).exists()
    context = {
        "title": _("Review of %(revision)s") % {"revision": revision},
        "crumb": _("Review"),
        "article": article,
        "latest": revision if is_newest else article.revisions.first(),
        "revision": revision,
        "before": before,
        "parts": changes_between(before, revision),
        "findings": findings,
        "form": form,
        "steps": steps_for(revision, staff(request), findings, is_newest=is_newest),
    }
    return _page(request, "review.html", context)


def show(request: HttpRequest, article_id: int, number: int) -> HttpResponse:
    """Show any text as its readers would see it."""
    article = readable(request, article_id)
    revision = _revision(article, number)
    context = {
        "article": article,
        "revision": revision,
        "page": Page(article, revision),
        "is_preview": True,
    }
    return TemplateResponse(request, "admin/articles/article/show.html", context)


def withdraw(request: HttpRequest, article_id: int) -> HttpResponse:
    article = readable(request, article_id)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            publishing.withdraw(
                article=article, by=staff(request), reason=form.cleaned_data["reason"]
            )
            messages.success(request, _("The page has been withdrawn."))
        except PublishingError as error:
            messages.error(request, str(error))
    else:
        messages.error(request, _("Say why the page is being withdrawn."))
    return HttpResponseRedirect(
        reverse("admin:articles_article_history", args=[article.pk])
    )


def _take_step(
    request: HttpRequest, revision: Revision, form: ReviewForm
) -> HttpResponse:
    """Call the one verb that the pressed button names."""
    note, due = form.cleaned_data["note"], form.cleaned_data["review_due"]
    by = staff(request)
    steps: dict[str, Callable[[], None]] = {
        "submit": lambda: publishing.submit(revision=revision, by=by),
        "approve": lambda: publishing.approve(revision=revision, by=by, note=note),
        "request_changes": lambda: publishing.request_changes(
            revision=revision, by=by, note=note
        ),
        "publish": lambda: publishing.publish(revision=revision, by=by, review_due=due),
    }
    step = next((name for name in steps if name in request.POST), None)
    if step:
        try:
            steps[step]()
            messages.success(request, str(DONE[step]))
        except PublishingError as error:
            messages.error(request, str(error))
    return HttpResponseRedirect(request.get_full_path())


def _revision(article: Article, number: int) -> Revision:
    revisions = article.revisions.select_related("saved_by", "reviewed_by", "base")
    revision = get_object_or_404(revisions, number=number)
    revision.article = article
    return revision


def _compared_with(
    request: HttpRequest, article: Article, revision: Revision
) -> Revision | None:
    """The text named in the address, else what readers see, else the one before."""
    wanted = request.GET.get("with", "")
    if wanted.isdigit():
        return article.revisions.filter(number=wanted).first()
    if article.published and article.published.number < revision.number:
        return article.published
    return article.revisions.filter(number__lt=revision.number).first()


def _page(
    request: HttpRequest, template: str, context: dict[str, object]
) -> TemplateResponse:
    return TemplateResponse(
        request,
        f"admin/articles/article/{template}",
        {
            **admin.site.each_context(request),
            "opts": Article._meta,
            "page_name": template.removesuffix(".html"),
            "is_nav_sidebar_enabled": False,
            **context,
        },
    )
