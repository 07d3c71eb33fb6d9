"""Amounts of money: whole minor units and a currency, read from people and shown to them.

Never a binary fraction: text ↔ whole numbers by digits alone. The number of decimals is
Stripe's (https://docs.stripe.com/currencies), which for most currencies is ISO 4217's.
"""

import re

from django.conf import settings

from sponsors.errors import (
    NotAnAmount,
    OutOfLimits,
    Separated,
    TooPrecise,
    UnknownCurrency,
)

NO_DECIMALS = frozenset(
    {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv"}
    | {"xaf", "xof", "xpf"}
)
THREE_DECIMALS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
# Stripe counts these in hundredths, though they have no smaller coin.
WHOLE_ONLY = frozenset({"isk", "ugx"})
SIGNS = {
    "usd": "$", "eur": "€", "gbp": "£", "jpy": "¥", "inr": "₹", "krw": "₩",
    "aud": "A$", "cad": "C$", "nzd": "NZ$", "hkd": "HK$", "sgd": "S$",
}  # fmt: skip
CURRENCY = re.compile(r"[a-z]{3}")
# ASCII digits only; one point or comma before the decimals; spaces only around.
TYPED = re.compile(r"(?P<whole>[0-9]{1,12})(?:(?P<point>[.,])(?P<part>[0-9]{1,3}))?")
# As people part thousands, if that is what it is.
THOUSANDS = re.compile(r"[0-9]{1,3}(?:[ ',.\u2019][0-9]{3})+(?:[.,][0-9]{1,2})?")
NARROW_SPACE = "\N{NO-BREAK SPACE}"


def decimals(currency: str) -> int:
    """Return how many digits stand behind the point."""
    if not CURRENCY.fullmatch(currency):
        raise UnknownCurrency
    if currency in NO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def parse(text: str, currency: str) -> int:
    """Return what a person typed ("15", "15.5", "15,50", "$15") as minor units.

    The sign or code of this currency may stand before or behind. Thousands separators are
    refused, not guessed: 1,500 may be much or little money. So a comma or point takes at most
    as many digits behind it as the currency has, a comma two. Raises NotAnAmount, of which
    TooPrecise and Separated are kinds.
    """
    digits = decimals(currency)
    typed = _without_sign(text.strip(" "), currency)
    match = TYPED.fullmatch(typed)
    part = (match["part"] or "") if match else ""
    is_exact = match and len(part) <= digits and not (len(part) == 3 and "," in typed)
    if not is_exact and THOUSANDS.fullmatch(typed):
        raise Separated
    if not match:
        raise NotAnAmount
    if not is_exact:
        raise TooPrecise
    amount = int(match["whole"] + part.ljust(digits, "0"))
    if amount == 0:
        raise NotAnAmount
    return amount


def _without_sign(typed: str, currency: str) -> str:
    for sign in (SIGNS.get(currency, ""), currency.upper(), currency):
        if sign and typed.startswith(sign):
            return typed.removeprefix(sign).lstrip(" ")
        if sign and typed.endswith(sign):
            return typed.removesuffix(sign).rstrip(" ")
    return typed


def check_limits(amount: int, currency: str) -> None:
    """Raise UnknownCurrency or OutOfLimits unless a gift of this much is taken."""
    if currency not in settings.GIVING_LIMITS:
        raise UnknownCurrency
    least, most = settings.GIVING_LIMITS[currency]
    if not least <= amount <= most:
        raise OutOfLimits
    check_step(amount, currency)


def check_step(amount: int, currency: str) -> None:
    """Raise TooPrecise for what Stripe can neither take nor give back.

    Three-decimal amounts end in 0, and some currencies are counted in coins that nobody has.
    """
    step = 10 if decimals(currency) == 3 else 100 if currency in WHOLE_ONLY else 1
    if amount % step:
        raise TooPrecise


def plain(amount: int, currency: str) -> str:
    """Return the number alone, for machines: 1500, "usd" → 15.00."""
    digits = decimals(currency)
    sign, number = "-" if amount < 0 else "", str(abs(amount))
    if not digits:
        return sign + number
    number = number.rjust(digits + 1, "0")
    return f"{sign}{number[:-digits]}.{number[-digits:]}"


def grouped(amount: int, currency: str) -> str:
    """Return the number alone, for people: 1,500.00, −3.00."""
    whole, point, part = plain(abs(amount), currency).partition(".")
    return f"{'−' if amount < 0 else ''}{int(whole):,}{point}{part}"


def show(amount: int, currency: str) -> str:
    """Return an amount for people: $1,500.00, ¥500, KWD 1.500, −€3.00."""
    sign = SIGNS.get(currency, currency.upper() + NARROW_SPACE)
    return f"{'−' if amount < 0 else ''}{sign}{grouped(abs(amount), currency)}"
