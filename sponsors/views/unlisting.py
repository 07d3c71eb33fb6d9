"""Off the page of donors again: by the giver's account, or by the link in a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from sponsors.giving import browsers, links, unlisting

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_POST
@login_required
def unlist(request: HttpRequest) -> HttpResponse:
    """Take a member's names off the page of donors."""
    member = browsers.giver(request)
    if member is None:
        raise Http404
    unlisting.take_off(unlisting.of_member(member))
    messages.success(request, gettext("You are not on the page of donors any more."))
    return redirect("sponsors:giving")


@require_http_methods(["GET", "HEAD", "POST"])
def unlist_link(request: HttpRequest, token: str) -> HttpResponse:
    """Do the same without a log-in, by POST: mail scanners open links."""
    if not ratelimit.consume(request, action="plan_link"):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    try:
        gift = unlisting.read(token)
    except links.UnknownLink:
        return render(request, "sponsors/plan_unknown.html", status=404)
    if request.method == "POST":
        unlisting.take_off(unlisting.of_giver(gift))
    context = {"is_listed": unlisting.of_giver(gift).exists()}
    return render(request, "sponsors/unlist.html", context)
