"""The wall between money and text, looked at anew each time somebody asks.

Who edits is told by groups and rights, never by the articles' own code, which this app does
not know. Who acts for a sponsor is told by account, by address, and by the organization's
own mail domain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Prefetch, Q

from portal.accounts.models import User
from sponsors.models import (
    FirewallException,
    Placement,
    Sponsor,
    SponsorContact,
    Sponsorship,
)
from sponsors.sponsorship import sponsorships

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

EDITORIAL_GROUPS = ("Editors", "Reviewers", "Administrators")
TEXT_APP = "articles"
WRITING = ("add_", "change_", "delete_", "publish_", "review_", "withdraw_")
# An address there says nothing about where somebody works.
PUBLIC_MAIL = frozenset(
    """
    aol.com bluewin.ch comcast.net fastmail.com free.fr gmail.com gmx.at gmx.ch gmx.com
    gmx.de gmx.net googlemail.com hey.com hotmail.co.uk hotmail.com hotmail.fr icloud.com
    laposte.net libero.it live.com mac.com mail.com mail.ru mailbox.org me.com msn.com
    naver.com orange.fr outlook.com outlook.de pm.me posteo.de proton.me protonmail.com
    qq.com rediffmail.com t-online.de tuta.com tutanota.com verizon.net wanadoo.fr web.de
    yahoo.co.in yahoo.co.uk yahoo.com yahoo.de yahoo.fr yandex.com yandex.ru ymail.com
    zoho.com 126.com 163.com
    """.split()  # noqa: SIM905  one word a line as a list would fill a page
)
SPOTS = {str(spot) for spot in Placement.Spot}


@dataclass(frozen=True, slots=True)
class Conflict:
    """A person with a hand in the text who is tied to a sponsor; ``by`` says how."""

    sponsor: Sponsor
    user: User
    by: str  # account, address, domain


@dataclass(frozen=True, slots=True)
class Wall:
    """What was found just now."""

    sponsors: int
    contacts: int
    editors: int
    conflicts: list[Conflict] = field(default_factory=list)
    exceptions: list[FirewallException] = field(default_factory=list)
    strays: int = 0

    @property
    def open_exceptions(self) -> list[FirewallException]:
        return [one for one in self.exceptions if one.ended_at is None]

    @property
    def holds(self) -> bool:
        return not self.conflicts and not self.strays


def look() -> Wall:
    """Look at all sponsors that were accepted and whose time is not over.

    Who was only invited does not act for them: anybody's address can be typed in there.
    """
    acting = SponsorContact.objects.filter(user__isnull=False)
    sponsors = list(_accepted().prefetch_related(Prefetch("contacts", acting)))
    people = editors()
    exceptions = list(
        FirewallException.objects.select_related("sponsor").order_by("-allowed_at")
    )
    return Wall(
        sponsors=len(sponsors),
        contacts=sum(len(sponsor.contacts.all()) for sponsor in sponsors),
        editors=len(people),
        conflicts=_unexcused(_conflicts(sponsors, people), exceptions),
        exceptions=exceptions,
        strays=Placement.objects.exclude(spot__in=SPOTS).count(),
    )


def conflicts_of(sponsor: Sponsor) -> list[Conflict]:
    """Return what stands against accepting a sponsor, without what was excused."""
    found = _conflicts([sponsor], editors())
    return _unexcused(found, sponsor.firewall_exceptions.all())


def is_editor(user: User) -> bool:
    return user.pk in {person.pk for person in editors()}


def editors() -> list[User]:
    """Return everybody who could change, review or publish a page."""
    writing = Q()
    for prefix in WRITING:
        writing |= Q(codename__startswith=prefix)
    rights = Permission.objects.filter(writing, content_type__app_label=TEXT_APP)
    people = User.objects.filter(
        Q(is_superuser=True)
        | Q(groups__name__in=EDITORIAL_GROUPS)
        | Q(groups__permissions__in=rights)
        | Q(user_permissions__in=rights),
        is_active=True,
    )
    return list(people.distinct().order_by("pk"))


def _accepted() -> QuerySet[Sponsor]:
    running = Sponsorship.objects.filter(
        Q(ends_on=None) | sponsorships.lasts(sponsorships.today()),
        approved_at__isnull=False,
        ended_at=None,
    )
    return Sponsor.objects.filter(pk__in=running.values("sponsor"))


def _conflicts(sponsors: Iterable[Sponsor], people: list[User]) -> list[Conflict]:
    addresses = _addresses(people)
    found = []
    for sponsor in sponsors:
        contacts = list(sponsor.contacts.all())
        domains = _domains(sponsor, contacts)
        for person in people:
            known = addresses.get(person.pk, set())
            if how := _tie(person, known, contacts, domains):
                found.append(Conflict(sponsor, person, how))
    return found


def _tie(
    person: User, known: set[str], contacts: list[SponsorContact], domains: set[str]
) -> str:
    if any(contact.user_id == person.pk for contact in contacts):
        return "account"
    if known & {contact.email.lower() for contact in contacts}:
        return "address"
    own = {_domain(email) for email in known} - _shared()
    return "domain" if any(_is_one(a, b) for a in own for b in domains) else ""


def _addresses(people: list[User]) -> dict[int, set[str]]:
    found = {person.pk: {person.email.lower()} for person in people}
    proved = EmailAddress.objects.filter(user__in=found, verified=True)
    for user_id, email in proved.values_list("user_id", "email"):
        found[user_id].add(email.lower())
    return found


def _domains(sponsor: Sponsor, contacts: list[SponsorContact]) -> set[str]:
    """Return the mail domains that are the organization's own."""
    host = (urlsplit(sponsor.website).hostname or "").lower().removeprefix("www.")
    found = {host, *(_domain(contact.email) for contact in contacts)}
    return found - _shared() - {""}


def _shared() -> frozenset[str]:
    return PUBLIC_MAIL | {domain.lower() for domain in settings.SHARED_MAIL_DOMAINS}


def _is_one(one: str, other: str) -> bool:
    """Whether two domains are one organization's: the same, or part of the other."""
    return f".{one}".endswith(f".{other}") or f".{other}".endswith(f".{one}")


def _domain(email: str) -> str:
    return email.lower().rpartition("@")[2]


def _unexcused(
    found: list[Conflict], exceptions: Iterable[FirewallException]
) -> list[Conflict]:
    excused = {(one.sponsor_id, one.user_id) for one in exceptions if not one.ended_at}
    return [one for one in found if (one.sponsor.pk, one.user.pk) not in excused]
