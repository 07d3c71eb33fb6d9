"""The pages on which members see their data, take them along, and leave."""

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from portal import archive, privacy
from portal.accounts.members import the_member
from portal.accounts.models import User
from portal.data_forms import LeaveForm


@require_safe
@login_required
def data(request: HttpRequest) -> HttpResponse:
    """What is kept, in plain words and numbers."""
    holdings = privacy.preview(the_member(request))
    return render(request, "account/data.html", {"holdings": holdings})


@require_POST
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth's
def download(request: HttpRequest) -> HttpResponseBase:
    """Everything in one file, made on the way."""
    if not ratelimit.consume(request, action="data_download", user=request.user):
        response: HttpResponse = ratelimit.respond_429(request)
        return response
    name = f"my-data-{timezone.localdate():%Y-%m-%d}.zip"
    return StreamingHttpResponse(
        archive.stream(the_member(request)),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth's
def leave(request: HttpRequest) -> HttpResponse:
    """Preview, choice, typed confirmation; then there is no account any more."""
    member = the_member(request)
    try:
        privacy.refuse_unless_may_leave(member)
    except privacy.CannotLeave as refusal:
        return render(request, "account/data_staff.html", {"refusal": refusal})
    form = LeaveForm(request.POST if request.method == "POST" else None, user=member)
    if form.is_valid():
        try:
            privacy.leave(user=member, keep_words=form.keep_words)
        except privacy.HasLeft:
            pass  # the same button, pressed in another window a moment ago
        except privacy.StillGiving as refusal:
            form.add_error(None, str(refusal))
            return _show_leave(request, member, form, status=503)
        except privacy.CannotLeave as refusal:
            return render(request, "account/data_staff.html", {"refusal": refusal})
        logout(request)
        return redirect("account_left")
    return _show_leave(request, member, form)


def _show_leave(
    request: HttpRequest, member: User, form: LeaveForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "holdings": privacy.preview(member)}
    return render(request, "account/data_leave.html", context, status=status)


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """For whoever has just left; it says nothing about anybody."""
    return render(request, "account/data_left.html")
