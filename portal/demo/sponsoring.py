"""Sponsors of the demonstration: invented, of several tiers, with logos of our own.

Two are not shown yet: one waits for an answer, and one is accepted and has to pay.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from portal.accounts.models import User
from portal.demo.giving import by_transfer
from portal.demo.sponsor_logos import draw
from sponsors.models import Placement, Sponsor, Sponsorship, Tier

ACTS_FOR_SPONSORS = "sponsor@example.org"
CANNOT_BUY = (
    "A word in any page, a mention in one, its place in a list, or a look at it before "
    "it is published."
)


@dataclass(frozen=True)
class Offer:
    slug: str
    name: str
    amount: int
    capacity: int | None
    gives: str
    on_home: bool = True
    in_footer: bool = True


OFFERS = (
    Offer(
        *("lead", "Lead sponsor", 500_000, 2),
        "The logo first on the page of sponsors, on the front page and in the footer.",
    ),
    Offer(
        *("partner", "Partner", 150_000, 10),
        "The logo on the page of sponsors, on the front page and in the footer.",
    ),
    Offer(
        *("supporter", "Supporter", 50_000, None),
        "The logo on the page of sponsors.",
        on_home=False,
        in_footer=False,
    ),
)


@dataclass(frozen=True)
class Example:
    slug: str
    name: str
    tier: str
    state: str  # active, approved, applied
    mark: str
    color: str
    about: str
    # Days ago on which it began, so that not all end on one day.
    since: int = 60


EXAMPLES = (
    Example(
        *("northlight", "Northlight Print Works", "lead", "active", "sun", "#7a3b12"),
        "Prints books and leaflets.",
        since=140,
    ),
    Example(
        *("larkspur", "Larkspur Instruments", "partner", "active", "ring", "#33386e"),
        "Tunes and mends pianos.",
        since=90,
    ),
    Example(
        *("tarn", "Tarn Outdoor Schools", "partner", "active", "peak", "#1d5a4c"),
        "Teaches children to walk in the mountains.",
        since=75,
    ),
    Example(
        *("fernhill", "Fernhill Laundry", "supporter", "active", "waves", "#0f5573"),
        "Washes for hotels.",
    ),
    Example(
        *("quay", "Quay Street Bakery", "supporter", "active", "leaf", "#6b5210"),
        "Bakes bread.",
        since=20,
    ),
    Example(
        *("saltmarsh", "Saltmarsh Cycles", "supporter", "approved", "ring", "#4a2b59"),
        "Builds and mends bicycles.",
        since=2,
    ),
    Example(
        *("juniper", "Juniper Coffee", "partner", "applied", "squares", "#573122"),
        "Roasts coffee. Makes and sells neither drugs nor devices.",
        since=1,
    ),
)


def load_sponsors() -> int:
    """Add the sponsors that are missing; return how many."""
    now = timezone.now()
    tiers = {offer.slug: _tier(offer, now.year) for offer in OFFERS}
    missing = [
        one
        for one in EXAMPLES
        if not Sponsor.objects.filter(slug=f"demo-{one.slug}").exists()
    ]
    for one in missing:
        _load(one, tiers[one.tier], now)
    return len(missing)


def _tier(offer: Offer, year: int) -> Tier:
    made, _is_new = Tier.objects.get_or_create(
        year=year,
        slug=offer.slug,
        defaults={
            "name": offer.name,
            "gives": offer.gives,
            "cannot_buy": CANNOT_BUY,
            "amount": offer.amount,
            "currency": "usd",
            "capacity": offer.capacity,
            "on_home": offer.on_home,
            "in_footer": offer.in_footer,
            "position": OFFERS.index(offer),
        },
    )
    return made


def _load(one: Example, tier: Tier, now: dt.datetime) -> None:
    """Write a sponsor down as it would be, had it applied and paid by bank transfer."""
    begin = now - dt.timedelta(days=one.since)
    sponsor = _organization(one)
    sponsorship = Sponsorship(
        sponsor=sponsor,
        tier=tier,
        amount=tier.amount,
        currency=tier.currency,
        applied_at=begin,
        logo_alt=one.name,
        url=sponsor.website,
    )
    sponsorship.logo.save("", draw(one.name, one.mark, one.color), save=False)
    if one.state != "applied":
        sponsorship.approved_at = begin
    if one.state == "active":
        sponsorship.paid_at = begin
        sponsorship.starts_on = begin.date()
        sponsorship.ends_on = begin.date() + dt.timedelta(days=364)
    sponsorship.save(force_insert=True)
    if sponsorship.approved_at:
        _place(sponsorship)
    if sponsorship.paid_at:
        by_transfer(sponsorship, begin)


def _organization(one: Example) -> Sponsor:
    website = f"https://{one.slug}.example/"
    sponsor = Sponsor.objects.create(
        slug=f"demo-{one.slug}",
        name=f"{one.name} (invented)",
        website=website,
        about=f"{one.about} An invented organization of the demonstration.",
        billing_address="1 Invented Street\n00000 Nowhere",
        country="US",
    )
    # An address of the organization's own: that of the log-in is of the editors' domain.
    sponsor.contacts.create(
        user=User.objects.filter(email=ACTS_FOR_SPONSORS).first(),
        email=f"ida@{one.slug}.example",
        name="Ida Invented",
    )
    return sponsor


def _place(sponsorship: Sponsorship) -> None:
    tier = sponsorship.tier
    wanted = {
        Placement.Spot.SPONSORS: True,
        Placement.Spot.HOME: tier.on_home,
        Placement.Spot.FOOTER: tier.in_footer,
    }
    Placement.objects.bulk_create(
        Placement(sponsorship=sponsorship, spot=spot)
        for spot, is_wanted in wanted.items()
        if is_wanted
    )
