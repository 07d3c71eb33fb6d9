"""What members say about posts and decisions: reports, appeals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums.errors import ForumError
from forums.models import ModerationAction, Report, Restriction
from forums.moderation import appeals, reporting, restrictions
from forums.moderation.forms import AppealForm, ReportForm
from forums.reading import voices
from forums.rules.access import Access
from forums.writing import safety
from forums.writing.concerns import Concern

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from forums.models import Post
    from portal.accounts.models import User

show_and_take = require_http_methods(["GET", "HEAD", "POST"])


@show_and_take
def post_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a post; help lines stand beside the form, for whoever is in need now."""
    access = Access.of(request)
    post = access.post_or_404(pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    refusal, status = _refusal(post, access.user), 200
    if not refusal and form.is_bound and form.is_valid():
        if not ratelimit.consume(request, action="forum_report", user=access.user):
            words = _(
                "You have sent many reports in a short time. Please try again later."
            )
            form.add_error(None, words)
            status = 429
        elif _report(form, post, access.user):
            return redirect("forums:post_reported", pk)
    context = {
        "post": post,
        "form": form,
        "refusal": refusal,
        "cards": safety.cards_for([Concern.CRISIS]),
    }
    return render(request, "forums/report.html", context, status=status)


def _refusal(post: Post, by: User) -> str:
    try:
        reporting.refuse_unless_may_report(post=post, by=by)
    except ForumError as error:
        return str(error)
    return ""


def _report(form: ReportForm, post: Post, by: User) -> bool:
    try:
        reporting.report(
            post=post,
            by=by,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
        )
    except reporting.SayWhat as error:
        form.add_error("note", str(error))
        return False
    except ForumError as error:
        form.add_error(None, str(error))
        return False
    return True


@require_safe
def post_reported(request: HttpRequest, pk: int) -> HttpResponse:
    """Thank for a report; after one about self-harm, say where help is."""
    access = Access.of(request)
    post = access.post_or_404(pk)
    mine = Report.objects.filter(post=post, reporter=access.user)
    last = mine.order_by("-reported_at").first()
    if last is None:
        raise Http404
    is_crisis = last.reason == Report.Reason.SELF_HARM
    context = {
        "post": post,
        "report": last,
        "cards": safety.cards_for([Concern.CRISIS]) if is_crisis else [],
    }
    return render(request, "forums/reported.html", context)


@show_and_take
def appeal(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A decision about the member's post or account, and one appeal against it."""
    access = Access.of(request)
    against = _own(kind, pk, access.user)
    form = AppealForm(request.POST if request.method == "POST" else None)
    status = 200
    existing = appeals.existing(against)
    if existing is None and form.is_bound and form.is_valid():
        if not ratelimit.consume(request, action="forum_appeal", user=access.user):
            form.add_error(
                None,
                _("You have sent several appeals today. Please try again tomorrow."),
            )
            status = 429
        elif _appeal(form, against, access.user):
            messages.success(request, _("Sent. A second moderator will look at it."))
            return redirect("forums:appeal", kind, pk)
    context = {
        "against": against,
        "is_measure": isinstance(against, Restriction),
        "end": _end(against),
        "existing": existing,
        "is_standing": appeals.is_standing(against),
        "html": _words(against, access),
        "form": form,
    }
    return render(request, "forums/appeal.html", context, status=status)


def _own(kind: str, pk: int, member: User) -> ModerationAction | Restriction:
    against: ModerationAction | Restriction | None = None
    if kind == "post":
        against = appeals.appealable_action(pk=pk, member=member)
    elif kind == "measure":
        against = appeals.appealable_restriction(pk=pk, member=member)
    if against is None:
        raise Http404
    return against


def _appeal(
    form: forms.Form, against: ModerationAction | Restriction, by: User
) -> bool:
    try:
        appeals.appeal(against=against, by=by, text=form.cleaned_data["text"])
    except ForumError as error:
        form.add_error("text", str(error))
        return False
    return True


def _end(against: ModerationAction | Restriction) -> str:
    if not isinstance(against, Restriction) or not against.is_in_force:
        return ""
    return restrictions.end_in_words(against)


def _words(against: ModerationAction | Restriction, access: Access) -> str:
    """Return the member's own words that the decision was about."""
    post = against.post
    if post is None or post.poster_id != access.user.pk:
        return ""
    html = post.content.rendered
    return voices.fill(html, voices.collect([html], access))
