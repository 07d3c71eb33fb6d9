"""What sponsors do: apply, pay, renew, change their logo. Each state allows few steps.

applied → approved → paid → active → ended, or applied → rejected. What a state is follows
from dated facts and the day; what staff decides is in ``deciding``, what a payment causes in
``terms``, and what its way back causes in ``returned_money``.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from sponsors.errors import (
    AppliedAlready,
    ChangeAtRenewal,
    NoPlaceLeft,
    RenewsItself,
    TierClosed,
    WrongStep,
)
from sponsors.giving import checkout
from sponsors.models import Notice, Sponsor, SponsorContact, Sponsorship, Tier
from sponsors.sponsorship import logo_files, terms
from sponsors.sponsorship.applications import ORGANIZATION, Application, says
from sponsors.sponsorship.places import (
    PLACE_HELD_FOR,
    lasts,
    offered,
    places_left,
    take_place,
    takers,
    today,
)
from sponsors.telling import notices

if TYPE_CHECKING:
    from django.core.files.base import ContentFile
    from django.db.models import QuerySet

__all__ = [
    "ORGANIZATION",
    "PLACE_HELD_FOR",
    "Application",
    "lasts",
    "offered",
    "places_left",
    "take_place",
    "takers",
    "today",
]

Role = SponsorContact.Role


class State(TextChoices):
    APPLIED = "applied", _("waiting for our answer")
    REJECTED = "rejected", _("not accepted")
    APPROVED = "approved", _("accepted, to be paid")
    PAID = "paid", _("paid, begins later")
    ACTIVE = "active", _("active")
    ENDED = "ended", _("ended")


SOON = (60, 14)  # days before the last one, on which a sponsor is reminded
# The drawn arrows: each verb and the states in which it is possible.
STEPS = {
    "approve": {State.APPLIED},
    "reject": {State.APPLIED},
    "pay": {State.APPROVED},
    "renew": {State.ACTIVE, State.ENDED},
    "change_logo": {State.APPLIED, State.APPROVED, State.PAID, State.ACTIVE},
    "accept_logo": {State.APPROVED, State.PAID, State.ACTIVE},
    "end": {State.PAID, State.ACTIVE},
}


def state_of(sponsorship: Sponsorship, day: dt.date | None = None) -> State:
    """Return the state that the facts give a sponsorship on a day."""
    day = day or today()
    if sponsorship.rejected_at:
        return State.REJECTED
    if sponsorship.approved_at is None:
        return State.APPLIED
    if sponsorship.paid_at is None:
        return State.APPROVED
    begins, ends = sponsorship.starts_on, sponsorship.last_day
    if sponsorship.ended_at or (ends and ends < day):
        return State.ENDED
    return State.PAID if begins and begins > day else State.ACTIVE


def refuse_unless_possible(verb: str, sponsorship: Sponsorship) -> None:
    if state_of(sponsorship) not in STEPS[verb]:
        raise WrongStep


def lock(sponsorship: Sponsorship) -> Sponsorship:
    """Return the sponsorship as it is now; others wait until this transaction ends."""
    return Sponsorship.objects.select_for_update().get(pk=sponsorship.pk)


def active(day: dt.date | None = None) -> QuerySet[Sponsorship]:
    """Return what is active on a day: paid, begun, not over."""
    day = day or today()
    return Sponsorship.objects.filter(
        lasts(day), paid_at__isnull=False, ended_at=None, starts_on__lte=day
    )


@transaction.atomic
def apply(*, tier: Tier, application: Application, by: User) -> Sponsorship:
    """Write an application down; the same one sent twice is one.

    Raises TierClosed, NoPlaceLeft, ChangeAtRenewal, AppliedAlready (with other words).
    """
    User.objects.select_for_update().get(
        pk=by.pk
    )  # the second click waits for the first
    own = Sponsor.objects.filter(contacts__user=by, contacts__role=Role.OWNER)
    sponsor = own.filter(name__iexact=application.name).order_by("pk").first()
    if sponsor:
        open_one = _open_application(sponsor)
        if open_one and open_one.tier_id == tier.pk:
            if not says(application, open_one):
                raise AppliedAlready
            return open_one
        if open_one or active().filter(sponsor=sponsor).exists():
            raise ChangeAtRenewal
    if not offered().filter(pk=tier.pk).exists():
        raise TierClosed
    if places_left(tier) == 0:
        raise NoPlaceLeft
    sponsor = _keep_organization(sponsor, application, by)
    made = _new(tier, sponsor, interval=application.interval, by=by)
    made.logo_alt = application.logo_alt
    made.url = application.leads_to
    if application.logo:
        made.logo.save("logo.png", application.logo, save=False)
    made.save(force_insert=True)
    notices.write(Notice.Kind.SPONSOR_NEW, str(made.pk))
    return made


def _open_application(sponsor: Sponsor) -> Sponsorship | None:
    """Return what is not decided, or accepted and not paid yet."""
    held = timezone.now() - PLACE_HELD_FOR
    undecided = Q(approved_at=None) | Q(approved_at__gt=held)
    return sponsor.sponsorships.filter(
        undecided, rejected_at=None, paid_at=None
    ).first()


def _keep_organization(
    sponsor: Sponsor | None, application: Application, by: User
) -> Sponsor:
    fields = {name: getattr(application, name) for name in ORGANIZATION}
    if sponsor:
        for name, value in fields.items():
            setattr(sponsor, name, value)
        sponsor.save(update_fields=[*fields])
        return sponsor
    sponsor = Sponsor.objects.create(
        name=application.name, slug=_free_slug(application.name), **fields
    )
    sponsor.contacts.create(
        user=by, email=by.email, name=application.contact_name, role=Role.OWNER
    )
    return sponsor


def _free_slug(name: str) -> str:
    stem = slugify(name)[:60] or "sponsor"
    taken = set(
        Sponsor.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
    )
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(s for s in numbered if s not in taken)


def _new(tier: Tier, sponsor: Sponsor, *, interval: str, by: User) -> Sponsorship:
    """Return an unsaved application at the price that the tier has now (cases 35, 71)."""
    return Sponsorship(
        tier=tier,
        sponsor=sponsor,
        amount=tier.amount,
        currency=tier.currency,
        interval=interval,
        applied_by=by,
    )


@transaction.atomic
def renew(
    *, sponsorship: Sponsorship, tier: Tier, interval: str, by: User
) -> Sponsorship:
    """Apply for the year after; another tier can be chosen here and only here (case 70).

    Raises WrongStep, TierClosed, RenewsItself. Asked twice, the first answer is returned.
    """
    locked = lock(sponsorship)
    done = Sponsorship.objects.filter(renews=locked).first()
    if done:
        return done
    refuse_unless_possible("renew", locked)
    if locked.ended_at:
        raise WrongStep
    if runs_on(locked):
        raise RenewsItself
    if not offered().filter(pk=tier.pk).exists():
        raise TierClosed
    made = _new(tier, locked.sponsor, interval=interval, by=by)
    made.renews = locked
    for name in ("logo", "logo_width", "logo_height", "logo_alt", "url"):
        setattr(made, name, getattr(locked, name))
    made.save(force_insert=True)
    notices.write(Notice.Kind.SPONSOR_NEW, str(made.pk))
    return made


def ends_soon(sponsorship: Sponsorship) -> bool:
    """Whether the sponsor was reminded by now that the year ends."""
    last = sponsorship.ends_on
    return last is not None and (last - today()).days <= max(SOON)


def runs_on(sponsorship: Sponsorship) -> bool:
    """Whether it will be paid again by itself: a link of a plan's chain."""
    plan = terms.plan_of(sponsorship)
    return bool(plan and plan.is_running and not plan.cancel_at_period_end)


