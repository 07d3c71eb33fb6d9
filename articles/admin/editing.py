"""Writing a page in the admin: nothing that was typed is ever lost.

These views are not Django's change view: that one saves inside a transaction and throws
the typed words away when the session has ended.
"""

import datetime
from urllib.parse import quote

from django.contrib import admin, messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from articles import publishing
from articles.admin.access import editable, readable, staff
from articles.admin.desk import Desk
from articles.admin.importing import open_boxes
from articles.drafting import PublishingError
from articles.models import Article, Revision

SCRIPTS = ("editor", "preview", "cite", "figures", "rescue")


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
    if request.method == "GET" and not request.user.has_perm("articles.change_article"):
        return _to_review(readable(request, article_id))
    article = editable(request, article_id)
    if request.method != "POST":
        return _show(request, Desk(article, source=_source(request, article)))
    desk = Desk(article, request.POST)
    if desk.is_valid():
        revision = desk.save(staff(request))
        if revision:
            return _after_saving(request, revision)
    return _show(request, desk)


@require_GET
@never_cache
def newest(request: HttpRequest, article_id: int) -> HttpResponse:
    """Before saving the editor asks: is the line open, is the session, is my base?

    The token is new after a log-in in another tab; with it the typed text can be sent.
    """
    if not admin.site.has_permission(request):
        return JsonResponse({"has_ended": True}, status=403)
    article = editable(request, article_id)
    latest = article.revisions.select_related("saved_by").first()
    return JsonResponse({"token": get_token(request), "newest": about(request, latest)})


def about(request: HttpRequest, revision: Revision | None) -> dict[str, object] | None:
    """Who saved a text and how long ago, for a person who writes at the same time."""
    if revision is None:
        return None
    is_fresh = timezone.now() - revision.saved_at < datetime.timedelta(minutes=1)
    words = (
        _("%(who)s saved revision %(number)s a moment ago.")
        if is_fresh
        else _("%(who)s saved revision %(number)s %(ago)s ago.")
    )
    return {
        "number": revision.number,
        "is_mine": revision.saved_by_id == request.user.pk,
        "words": words
        % {
            "who": revision.saved_by,
            "number": revision.number,
            "ago": timesince(revision.saved_at, depth=1),
        },
    }


def _to_review(article: Article) -> HttpResponse:
    """Where people go who judge pages and do not write them."""
    latest = article.revisions.first()
    if latest is None:
        return HttpResponseRedirect(
            reverse("admin:articles_article_history", args=[article.pk])
        )
    return HttpResponseRedirect(
        reverse("admin:articles_article_review", args=[article.pk, latest.number])
    )


def _source(request: HttpRequest, article: Article) -> Revision | None:
    """The older text that somebody wants to write on, named in the address."""
    wanted = request.GET.get("from", "")
    if not wanted.isdigit():
        return None
    return get_object_or_404(article.revisions, number=wanted)


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
        "is_nav_sidebar_enabled": False,  # the desk needs the whole width
        "scripts": [f"js/admin/{name}.js" for name in SCRIPTS],
        "boxes": open_boxes(desk.article),
    }
    return TemplateResponse(request, "admin/articles/article/edit.html", context)


def _after_saving(request: HttpRequest, revision: Revision) -> HttpResponse:
    messages.success(
        request, _("Saved as revision %(number)s.") % {"number": revision.number}
    )
    if "_submit" not in request.POST:
        return HttpResponseRedirect(
            reverse("admin:articles_article_change", args=[revision.article_id])
        )
    try:
        publishing.submit(revision=revision, by=staff(request))
    except PublishingError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(
        reverse(
            "admin:articles_article_review",
            args=[revision.article_id, revision.number],
        )
    )
