"""Which mails a member wants, and links that stop mails without a log-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from forums.models import ForumFollow, ForumProfile, Mute
from forums.rules.access import Access
from forums.telling import preferences, unsubscribing
from forums.telling.preferences import PreferencesForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

readable_and_postable = require_http_methods(["GET", "HEAD", "POST"])


@readable_and_postable
def forum_settings(request: HttpRequest) -> HttpResponse:
    """Show and save which mails are wanted; what is followed has a page of its own."""
    access = Access.of(request)
    profile = ForumProfile.objects.filter(user=access.user).first()
    profile = profile or ForumProfile(user=access.user)
    form = PreferencesForm(request.POST or None, instance=profile)
    if form.is_valid():
        preferences.save(member=access.user, wishes=form.cleaned_data)
        messages.success(request, gettext("Your choices are saved."))
        return redirect("forums:forum_settings")
    follows = ForumFollow.objects.filter(forum__in=access.forum_ids)
    context = {
        "form": form,
        "forums": follows.filter(member=access.user).count(),
        "discussions": access.topics().filter(subscribers=access.user).count(),
        "mutes": Mute.objects.filter(member=access.user)
        .select_related("muted")
        .order_by("muted__handle"),
    }
    return render(request, "forums/settings.html", context)


@csrf_exempt  # mail programs post here without a cookie (RFC 8058); the token is the proof
@readable_and_postable
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link would stop, since mail scanners open links; stop it by POST."""
    try:
        wish = unsubscribing.read(token)
    except unsubscribing.UnknownLink:
        # Guesses are limited, links of ours never: a mail provider posts those of
        # thousands of members from one address.
        if not ratelimit.consume(request, action="forum_unsubscribe"):
            refused: HttpResponse = ratelimit.respond_429(request)
            return refused
        return render(request, "forums/unsubscribe_unknown.html", status=404)
    if request.method == "POST":
        unsubscribing.stop(wish)
    context = {"what": wish.what.label, "is_done": request.method == "POST"}
    return render(request, "forums/unsubscribe.html", context)
