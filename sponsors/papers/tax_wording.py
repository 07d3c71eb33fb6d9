"""What a receipt says for the tax office, by the scheme of settings.TAX_SCHEME.

US: IRS Publication 1771, "Written acknowledgments": name of the organization, amount, and a
statement that no goods or services were given in return, for single gifts of 250 USD or more.
UK: HMRC, "Gift Aid: what donations charities and CASCs can claim on".
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sponsors import money
from sponsors.papers import tax_years
from sponsors.papers.tax_years import UK, US

if TYPE_CHECKING:
    from collections.abc import Mapping

ACKNOWLEDGED_FROM = 25_000  # cents of US dollars


def before_giving() -> str:
    """Return what the form of giving promises about taxes: nothing that is not certain."""
    if settings.TAX_SCHEME == UK:
        return ""  # the Gift Aid declaration says it
    if settings.TAX_SCHEME == US:
        return _(
            "For gifts of $250 or more the receipt says what the IRS asks for: that you got "
            "nothing in return. Whether a gift lowers your tax depends on your tax return."
        )
    return _(
        "The receipt confirms your gift. It does not say that the gift lowers your tax: "
        "please ask your tax office before you count on that."
    )


def statements(
    *,
    organization: str,
    amount: int,
    currency: str,
    received_on: dt.date,
    gift_aid: Mapping[str, str] | None,
) -> list[str]:
    """Return the paragraphs that a receipt about one gift is issued with."""
    if settings.TAX_SCHEME == US and _is_acknowledged(amount, currency):
        return [
            _(
                "%(organization)s gave you no goods or services, in whole or in part, in "
                "return for this gift of %(amount)s, received on %(day)s. Please keep "
                "this letter for your tax return."
            )
            % {
                "organization": organization,
                "amount": money.show(amount, currency),
                "day": date_format(received_on),
            }
        ]
    return _gift_aid(gift_aid, received_on) if settings.TAX_SCHEME == UK else []


def of_year(organization: str) -> list[str]:
    """Return what stands below the gifts of a year."""
    if settings.TAX_SCHEME != US:
        return []
    return [
        _(
            "%(organization)s gave you no goods or services, in whole or in part, in "
            "return for these gifts."
        )
        % {"organization": organization}
    ]


def _is_acknowledged(amount: int, currency: str) -> bool:
    """Nobody can say what 250 dollars are in another currency: then the wording stands."""
    return currency != "usd" or amount >= ACKNOWLEDGED_FROM


def holds(declaration: Mapping[str, str] | None, received_on: dt.date) -> bool:
    """Whether a Gift Aid declaration is there and was not taken back by that day."""
    if not declaration:
        return False
    taken_back = declaration.get("taken_back_at")
    return not taken_back or received_on < _day(taken_back)


def signed_on(declaration: Mapping[str, str]) -> dt.date:
    """Return the day on which a Gift Aid declaration was signed."""
    return _day(declaration["signed_at"])


def _day(moment: str) -> dt.date:
    return tax_years.day(dt.datetime.fromisoformat(moment))


def _gift_aid(declaration: Mapping[str, str] | None, received_on: dt.date) -> list[str]:
    if not declaration:
        return [
            _(
                "You signed no Gift Aid declaration with this gift, so we claim no tax on it."
            )
        ]
    if not holds(declaration, received_on):
        words = _(
            "You took your Gift Aid declaration back on %(day)s, so we claim no tax on "
            "this gift."
        )
        return [words % {"day": date_format(_day(declaration["taken_back_at"]))}]
    return [
        _(
            "You signed a Gift Aid declaration on %(day)s, so we claim the basic rate of "
            "tax on this gift. You declared:"
        )
        % {"day": date_format(signed_on(declaration))},
        f"“{declaration['wording']}”",
    ]
