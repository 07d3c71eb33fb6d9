"""Stripe's published test numbers and what each does here."""

from typing import NamedTuple

# How paying ends, or goes on.
SUCCEEDS, DECLINED, AUTHENTICATE, DELAYED = (
    "succeeds",
    "declined",
    "authenticate",
    "delayed",
)


class Method(NamedTuple):
    """A test number. `later` says what happens after a payment that succeeded."""

    number: str
    title: str
    outcome: str = SUCCEEDS
    brand: str = "visa"
    code: str = ""
    decline_code: str = ""
    message: str = ""
    later: str = ""
    kind: str = "card"

    @property
    def last4(self) -> str:
        return self.number[-4:]


def _refuses(number: str, title: str, code: str, decline: str, message: str) -> Method:
    return Method(number, title, DECLINED, "visa", code, decline, message)


NO_FUNDS = ("card_declined", "insufficient_funds", "Your card has insufficient funds.")
GENERIC = ("card_declined", "generic_decline", "Your card was declined.")

CARDS = (
    Method("4242424242424242", "Succeeds"),
    Method("5555555555554444", "Succeeds (Mastercard)", brand="mastercard"),
    Method("378282246310005", "Succeeds (American Express)", brand="amex"),
    _refuses("4000000000000002", "Declined", *GENERIC),
    _refuses("4000000000009995", "Declined: insufficient funds", *NO_FUNDS),
    _refuses("4000000000009987", "Declined: lost card",
             "card_declined", "lost_card", "Your card was declined."),
    _refuses("4000000000000069", "Declined: expired card",
             "expired_card", "expired_card", "Your card has expired."),
    _refuses("4000000000000127", "Declined: wrong security code",
             "incorrect_cvc", "incorrect_cvc", "Your card’s security code is incorrect."),
    _refuses("4000000000000119", "Declined: processing error",
             "processing_error", "processing_error",
             "An error occurred while processing your card. Try again in a little bit."),
    Method("4000002760003184", "3-D Secure: asks each time, then succeeds", AUTHENTICATE),
    Method("4000008260003178", "3-D Secure, then declined: insufficient funds",
           AUTHENTICATE, "visa", *NO_FUNDS),
    Method("4000000000000341", "Succeeds once; later renewals are declined",
           SUCCEEDS, "visa", *GENERIC, later="renewals_declined"),
    Method("4000000000000259", "Succeeds, then disputed as fraud", later="fraudulent"),
    Method("4000000000002685", "Succeeds, then disputed as not received",
           later="product_not_received"),
    Method("4000000000001976", "Succeeds, then an inquiry", later="inquiry"),
    Method("4000000000007726", "Succeeds; its refund is pending first",
           later="refund_pending"),
    Method("4000000000005126", "Succeeds; its refund fails later", later="refund_fails"),
)  # fmt: skip
DEBITS = (
    Method("DE89370400440532013000", "SEPA debit: succeeds days later", DELAYED,
           kind="sepa_debit"),
    Method("DE62370400440532013001", "SEPA debit: fails days later", DELAYED, "",
           "debit_not_authorized", "generic_decline",
           "The customer’s bank refused the debit.", kind="sepa_debit"),
    Method("000123456789", "US bank account: succeeds days later", DELAYED,
           kind="us_bank_account"),
    Method("000111111116", "US bank account: fails days later", DELAYED, "",
           "insufficient_funds", "insufficient_funds",
           "The account has insufficient funds.", kind="us_bank_account"),
)  # fmt: skip
BY_NUMBER = {one.number: one for one in (*CARDS, *DEBITS)}
DEBIT_KINDS = {"eur": "sepa_debit", "usd": "us_bank_account"}


def find(number: str) -> Method | None:
    """Return the test method of a number as people type it."""
    return BY_NUMBER.get("".join(number.split()).replace("-", "").upper())


def kinds(currency: str, allowed: list[str] | None = None) -> list[str]:
    """Return the method types that can pay in this currency."""
    possible = ["card", *filter(None, [DEBIT_KINDS.get(currency)])]
    return [one for one in possible if allowed is None or one in allowed]
