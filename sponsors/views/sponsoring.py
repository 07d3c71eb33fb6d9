"""Sponsorship as everybody sees it, and the form to apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.members import the_member
from portal.accounts.models import User
from sponsors.errors import MoneyError
from sponsors.models import Placement, Sponsor, Tier
from sponsors.sponsorship import placements, sponsorships
from sponsors.sponsorship.forms import ApplicationForm

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

readable_and_postable = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def sponsors(request: HttpRequest) -> HttpResponse:
    """Show who sponsors the portal now, and what can be taken for which price."""
    groups: dict[str, list[placements.Logo]] = {}
    for logo in placements.shown(Placement.Spot.SPONSORS):
        groups.setdefault(logo.tier, []).append(logo)
    context = {
        "groups": groups,
        "tiers": [(tier, _places(tier)) for tier in sponsorships.offered()],
    }
    return render(request, "sponsors/sponsorship/sponsors.html", context)


def _places(tier: Tier) -> int | None:
    return sponsorships.places_left(tier)


@readable_and_postable
@login_required
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an application for a tier; its price is the tier's, whatever the form says."""
    tier = get_object_or_404(sponsorships.offered(), slug=slug)
    user = the_member(request)
    if request.method != "POST":
        form = ApplicationForm(initial=_known(user))
        return _show(request, tier, form)
    form = ApplicationForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, tier, form, status=422)
    if not ratelimit.consume(request, action="sponsor_apply"):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    try:
        made = sponsorships.apply(tier=tier, application=form.application(), by=user)
    except MoneyError as error:
        form.add_error(None, str(error))
        return _show(request, tier, form, status=409)
    messages.success(
        request,
        gettext("Thank you. We read your application and answer by e-mail."),
    )
    return redirect("sponsors:sponsorship", made.pk)


def _known(user: User) -> dict[str, Any]:
    """Return what the form can be filled with: the organization that one decides for."""
    sponsor = (
        Sponsor.objects.filter(contacts__user=user, contacts__role="owner")
        .order_by("-created_at")
        .first()
    )
    if sponsor is None:
        return {"interval": "once"}
    names = ("name", *sponsorships.ORGANIZATION)
    return {"interval": "once", **{name: getattr(sponsor, name) for name in names}}


def _show(
    request: HttpRequest, tier: Tier, form: ApplicationForm, status: int = 200
) -> HttpResponse:
    context = {"tier": tier, "form": form, "places": sponsorships.places_left(tier)}
    return render(request, "sponsors/sponsorship/apply.html", context, status=status)
