"""The gifts of a tax year on one page: each once, less what went back, by currency.

A summary has no number: it lists receipts and is none, so that nothing counts twice. A gift
belongs to the year in which its money came, whenever some of it went back.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sponsors import money
from sponsors.books.ledger import PAID_IN, standing_of
from sponsors.models import Payment
from sponsors.papers import layout, organization, tax_wording, tax_years

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Gift:
    """``given`` came, ``kept`` is what is left and may be counted; minor units.

    ``is_gift_aid``: the giver declared that the charity may claim tax on it.
    """

    received_at: dt.datetime
    receipt: str
    given: int
    kept: int
    currency: str
    is_gift_aid: bool = False


def gifts_of_year(user: User, year: int) -> list[Gift]:
    """Return the gifts of a member whose money came in a tax year, oldest first."""
    begin, end = tax_years.begin(year), tax_years.end(year)
    came = Payment.objects.filter(
        donation__user=user,
        entries__kind__in=PAID_IN,
        entries__occurred_at__range=(begin, end),
    )
    payments = Payment.objects.filter(pk__in=came.values("pk")).prefetch_related(
        "facts", "entries", "receipts"
    )
    found = [gift for payment in payments if (gift := _gift(payment))]
    return sorted(
        (gift for gift in found if begin <= gift.received_at < end),
        key=lambda gift: (gift.received_at, gift.receipt),
    )


def _gift(payment: Payment) -> Gift | None:
    """Return a payment as a line; money that nobody vouches for counts nothing."""
    standing = standing_of(payment)
    came = [one.occurred_at for one in payment.entries.all() if one.kind in PAID_IN]
    if not came or standing.paid <= 0:
        return None
    valid = next((one for one in payment.receipts.all() if not one.voided_at), None)
    return Gift(
        received_at=min(came),
        receipt=valid.label if valid else "",
        given=standing.paid,
        kept=max(0, standing.net) if valid else 0,
        currency=standing.currency,
        is_gift_aid=bool(valid and valid.frozen.get("gift_aid")),
    )


def totals(gifts: Iterable[Gift]) -> dict[str, int]:
    """Return what was kept, by currency."""
    sums: dict[str, int] = defaultdict(int)
    for gift in gifts:
        sums[gift.currency] += gift.kept
    return dict(sorted(sums.items()))


def paper(user: User, year: int) -> layout.Paper | None:
    """Return the paper of a year, or nothing where nothing came."""
    gifts = gifts_of_year(user, year)
    if not gifts:
        return None
    issuer = organization.frozen()
    now = timezone.now()
    names = Payment.objects.filter(donation__user=user).exclude(donation__name="")
    newest = names.order_by("-created_at").values_list(
        "donation__name", "donation__address"
    )
    return layout.Paper(
        title=_("Your gifts in %s") % tax_years.name(year),
        label=_("As of %s") % date_format(tax_years.day(now)),
        issuer=layout.issuer_lines(issuer, "tax_id", "charity_number"),
        recipient=layout.lines(*(newest.first() or (user.email,))),
        intro=_("Gifts that arrived from %s.") % tax_years.span(year),
        head=[_("Arrived"), _("Receipt"), _("Gift"), _("Given back"), _("Counts")],
        rows=[_row(gift) for gift in gifts],
        totals=_totals(gifts),
        statements=[
            *tax_wording.of_year(issuer["name"]),
            _("This page lists your receipts; it is not a receipt itself."),
        ],
        foot=layout.lines(issuer["status"]),
        issued_at=now,
    )


def _totals(gifts: list[Gift]) -> list[tuple[str, str]]:
    """Return what counts in each currency, and how much of it is under Gift Aid."""
    aided = totals(gift for gift in gifts if gift.is_gift_aid)
    found = []
    for currency, total in totals(gifts).items():
        name = currency.upper()
        found.append((_("Total in %s") % name, money.show(total, currency)))
        if currency in aided:
            words = _("Of this with Gift Aid, in %s") % name
            found.append((words, money.show(aided[currency], currency)))
    return found


def _row(gift: Gift) -> list[str]:
    back = gift.given - gift.kept
    return [
        date_format(tax_years.day(gift.received_at)),
        gift.receipt or "–",
        money.show(gift.given, gift.currency),
        money.show(back, gift.currency) if back else "–",
        money.show(gift.kept, gift.currency),
    ]
