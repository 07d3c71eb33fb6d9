"""Balance transactions: every movement of money, with what was kept as fee."""

from devtools.stripe_sandbox import money
from devtools.stripe_sandbox.account import Account
from devtools.stripe_sandbox.store import Object

RATE = 1085  # thousandths of one currency for one of another, whichever they are
AVAILABLE_AFTER = 2 * 86400  # seconds until a payment may be paid out


def record(
    account: Account,
    kind: str,
    source: Object,
    amount: int,
    *,
    fee: int = 0,
    category: str = "",
    description: str | None = None,
) -> Object:
    """Save a movement; amounts have a sign, fees are costs.

    The account has every currency, unless it settles in one: then all is changed to that.
    """
    currency = account.settings.settles_in or source["currency"]
    if currency != source["currency"]:
        amount, fee = (amount * RATE // 1000, fee * RATE // 1000)
    what = "Sandbox dispute fee" if kind == "adjustment" else "Sandbox fee"
    detail = {"amount": fee, "currency": currency, "description": what}
    available = account.now() + (AVAILABLE_AFTER if amount > 0 else 0)
    return account.make(
        "balance_transaction",
        "txn_",
        amount=amount,
        available_on=available,
        balance_type="payments",
        currency=currency,
        description=description,
        exchange_rate=None,  # a binary fraction, which nobody here reads
        fee=fee,
        fee_details=[{**detail, "type": "stripe_fee"}] if fee else [],
        net=amount - fee,
        reporting_category=category or kind,
        source=source["id"],
        status="pending" if available > account.now() else "available",
        type=kind,
    )


def of_charge(account: Account, charge: Object) -> Object:
    """Record what a successful charge brings."""
    kind = charge["payment_method_details"]["type"]
    return record(
        account,
        "charge" if kind == "card" else "payment",
        charge,
        charge["amount"],
        fee=money.fee(charge["amount"]),
        category="charge",
        description=charge["description"],
    )


def current(account: Account, transaction: Object) -> Object:
    """Return it with the status that the clock gives it."""
    if transaction["available_on"] <= account.now():
        transaction["status"] = "available"
    return transaction
