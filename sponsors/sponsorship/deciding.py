"""What staff decides about sponsorships: accept, reject, use a new logo, end early.

Nothing here asks Stripe while a transaction is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from sponsors.errors import MoneyError, NotRunning, OwnSponsor, WallBetween, WrongStep
from sponsors.giving import plans
from sponsors.models import FirewallException, Notice, Placement
from sponsors.sponsorship import firewall, logo_files, placements, terms
from sponsors.sponsorship.sponsorships import lock, refuse_unless_possible, take_place
from sponsors.telling import notices

if TYPE_CHECKING:
    from portal.accounts.models import User
    from sponsors.models import Sponsor, Sponsorship


class NoReason(MoneyError):
    message = gettext_lazy("Please give a reason.")


@transaction.atomic
def approve(*, sponsorship: Sponsorship, by: User) -> None:
    """Accept an application and keep a place for it.

    Raises WrongStep, NoPlaceLeft, OwnSponsor, WallBetween.
    """
    take_place(sponsorship)
    locked = lock(sponsorship)
    refuse_unless_possible("approve", locked)
    _refuse_own(locked.sponsor, by)
    if firewall.conflicts_of(locked.sponsor):
        raise WallBetween
    locked.approved_by, locked.approved_at = by, timezone.now()
    locked.save(update_fields=["approved_by", "approved_at"])
    _place(locked)
    notices.write(Notice.Kind.SPONSOR_YES, str(locked.pk))


def _place(sponsorship: Sponsorship) -> None:
    """Give the sponsorship the places that its tier names; they show nothing until paid."""
    spots = [Placement.Spot.SPONSORS]
    spots += [Placement.Spot.HOME] if sponsorship.tier.on_home else []
    spots += [Placement.Spot.FOOTER] if sponsorship.tier.in_footer else []
    Placement.objects.bulk_create(
        [Placement(sponsorship=sponsorship, spot=spot) for spot in spots],
        ignore_conflicts=True,
    )


@transaction.atomic
def reject(*, sponsorship: Sponsorship, by: User, reason: str) -> None:
    """Say no, and why; the sponsor is told the reason, and the logo is not kept.

    Raises WrongStep, NoReason, OwnSponsor.
    """
    locked = lock(sponsorship)
    refuse_unless_possible("reject", locked)
    _refuse_own(locked.sponsor, by)
    if not reason.strip():
        raise NoReason
    logo_files.let_go(locked.logo.name)
    locked.rejected_at, locked.reject_reason = timezone.now(), reason.strip()[:1000]
    locked.logo = ""
    locked.save(
        update_fields=[
            *("rejected_at", "reject_reason"),
            *("logo", "logo_width", "logo_height"),
        ]
    )
    notices.write(Notice.Kind.SPONSOR_NO, str(locked.pk))


@transaction.atomic
def accept_logo(*, sponsorship: Sponsorship, by: User) -> None:
    """Show what the sponsor proposed from now on. Raises WrongStep, OwnSponsor."""
    locked = lock(sponsorship)
    refuse_unless_possible("accept_logo", locked)
    _refuse_own(locked.sponsor, by)
    if locked.proposed_at is None:
        return
    before = (locked.logo.name, locked.proposed_logo.name)
    locked.logo_alt, locked.url = locked.proposed_alt, locked.proposed_url
    if locked.proposed_logo:
        locked.logo = locked.proposed_logo.name
    _forget_proposal(locked)
    locked.save()
    logo_files.let_go(*before)
    placements.forget()


@transaction.atomic
def decline_logo(*, sponsorship: Sponsorship, by: User) -> None:
    """Keep what is shown. Raises OwnSponsor."""
    locked = lock(sponsorship)
    _refuse_own(locked.sponsor, by)
    logo_files.let_go(locked.proposed_logo.name)
    _forget_proposal(locked)
    locked.save()


def _forget_proposal(sponsorship: Sponsorship) -> None:
    sponsorship.proposed_alt = sponsorship.proposed_url = ""
    sponsorship.proposed_logo, sponsorship.proposed_at = "", None


def end(*, sponsorship: Sponsorship, by: User, reason: str) -> None:
    """End a paid sponsorship early; a plan is stopped at Stripe first.

    Raises WrongStep, NoReason, OwnSponsor, PaymentPageUnreachable. Money is given back by
    refunds, which are decided apart.
    """
    refuse_unless_possible("end", sponsorship)
    _refuse_own(sponsorship.sponsor, by)
    if not reason.strip():
        raise NoReason
    plan = terms.plan_of(sponsorship)
    if plan and plan.is_running:
        try:
            plans.stop(plan=plan)
        except NotRunning:
            plan.refresh_from_db()
    with transaction.atomic():
        locked = lock(sponsorship)
        refuse_unless_possible("end", locked)
        locked.ended_at, locked.end_reason = timezone.now(), reason.strip()[:200]
        locked.save(update_fields=["ended_at", "end_reason"])
        notices.write(Notice.Kind.SPONSOR_END, str(locked.pk))
    placements.forget()


@transaction.atomic
def excuse(*, sponsor: Sponsor, user: User, reason: str, by: User) -> None:
    """Allow a person who edits to be tied to a sponsor; the public is told the reason.

    Raises OwnSponsor, NoReason.
    """
    _refuse_own(sponsor, by)
    if by.pk == user.pk:
        raise OwnSponsor
    if not reason.strip():
        raise NoReason
    FirewallException.objects.get_or_create(
        sponsor=sponsor,
        user=user,
        ended_at=None,
        defaults={"reason": reason.strip()[:300], "allowed_by": by},
    )


@transaction.atomic
def end_excuse(*, exception: FirewallException, by: User, reason: str) -> None:
    """End an exception; the public list keeps it as past, and the tie counts again.

    Raises OwnSponsor, NoReason, WrongStep for one that ended before.
    """
    locked = FirewallException.objects.select_for_update().get(pk=exception.pk)
    _refuse_own(locked.sponsor, by)
    if by.pk == locked.user_id:
        raise OwnSponsor
    if not reason.strip():
        raise NoReason
    if locked.ended_at:
        raise WrongStep
    locked.ended_at, locked.end_reason = timezone.now(), reason.strip()[:300]
    locked.save(update_fields=["ended_at", "end_reason"])


def _refuse_own(sponsor: Sponsor, by: User) -> None:
    """Nobody decides about their own organization."""
    if sponsor.contacts.filter(user=by).exists():
        raise OwnSponsor
