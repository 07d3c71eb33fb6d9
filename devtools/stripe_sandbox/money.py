"""Currencies in their minor units: decimals, limits, and the fee that the sandbox takes.

The limits are those Stripe's pages list for charges; the fees are invented (2.9 % and 30
minor units of the charge's own currency): they exercise the books and predict nothing.
"""

from devtools.stripe_sandbox.errors import ApiError, invalid

ZERO_DECIMAL = frozenset(
    [
        "bif",
        "clp",
        "djf",
        "gnf",
        "jpy",
        "kmf",
        "krw",
        "mga",
        "pyg",
        "rwf",
        "vnd",
        "vuv",
        "xaf",
        "xof",
        "xpf",
    ]
)
THREE_DECIMAL = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])
# No decimals in life, two in the API, and these two must be zeros.
WHOLE_ONLY = frozenset(["isk", "ugx"])
KNOWN = (
    ZERO_DECIMAL
    | THREE_DECIMAL
    | WHOLE_ONLY
    | frozenset(
        [
            "aed",
            "aud",
            "bgn",
            "brl",
            "cad",
            "chf",
            "czk",
            "dkk",
            "eur",
            "gbp",
            "hkd",
            "huf",
            "idr",
            "ils",
            "inr",
            "mxn",
            "myr",
            "nok",
            "nzd",
            "php",
            "pln",
            "ron",
            "sar",
            "sek",
            "sgd",
            "thb",
            "try",
            "twd",
            "usd",
            "zar",
        ]
    )
)
SMALLEST = {
    "aed": 200, "bgn": 100, "czk": 1500, "dkk": 250, "gbp": 30, "hkd": 400,
    "huf": 17500, "mxn": 1000, "myr": 200, "nok": 300, "pln": 200, "ron": 200,
    "sek": 300, "thb": 1000, "kwd": 200, "bhd": 200, "omr": 200, "jod": 400, "tnd": 1600,
}  # fmt: skip
SMALLEST_ELSEWHERE = 50
LARGEST = 99_999_999
FEE_PER_MILLE = 29
FEE_FIXED = 30
DISPUTE_FEE = 1500


def decimals(currency: str) -> int:
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def check_currency(currency: str, param: str = "currency") -> str:
    lower = currency.lower()
    if lower not in KNOWN:
        known = ", ".join(sorted(KNOWN))
        raise invalid(
            f"Invalid currency: {currency}. The sandbox knows these: {known}", param
        )
    return lower


def check_steps(amount: int, currency: str, param: str) -> None:
    """Refuse amounts that the currency does not have: three decimals end in a zero."""
    if currency in THREE_DECIMAL and amount % 10:
        raise invalid(
            f"Invalid amount: the last digit must be 0 in {currency.upper()}", param
        )
    if currency in WHOLE_ONLY and amount % 100:
        raise invalid(
            f"Invalid amount: the last two digits must be 0 in {currency.upper()}",
            param,
        )


def check_amount(amount: int, currency: str, param: str) -> None:
    """Refuse what Stripe does not charge: too little, too much."""
    check_steps(amount, currency, param)
    least = SMALLEST.get(currency, SMALLEST_ELSEWHERE)
    if amount < least:
        raise too_small(least, currency)
    if amount > LARGEST:
        raise invalid(
            f"Amount must be no more than {show(LARGEST, currency)}",
            param,
            "amount_too_large",
        )


def too_small(least: int, currency: str) -> ApiError:
    return invalid(
        f"The total amount due must add up to at least {show(least, currency)}",
        code="amount_too_small",
    )


def fee(amount: int) -> int:
    """Return the fee of a charge: 2.9 % rounded half up, and 30 minor units."""
    return (amount * FEE_PER_MILLE + 500) // 1000 + FEE_FIXED


def show(amount: int, currency: str) -> str:
    """Write minor units for people: 1500, usd → 15.00 USD."""
    places = decimals(currency)
    sign, digits = ("-" if amount < 0 else ""), str(abs(amount)).rjust(places + 1, "0")
    whole, part = (
        (digits, "") if not places else (digits[:-places], f".{digits[-places:]}")
    )
    return f"{sign}{int(whole):,}{part} {currency.upper()}"
