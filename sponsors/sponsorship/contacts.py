"""Who acts for a sponsor: invited by address, let in once the address is proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models.functions import Lower

from sponsors.errors import (
    LastOwner,
    NotAcceptedYet,
    NotYourInvitation,
    WallBetween,
)
from sponsors.models import Notice, Sponsor, SponsorContact, Sponsorship
from sponsors.sponsorship import firewall
from sponsors.telling import notices

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User

Role = SponsorContact.Role

# What each role may do; to look is for all.
RIGHTS = {
    "contacts": {Role.OWNER},
    "logo": {Role.OWNER, Role.ASSETS},
    "pay": {Role.OWNER, Role.BILLING},
    "renew": {Role.OWNER, Role.BILLING},
    "billing": {Role.OWNER, Role.BILLING},
}
MOST = 12  # contacts of one sponsor


def sponsorships_of(user: User) -> QuerySet[Sponsorship]:
    """Return the sponsorships of all organizations that a person acts for."""
    return (
        Sponsorship.objects.filter(sponsor__contacts__user=user)
        .select_related("sponsor", "tier", "renews", "renewal", "plan")
        .order_by("-applied_at")
    )


def acts(user: User) -> bool:
    return SponsorContact.objects.filter(user=user).exists()


def may(user: User, verb: str, sponsor: Sponsor) -> bool:
    return sponsor.contacts.filter(user=user, role__in=RIGHTS[verb]).exists()


def invitations(user: User) -> QuerySet[SponsorContact]:
    """Return what waits for this person: addresses that are proved to be theirs."""
    proved = EmailAddress.objects.filter(user=user, verified=True)
    return (
        SponsorContact.objects.annotate(address=Lower("email"))
        .filter(user=None, address__in=proved.values(lowered=Lower("email")))
        .exclude(sponsor__contacts__user=user)
        .select_related("sponsor")
    )


@transaction.atomic
def invite(*, sponsor: Sponsor, email: str, name: str, role: str) -> SponsorContact:
    """Write somebody down and ask them; invited twice they are asked once.

    Raises NotAcceptedYet: nobody has us mail strangers before we know the organization.
    """
    Sponsor.objects.select_for_update().get(pk=sponsor.pk)
    if not sponsor.sponsorships.filter(approved_at__isnull=False).exists():
        raise NotAcceptedYet
    known = sponsor.contacts.filter(email__iexact=email).first()
    if known:
        return known
    contact: SponsorContact = sponsor.contacts.create(
        email=email.lower(), name=name, role=role
    )
    notices.write(Notice.Kind.SPONSOR_INVITE, str(contact.pk))
    return contact


@transaction.atomic
def accept(*, contact: SponsorContact, user: User) -> None:
    """Let a person in whose proved address was invited.

    Raises NotYourInvitation, and WallBetween for people who edit or review pages.
    """
    # Two invitations of one person, taken up at once: the second finds the first.
    Sponsor.objects.select_for_update().get(pk=contact.sponsor_id)
    found = invitations(user).filter(pk=contact.pk).select_for_update(of=("self",))
    invited = found.first()
    if invited is None:
        raise NotYourInvitation
    excused = invited.sponsor.firewall_exceptions.filter(user=user, ended_at=None)
    if firewall.is_editor(user) and not excused.exists():
        raise WallBetween
    invited.user = user
    invited.save(update_fields=["user"])


@transaction.atomic
def remove(*, contact: SponsorContact) -> None:
    """Take somebody off; one who decides and has an account must be left."""
    Sponsor.objects.select_for_update().get(pk=contact.sponsor_id)
    owners = SponsorContact.objects.filter(
        sponsor=contact.sponsor_id, role=Role.OWNER, user__isnull=False
    )
    if not owners.exclude(pk=contact.pk).exists():
        raise LastOwner
    SponsorContact.objects.filter(pk=contact.pk).delete()
