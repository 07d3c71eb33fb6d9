"""The sponsor's own pages: how it stands, contacts, logo, invoices, renew or stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from portal.accounts.members import the_member
from sponsors.errors import AlreadyPaid, MoneyError
from sponsors.giving import plans, wishes
from sponsors.models import Payment, SponsorContact, Sponsorship
from sponsors.sponsorship import contacts, placements, sponsorships, terms
from sponsors.sponsorship.forms import BillingForm, InviteForm, LogoForm, RenewForm
from sponsors.views.giving import ASK_AGAIN_AFTER, SeeOther

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from sponsors.models import Plan

readable_and_postable = require_http_methods(["GET", "HEAD", "POST"])

DAYS_SHOWN = 90
# Stopping keeps what was paid for, and can be taken back until then; what is owed is let go.
PLAN_VERBS: dict[str, Callable[[Plan], Plan]] = {
    "stop": lambda plan: plans.stop_gently(plan=plan),
    "keep": lambda plan: plans.keep(plan=plan),
}
SAID = {
    "stop": gettext_lazy("The yearly payment is stopped: no more money is taken."),
    "keep": gettext_lazy("The yearly payment goes on. Thank you."),
}


def _own(request: HttpRequest, pk: int, verb: str = "") -> Sponsorship:
    """Return a sponsorship of one's own organization, else 404; 403 without the role."""
    member = the_member(request)
    found = get_object_or_404(contacts.sponsorships_of(member), pk=pk)
    if verb and not contacts.may(member, verb, found.sponsor):
        raise PermissionDenied
    return found


def _back(found: Sponsorship) -> str:
    return f"{settings.SITE_URL}{reverse('sponsors:sponsorship', args=[found.pk])}"


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """List the sponsorships of one's organizations, and invitations."""
    member = the_member(request)
    own = [
        (one, sponsorships.state_of(one)) for one in contacts.sponsorships_of(member)
    ]
    context = {"own": own, "invitations": contacts.invitations(member)}
    return render(request, "sponsors/sponsorship/mine.html", context)


@require_POST
@login_required
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation up; it must be for an address that is proved to be one's own."""
    member = the_member(request)
    contact = get_object_or_404(contacts.invitations(member), pk=pk)
    try:
        contacts.accept(contact=contact, user=member)
    except MoneyError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("You act for %s now.") % contact.sponsor)
    return redirect("sponsors:mine")


@require_safe
@login_required
def sponsorship(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one sponsorship; who comes back from paying sees it as soon as it is known."""
    found = _own(request, pk)
    stage = _stage(request, found)
    if stage:
        found = _own(request, pk)
    return _show(request, found, stage=stage)


def _stage(request: HttpRequest, found: Sponsorship) -> str:
    """Return how far a payment is that was begun and is not known to be over."""
    if sponsorships.state_of(found) is not sponsorships.State.APPROVED:
        return ""
    if not found.payments.filter(session_id__isnull=False).exists():
        return ""
    asks = cache.add(
        f"sponsors:asked:{found.pk}", 1, ASK_AGAIN_AFTER
    ) and ratelimit.consume(request, action="giving_status")
    return wishes.stage_of(found, asks=asks)


def _show(
    request: HttpRequest,
    found: Sponsorship,
    *,
    stage: str = "",
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    sponsor = found.sponsor
    me = sponsor.contacts.filter(user=the_member(request)).first()
    rights = {verb: me and me.role in roles for verb, roles in contacts.RIGHTS.items()}
    state = sponsorships.state_of(found)
    plan = terms.plan_of(found)
    context = {
        "one": found,
        "state": state,
        "steps": [v for v, states in sponsorships.STEPS.items() if state in states],
        "stage": stage,
        "may": rights,
        "me": me,
        "plan": plan,
        "grace_days": settings.PLAN_GRACE_DAYS,
        "runs_on": sponsorships.runs_on(found),
        "ends_soon": sponsorships.ends_soon(found),
        "contacts": sponsor.contacts.order_by("email"),
        "payments": _payments(found),
        "days": placements.days_of(found)[:DAYS_SHOWN],
        "logo_form": LogoForm(initial={"logo_alt": found.logo_alt, "url": found.url}),
        "billing_form": BillingForm(initial=sponsor.__dict__),
        "invite_form": InviteForm(),
        "renew_form": RenewForm(
            initial={"tier": sponsorships.same_tier(found), "interval": found.interval}
        ),
        **forms,
    }
    template = "sponsors/sponsorship/sponsorship.html"
    return render(request, template, context, status=status)


def _payments(found: Sponsorship) -> QuerySet[Payment]:
    """Return the payments of a sponsorship, with their invoices."""
    paid = Payment.objects.filter(sponsorship=found, entries__isnull=False).distinct()
    return paid.prefetch_related("invoices", "entries", "facts").order_by("-created_at")


@require_POST
@login_required
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the payment page; nothing of the form is read, least of all a price."""
    found = _own(request, pk, "pay")
    if not ratelimit.consume(request, action="plan_change"):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    back = _back(found)
    try:
        page = sponsorships.payment_page(
            sponsorship=found, success_url=back, cancel_url=back
        )
    except AlreadyPaid:
        return redirect("sponsors:sponsorship", found.pk)
    except MoneyError as error:
        messages.error(request, str(error))
        return redirect("sponsors:sponsorship", found.pk)
    return SeeOther(page)


@require_POST
@login_required
def logo(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk, "logo")
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, found, status=422, logo_form=form)
    said = form.cleaned_data
    words = {"alt": said["logo_alt"], "url": said["url"] or found.sponsor.website}
    return _do(
        request,
        found,
        lambda: sponsorships.change_logo(sponsorship=found, logo=said["logo"], **words),
        gettext("Saved. What is shown in public changes once we have looked at it."),
    )


