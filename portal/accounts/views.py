"""The member's own pages: what there is, the public name, one session ended."""

from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.forms import ProfileForm
from portal.accounts.members import the_member
from portal.accounts.models import User


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    member = the_member(request)
    kinds = Authenticator.objects.filter(user=member).values_list("type", flat=True)
    return render(
        request,
        "account/overview.html",
        {
            "address": EmailAddress.objects.get_primary(member),
            "has_app": Authenticator.Type.TOTP in kinds,
            "passkeys": sum(kind == Authenticator.Type.WEBAUTHN for kind in kinds),
            "sessions": _open_sessions(member),
            "verification": getattr(member, "professional", None),
        },
    )


def _open_sessions(member: User) -> int:
    keys = UserSession.objects.filter(user=member).values("session_key")
    return Session.objects.filter(
        session_key__in=keys, expire_date__gt=timezone.now()
    ).count()


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    member = the_member(request)
    # A copy: a refused name must not show in the page header.
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=member.pk))
    if request.method == "POST":
        if request.POST.get("handle") != member.handle:
            refused: HttpResponse | None = ratelimit.consume_or_429(
                request, app="allauth.account", action="change_handle", user=member
            )
            if refused:
                return refused
        if form.is_valid():
            form.save()
            messages.success(request, gettext("Your profile is saved."))
            return redirect("account:profile")
    return render(request, "account/profile.html", {"form": form})


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=the_member(request))
    end_sessions(request, [session])
    messages.success(request, gettext("That session is ended."))
    return redirect("usersessions_list")
