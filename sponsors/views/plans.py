"""What givers see and do about their gifts: with an account, or with the link of a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from portal.accounts.members import the_member
from sponsors.errors import MoneyError, NotRunning
from sponsors.giving import (
    card_links,
    claiming,
    gift_aid,
    links,
    plans,
    unlisting,
)
from sponsors.giving.forms import AmountForm
from sponsors.papers import tax_years
from sponsors.people import histories
from sponsors.views.giving import SeeOther

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from sponsors.models import Plan

readable_and_postable = require_http_methods(["GET", "HEAD", "POST"])

ON_A_PAGE = 25


VERBS: dict[str, Callable[..., Plan]] = {
    "stop": plans.stop_gently,
    "keep": plans.keep,
    "pause": plans.pause,
    "resume": plans.resume,
}


def _said(plan: Plan) -> str:
    """Say how a plan stands now, whatever was asked of it."""
    if plan.ended_at:
        return gettext("Your regular gift has ended. No more money is taken.")
    if plan.cancel_at_period_end:
        return gettext(
            "Your regular gift is stopped: no more money is taken. You can take that back."
        )
    if plan.paused_at:
        return gettext(
            "Your regular gift is paused. No money is taken until you go on."
        )
    return gettext("Your regular gift goes on. Thank you.")


@require_safe
@login_required
def giving(request: HttpRequest) -> HttpResponse:
    """Show a member's plans, gifts and receipts."""
    member = the_member(request)
    pages = Paginator(histories.gifts_of(member), ON_A_PAGE)
    context = {
        "plans": plans.of_giver(member),
        "page_obj": pages.get_page(request.GET.get("page")),
        "years": {year: tax_years.name(year) for year in histories.years_of(member)},
        "unclaimed": claiming.unclaimed(member).count(),
        "is_listed": unlisting.of_member(member).exists(),
        "has_gift_aid": gift_aid.is_asked_for() and gift_aid.of_member(member).exists(),
    }
    return render(request, "sponsors/giving.html", context)


@readable_and_postable
@login_required
def claim(request: HttpRequest) -> HttpResponse:
    """Offer the gifts that were made with a confirmed address before there was an account."""
    member = the_member(request)
    if request.method != "POST":
        number = claiming.unclaimed(member).count()
        return render(request, "sponsors/claim.html", {"number": number})
    number = claiming.claim(user=member)
    messages.success(
        request,
        ngettext(
            "%(number)s gift is now in your account.",
            "%(number)s gifts are now in your account.",
            number,
        )
        % {"number": number},
    )
    return redirect("sponsors:giving")


@require_POST
@login_required
def take_back_gift_aid(request: HttpRequest) -> HttpResponse:
    """Claim no tax any more on what a member gives from today on."""
    gift_aid.take_back(gift_aid.of_member(the_member(request)))
    messages.success(
        request,
        gettext("Noted: we claim no Gift Aid on gifts that come from today on."),
    )
    return redirect("sponsors:giving")


@require_POST
@login_required
def plan_verb(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one thing to one's own plan; the card is changed on a page of Stripe's."""
    plan = get_object_or_404(plans.of_giver(the_member(request)), pk=pk)
    if verb != "card" and verb not in VERBS:
        raise Http404
    if not ratelimit.consume(request, action="plan_change"):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    try:
        if verb == "card":
            back = f"{settings.SITE_URL}{reverse('sponsors:giving')}"
            return SeeOther(plans.card_page(plan=plan, return_url=back))
        plan = VERBS[verb](plan=plan)
        if plan.ended_at and verb != "stop":  # elsewhere, such as at Stripe
            raise NotRunning
        messages.success(request, _said(plan))
    except MoneyError as error:
        messages.error(request, str(error))
    return redirect("sponsors:giving")


@readable_and_postable
@login_required
def plan_amount(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how much a plan takes from the next payment on."""
    plan = get_object_or_404(
        plans.of_giver(the_member(request)).filter(ended_at=None), pk=pk
    )
    form = AmountForm(request.POST or None, currency=plan.currency)
    if form.is_valid():
        try:
            plans.change_amount(plan=plan, amount=form.cleaned_data["amount"])
        except MoneyError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("The new amount is saved. Thank you."))
            return redirect("sponsors:giving")
    return render(request, "sponsors/plan_amount.html", {"plan": plan, "form": form})


@readable_and_postable
def plan_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the plan of a mail's link; stop or pause it by POST, since scanners open links."""
    if not ratelimit.consume(request, action="plan_link"):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    try:
        plan = links.read(token)
    except links.UnknownLink:
        return render(request, "sponsors/plan_unknown.html", status=404)
    context = {"plan": plan, "done": "", "trouble": ""}
    verb = {"stop": plans.stop_gently, "pause": plans.pause}.get(
        request.POST.get("do", "")
    )
    if request.method != "POST" or verb is None:
        return render(request, "sponsors/plan_link.html", context)
    try:
        plan = verb(plan=plan)
        is_over = plan.ended_at or plan.cancel_at_period_end
        context |= {"plan": plan, "done": "stop" if is_over else "pause"}
    except MoneyError as error:
        context["trouble"] = str(error)
    return render(request, "sponsors/plan_link.html", context)


@readable_and_postable
def plan_card(request: HttpRequest, token: str) -> HttpResponse:
    """Lead the giver of a failed renewal to the page for another card: once, by POST."""
    if not ratelimit.consume(request, action="plan_link"):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    try:
        notice, plan = card_links.read(token)
    except links.UnknownLink:
        return render(request, "sponsors/plan_unknown.html", status=404)
    context = {"plan": plan, "is_needed": card_links.is_needed(plan)}
    wanted = request.POST.get("do", "") if context["is_needed"] else ""
    if wanted == "card" and card_links.use(notice):
        back = f"{settings.SITE_URL}{request.path}"
        try:
            return SeeOther(plans.card_page(plan=plan, return_url=back))
        except MoneyError as error:
            card_links.give_back(notice)
            context["trouble"] = str(error)
    elif wanted == "again":
        plans.ask_again_for_card(plan)
        context["is_mailed"] = True
    context["is_good"] = card_links.is_good(notice)
    return render(request, "sponsors/plan_card.html", context)
