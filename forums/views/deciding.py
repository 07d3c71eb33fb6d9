"""Members' records and measures, appeals, and the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums.errors import AlreadyHandled, Empty, ForumError
from forums.models import Appeal, ModerationAction, Post, Restriction
from forums.moderation import appeals as appealing
from forums.moderation import log, records, restrictions
from forums.moderation.forms import DecisionForm, LogFilter, MeasureForm
from forums.reading import voices
from forums.reading.pages import open_page
from forums.rules.access import Access
from forums.views.entering import for_moderators
from forums.views.leading import number_in
from portal.accounts.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

show_and_take = require_http_methods(["GET", "HEAD", "POST"])

PER_PAGE = 50


@show_and_take
@for_moderators
def member_record(request: HttpRequest, pk: int) -> HttpResponse:
    """What was decided about a member so far, and measures to take or to lift."""
    access = Access.of(request)
    if not access.user.has_perm(restrictions.RIGHT):
        raise PermissionDenied
    people = User.objects.select_related("professional")
    member = get_object_or_404(people, pk=pk, anonymised_at__isnull=True)
    post = _reason_for(request, access, member)
    form = MeasureForm(request.POST if request.method == "POST" else None)
    try:
        if "lift" in request.POST:
            _lift(request, member, access.user)
            return redirect("forums:member_record", pk)
        if form.is_bound and form.is_valid():
            _take(form, member, access.user, post)
            messages.success(request, _("Done. The member is told by e-mail."))
            return redirect("forums:member_record", pk)
    except ForumError as error:
        form.add_error("words", str(error))
    context = {
        "record": records.of(member),
        "form": form,
        "post": post,
        "actions": _about(member, access),
        "refusal": _refusal(member, access.user),
    }
    return render(request, "forums/moderation/member.html", context)


def _reason_for(request: HttpRequest, access: Access, member: User) -> Post | None:
    """Return the post that a measure is taken because of, from the address."""
    number = number_in(request.GET.get("post", ""))
    if not number:
        return None
    posts = Post.objects.filter(topic__forum__in=access.moderated_ids, poster=member)
    found: Post | None = posts.select_related("topic").filter(pk=number).first()
    return found


def _lift(request: HttpRequest, member: User, by: User) -> None:
    measures = Restriction.objects.against(member).select_related("member")
    restriction = measures.filter(pk=number_in(request.POST["lift"])).first()
    if restriction is None:
        raise Http404
    try:
        restrictions.lift(restriction=restriction, by=by)
    except AlreadyHandled as error:
        messages.warning(request, str(error))
    except ForumError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Lifted. The member is told by e-mail."))


def _take(form: MeasureForm, member: User, by: User, post: Post | None) -> None:
    restrictions.take(
        Restriction.Kind(form.cleaned_data["kind"]),
        member=member,
        by=by,
        reason=form.text(),
        until=form.until(),
        post=post,
    )


def _about(member: User, access: Access) -> QuerySet[ModerationAction]:
    return log.visible_to(access).filter(member=member)[:20]


def _refusal(member: User, by: User) -> str:
    """Say why this moderator cannot take measures against this member, or nothing."""
    try:
        restrictions.refuse_unless_in_reach(member=member, by=by)
    except ForumError as error:
        return str(error)
    return ""


@require_safe
@for_moderators
def appeals(request: HttpRequest) -> HttpResponse:
    """Appeals this person may decide, the oldest first."""
    access = Access.of(request)
    page = open_page(appealing.open_for(access), request.GET.get("page"), PER_PAGE)
    context = {
        "page_obj": page,
        "appeals": page.object_list,
        "others": appealing.open_for_others(access),
    }
    return render(request, "forums/moderation/appeals.html", context)


@show_and_take
@for_moderators
def appeal_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """What was decided, what the member says, and the two buttons."""
    access = Access.of(request)
    appeal = get_object_or_404(appealing.visible_to(access), pk=pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            _decide(request, appeal, access, form.text())
            return redirect("forums:appeals")
        except AlreadyHandled as error:
            messages.warning(request, str(error))
            return redirect("forums:appeal_decide", pk)
        except ForumError as error:
            words = _("Please write an answer: the member will want to know why.")
            form.add_error("words", words if isinstance(error, Empty) else str(error))
    context = {
        "appeal": appeal,
        "against": appeal.restriction or appeal.action,
        "html": _words_of(appeal, access),
        "form": form,
        "may_decide": appealing.open_for(access).filter(pk=pk).exists(),
    }
    return render(request, "forums/moderation/appeal.html", context)


def _decide(request: HttpRequest, appeal: Appeal, access: Access, words: str) -> None:
    if "grant" in request.POST:
        appealing.grant(appeal=appeal, access=access, answer=words)
        messages.success(request, _("Granted: the decision is undone."))
    else:
        appealing.reject(appeal=appeal, access=access, answer=words)
        messages.success(request, _("Rejected: the decision stands."))


def _words_of(appeal: Appeal, access: Access) -> str:
    """Return the post in question as its readers saw it."""
    against = appeal.restriction or appeal.action
    post = against.post if against else None
    if post is None or post.topic.forum_id not in access.moderated_ids:
        return ""
    html = post.content.rendered
    return voices.fill(html, voices.collect([html], access))


@require_safe
@for_moderators
def moderation_log(request: HttpRequest) -> HttpResponse:
    """Every action, the newest first."""
    form = LogFilter(request.GET)
    lines = log.visible_to(Access.of(request))
    if form.is_valid():
        wanted = {
            "verb": form.cleaned_data["verb"],
            "by__handle__iexact": form.cleaned_data["by"].strip(),
            "member__handle__iexact": form.cleaned_data["member"].strip(),
        }
        lines = lines.filter(**{name: one for name, one in wanted.items() if one})
    page = open_page(lines, request.GET.get("page"), PER_PAGE)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "page_obj": page,
        "lines": page.object_list,
        "form": form,
        "query": f"{kept.urlencode()}&" if kept else "",
    }
    return render(request, "forums/moderation/log.html", context)