@require_POST
@login_required
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk, "renew")
    form = RenewForm(request.POST)
    if not form.is_valid():
        return _show(request, found, status=422, renew_form=form)
    try:
        made = sponsorships.renew(
            sponsorship=found, by=the_member(request), **form.cleaned_data
        )
    except MoneyError as error:
        form.add_error(None, str(error))
        return _show(request, found, status=409, renew_form=form)
    messages.success(request, gettext("Thank you. We answer by e-mail."))
    return redirect("sponsors:sponsorship", made.pk)


@require_POST
@login_required
def billing(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what stands on the next invoice; those that were sent stay as they are."""
    found = _own(request, pk, "billing")
    form = BillingForm(request.POST)
    if not form.is_valid():
        return _show(request, found, status=422, billing_form=form)
    for name, value in form.cleaned_data.items():
        setattr(found.sponsor, name, value)
    found.sponsor.save(update_fields=[*form.cleaned_data])
    messages.success(request, gettext("Saved for the next invoice."))
    return redirect("sponsors:sponsorship", found.pk)


@require_POST
@login_required
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk, "contacts")
    form = InviteForm(request.POST)
    if found.sponsor.contacts.count() >= contacts.MOST:
        form.add_error(
            None, gettext("There are many contacts already. Remove one first.")
        )
    if not form.is_valid():
        return _show(request, found, status=422, invite_form=form)
    if not ratelimit.consume(request, action="sponsor_invite"):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    return _do(
        request,
        found,
        lambda: contacts.invite(sponsor=found.sponsor, **form.cleaned_data),
        gettext("Invited. They find the invitation under “Our sponsorship”."),
    )


@require_POST
@login_required
def remove(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    found = _own(request, pk, "contacts")
    gone = get_object_or_404(SponsorContact, pk=contact, sponsor=found.sponsor)
    done = gettext("Removed.")
    return _do(request, found, lambda: contacts.remove(contact=gone), done)


@require_POST
@login_required
def plan(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Stop the yearly payment, take that back, or change the card at Stripe's."""
    found = _own(request, pk, "pay")
    running = terms.plan_of(found)
    if running is None or verb not in {*PLAN_VERBS, "card"}:
        raise Http404
    if not ratelimit.consume(request, action="plan_change"):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    if verb == "card":
        try:
            return SeeOther(plans.card_page(plan=running, return_url=_back(found)))
        except MoneyError as error:
            messages.error(request, str(error))
            return redirect("sponsors:sponsorship", found.pk)
    return _do(request, found, lambda: PLAN_VERBS[verb](running), str(SAID[verb]))


def _do(
    request: HttpRequest, found: Sponsorship, verb: Callable[[], object], done: str
) -> HttpResponse:
    """Do one thing, say how it went, and go back to the page."""
    try:
        verb()
    except MoneyError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    # Whoever removed themselves has no page to go back to.
    if not contacts.sponsorships_of(the_member(request)).filter(pk=found.pk).exists():
        return redirect("sponsors:mine")
    return redirect("sponsors:sponsorship", found.pk)
