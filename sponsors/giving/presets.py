"""The amounts that the form of giving offers, in minor units of each currency."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext

from sponsors import money
from sponsors.models import Interval

ONCE = {
    "usd": (25, 50, 100, 250), "eur": (25, 50, 100, 250), "gbp": (25, 50, 100, 250),
    "cad": (30, 60, 120, 300), "aud": (30, 60, 120, 300), "chf": (25, 50, 100, 250),
    "jpy": (3_000, 5_000, 10_000, 30_000), "inr": (1_000, 2_500, 5_000, 10_000),
    "sek": (250, 500, 1_000, 2_500), "nok": (250, 500, 1_000, 2_500),
    "dkk": (200, 400, 750, 2_000), "pln": (100, 200, 400, 1_000),
    "kwd": (10, 20, 30, 75), "bhd": (10, 20, 40, 100), "krw": (30_000, 50_000, 100_000, 300_000),
}  # fmt: skip
# A gift that comes back each month is a smaller one.
MONTHLY_PART = 5
OTHERWISE = (5, 10, 20, 50)  # times the least that is taken


@dataclass(frozen=True, slots=True)
class Preset:
    """``value`` is what the form sends, as a person would type it; ``label`` is shown."""

    value: str
    label: str


def currencies() -> list[str]:
    """Return what is taken, the usual one first."""
    return list(settings.GIVING_LIMITS)


def name(currency: str) -> str:
    """Return what a currency is called in a list: USD ($)."""
    sign = money.SIGNS.get(currency)
    return f"{currency.upper()} ({sign})" if sign else currency.upper()


def amounts(currency: str, interval: str) -> list[int]:
    """Return the offered amounts, all within the limits."""
    least, most = settings.GIVING_LIMITS[currency]
    whole = 10 ** money.decimals(currency)
    offered = [amount * whole for amount in ONCE.get(currency, ())]
    offered = offered or [times * least for times in OTHERWISE]
    if interval == Interval.MONTHLY:
        offered = [amount // MONTHLY_PART // whole * whole for amount in offered]
    return [amount for amount in offered if least <= amount <= most]


def offered(currency: str, interval: str) -> list[Preset]:
    return [_preset(amount, currency) for amount in amounts(currency, interval)]


def chosen(amount: int, currency: str, interval: str) -> dict[str, str]:
    """Return how an amount stands in the form: chosen, or typed where it is not offered."""
    value = typed(amount, currency)
    is_offered = value in {one.value for one in offered(currency, interval)}
    return {
        "preset": value if is_offered else "own",
        "own": "" if is_offered else value,
    }


def everywhere() -> dict[str, dict[str, list[tuple[str, str]]]]:
    """Return what is offered: currency → rhythm → pairs of value and label."""
    return {
        code: {
            interval: [(one.value, one.label) for one in offered(code, interval)]
            for interval in Interval.values
        }
        for code in currencies()
    }


def limits_everywhere() -> dict[str, str]:
    return {code: limits_in_words(code) for code in currencies()}


def limits_in_words(currency: str) -> str:
    least, most = limits(currency)
    words = gettext("Any amount from %(least)s to %(most)s.")
    return words % {"least": least, "most": most}


def limits(currency: str) -> tuple[str, str]:
    """Return the least and the most of one gift, for people."""
    least, most = settings.GIVING_LIMITS[currency]
    return short(least, currency), short(most, currency)


def _preset(amount: int, currency: str) -> Preset:
    return Preset(typed(amount, currency), short(amount, currency))


def typed(amount: int, currency: str) -> str:
    """Return an amount as a person would type it: 25, 12.50."""
    value = money.plain(amount, currency)
    whole, _point, part = value.partition(".")
    return value if part.strip("0") else whole


def short(amount: int, currency: str) -> str:
    """Return an amount without decimals that are all zero: $25, $12.50."""
    shown = money.show(amount, currency)
    whole, _point, part = shown.rpartition(".")
    return whole if whole and not part.strip("0") else shown


def whole(amount: int, currency: str) -> str:
    """Return an amount without its smallest coins, rounded down: $1,234."""
    coins = 10 ** money.decimals(currency)
    return short(amount // coins * coins, currency)
