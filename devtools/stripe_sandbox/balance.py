"""Balance transactions: every movement of money, with what was kept as fee."""

from devtools.stripe_sandbox import money
from devtools.stripe_sandbox.account import Account
from devtools.stripe_sandbox.store import Object

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
    """Save a movement in the currency of its source; amounts have a sign, fees are costs."""
    currency = source["currency"]
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
        exchange_rate=None,
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
