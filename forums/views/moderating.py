"""The queue, one post of it, one discussion; buttons that lead to the verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from forums.errors import AlreadyHandled, ForumError
from forums.models import ModerationAction, Report
from forums.moderation import appeals as appealing
from forums.moderation import cases, handling, queue, steering
from forums.moderation.forms import MoveForm, ReasonForm, RefuseForm, StandForm
from forums.rules.access import Access
from forums.views.entering import for_moderators, moderated_post, moderated_topic

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from forums.models import Post, Topic

PER_PAGE = 20
KINDS = ("crisis", "reports", "approvals")

POST_DONE = {
    "approve": gettext_lazy("Approved: members can read it now."),
    "refuse": gettext_lazy("Refused. The author is told why and how to appeal."),
    "hide": gettext_lazy("Removed. The author is told why and how to appeal."),
    "restore": gettext_lazy("Restored: members can read it now."),
    "dismiss": gettext_lazy("The reports are closed; the post stands."),
    "uphold": gettext_lazy("The reports are closed as right."),
}
TOPIC_DONE = {
    "lock": gettext_lazy("Closed to new answers."),
    "unlock": gettext_lazy("Open to new answers again."),
    "stick": gettext_lazy("It is now kept at the top of its forum."),
    "unstick": gettext_lazy("It is no longer kept at the top."),
    "hide": gettext_lazy("The discussion has been removed. Its author is told why."),
    "restore": gettext_lazy("The discussion has been restored."),
    "move": gettext_lazy("Moved."),
}


@require_safe
@for_moderators
def queue_page(request: HttpRequest) -> HttpResponse:
    """Everything that waits, the most urgent first; ``?show=`` narrows it to a kind."""
    access = Access.of(request)
    entries = queue.entries(access.moderated_ids)
    counts = queue.counts(entries)
    show = request.GET.get("show", "")
    if show in KINDS:
        entries = [one for one in entries if one.kind == show]
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    queue.fill(page.object_list)
    context = {
        "page_obj": page,
        "entries": page.object_list,
        "counts": counts,
        "appeals": appealing.open_for(access).count(),
        "show": show if show in KINDS else "",
        "query": f"show={show}&" if show in KINDS else "",
    }
    return render(request, "forums/moderation/queue.html", context)


@require_safe
@for_moderators
def queue_next(request: HttpRequest) -> HttpResponse:
    """Lead to the most urgent post that this moderator may decide about."""
    return _to_next(request, Access.of(request))


@require_safe
@for_moderators
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """A post with what surrounds it, its reports, its author's record, and the buttons."""
    access = Access.of(request)
    found = moderated_post(access, pk)
    return _show_post(request, found, RefuseForm(), StandForm())


@require_POST
@for_moderators
def moderate_post(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    if verb not in POST_DONE:
        raise Http404
    access = Access.of(request)
    found = moderated_post(access, pk)
    refuse, stand = RefuseForm(request.POST), StandForm(request.POST)
    form = refuse if verb in ("refuse", "hide") else stand
    if not form.is_valid():
        return _show_post(request, found, refuse, stand)
    try:
        _do(verb, found, access, form.text(), request.POST.get("seen", ""))
    except handling.ChangedSince as error:
        messages.warning(request, str(error))
        return redirect("forums:moderated_post", pk)
    except AlreadyHandled as error:
        messages.warning(request, str(error))
    except ForumError as error:
        form.add_error("words", str(error))
        return _show_post(
            request,
            found,
            refuse if form is refuse else RefuseForm(),
            stand if form is stand else StandForm(),
        )
    else:
        messages.success(request, str(POST_DONE[verb]))
    if "to_next" in request.POST:
        return _to_next(request, access, after=pk)
    return redirect("forums:moderated_post", pk)


def _do(verb: str, post: Post, access: Access, words: str, seen: str) -> None:
    if verb == "approve":
        handling.approve(post=post, access=access, seen=seen, words=words)
    elif verb in ("refuse", "hide", "restore"):
        getattr(handling, verb)(post=post, access=access, reason=words)
    else:
        getattr(handling, verb)(post=post, access=access, answer=words)


def _show_post(
    request: HttpRequest, post: Post, refuse: RefuseForm, stand: StandForm
) -> HttpResponse:
    access = Access.of(request)
    case = cases.of(post, access)
    if not case.reports:
        stand.speak_to_author()
    context = {"case": case, "refuse": refuse, "stand": stand}
    return render(request, "forums/moderation/post.html", context)


def _to_next(request: HttpRequest, access: Access, after: int = 0) -> HttpResponse:
    following = queue.next_for(access, after=after)
    if following is None:
        messages.info(request, _("Nothing else is waiting for you."))
        return redirect("forums:queue")
    return redirect("forums:moderated_post", following)


@require_safe
@for_moderators
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A report is looked at with everything else that waits about its post."""
    access = Access.of(request)
    in_reach = Report.objects.filter(post__topic__forum__in=access.moderated_ids)
    found = in_reach.filter(pk=pk).first()
    if found is None:
        raise Http404
    return redirect("forums:moderated_post", found.post_id)


@require_safe
@for_moderators
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be done with a whole discussion, and what was done."""
    access = Access.of(request)
    found = moderated_topic(access, pk)
    move = MoveForm(choices=_targets(found, access))
    return _show_topic(request, found, ReasonForm(), RefuseForm(), move)


@require_POST
@for_moderators
def moderate_topic(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    if verb not in TOPIC_DONE:
        raise Http404
    access = Access.of(request)
    found = moderated_topic(access, pk)
    reason, refuse = ReasonForm(request.POST), RefuseForm()
    move = MoveForm(choices=_targets(found, access))
    form: ReasonForm | RefuseForm = reason
    if verb == "hide":
        form = refuse = RefuseForm(request.POST)
    elif verb == "move":
        form = move = MoveForm(request.POST, choices=_targets(found, access))
    try:
        if form.is_valid():
            _steer(verb, found, access, form)
            messages.success(request, str(TOPIC_DONE[verb]))
            return redirect("forums:moderated_topic", pk)
    except AlreadyHandled as error:
        messages.warning(request, str(error))
        return redirect("forums:moderated_topic", pk)
    except steering.NotConfirmed as error:
        move.ask_to_confirm(error.consent)
        move.add_error("is_confirmed", str(error))
    except ForumError as error:
        form.add_error("words", str(error))
    shown = reason if form is reason else ReasonForm()
    return _show_topic(request, found, shown, refuse, move)


def _steer(
    verb: str, topic: Topic, access: Access, form: ReasonForm | RefuseForm
) -> None:
    if isinstance(form, MoveForm):
        steering.move(
            topic=topic,
            to=form.cleaned_data["to"],
            access=access,
            reason=form.text(),
            is_confirmed=form.cleaned_data["is_confirmed"],
        )
    else:
        getattr(steering, verb)(topic=topic, access=access, reason=form.text())


def _targets(topic: Topic, access: Access) -> list[int]:
    return [
        forum.pk
        for forum in access.forums
        if forum.pk != topic.forum_id and access.may("can_move_topics", forum)
    ]


def _show_topic(
    request: HttpRequest,
    topic: Topic,
    reason: ReasonForm,
    refuse: RefuseForm,
    move: MoveForm,
) -> HttpResponse:
    actions = ModerationAction.objects.select_related("by").filter(topic=topic)
    context = {
        "topic": topic,
        "reason": reason,
        "refuse": refuse,
        "move": move,
        "actions": actions[:10],
        "is_own": topic.poster_id == Access.of(request).user.pk,
    }
    return render(request, "forums/moderation/topic.html", context)