def payment_page(*, sponsorship: Sponsorship, success_url: str, cancel_url: str) -> str:
    """Return the address of the payment page; the price is the row's own.

    Whichever contact asks, Stripe is asked the same: where its first answer was lost, the
    next contact gets that page, neither a refusal for a day nor a second page to pay on.
    Raises WrongStep, NoPlaceLeft, AlreadyPaid, GivingIsOff, PaymentPageUnreachable.
    """
    with transaction.atomic():
        take_place(sponsorship)
        locked = lock(sponsorship)
        refuse_unless_possible("pay", locked)
        checkout.attempt(locked)  # it keeps the place while the page is open
    return checkout.page(
        locked,
        title=f"{locked.sponsor} · {locked.tier}",
        success_url=success_url,
        cancel_url=cancel_url,
        email=locked.sponsor.paying_address(),
        customer=locked.sponsor.customer_id,
    )


@transaction.atomic
def change_logo(
    *, sponsorship: Sponsorship, logo: ContentFile | None, alt: str, url: str
) -> Sponsorship:
    """Take other words, another address or picture; staff looks at them once accepted."""
    locked = lock(sponsorship)
    refuse_unless_possible("change_logo", locked)
    before = (locked.logo.name, locked.proposed_logo.name)
    if state_of(locked) is State.APPLIED:
        locked.logo_alt, locked.url = alt, url
        if logo:
            locked.logo.save("logo.png", logo, save=False)
    else:
        locked.proposed_alt, locked.proposed_url = alt, url
        locked.proposed_at = timezone.now()
        if logo:
            locked.proposed_logo.save("logo.png", logo, save=False)
        about = f"{locked.pk}:logo:{locked.proposed_at:%Y-%m-%d}"
        notices.write(Notice.Kind.SPONSOR_NEW, about)
    locked.save()
    logo_files.let_go(*before)
    return locked


def same_tier(sponsorship: Sponsorship) -> int | None:
    """Return the tier of this name in the year that is offered now."""
    same = offered().filter(slug=sponsorship.tier.slug)
    return same.values_list("pk", flat=True).first()
