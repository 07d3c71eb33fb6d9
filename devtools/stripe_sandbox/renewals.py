"""Renewals and dunning: what the clock does to a subscription.

Stripe chooses retry times by itself; here they are days after the last attempt, 3, 5 and 7
unless configured, and then the subscription is canceled, left unpaid or left past due.
"""

from devtools.stripe_sandbox import invoices, payments, periods, subscriptions
from devtools.stripe_sandbox.account import Account, Params, changed
from devtools.stripe_sandbox.errors import invalid, refused_payment
from devtools.stripe_sandbox.rules import only
from devtools.stripe_sandbox.store import Object

DAY = 86400
PAUSED_INVOICES = {
    "void": ("void", "voided_at", "invoice.voided"),
    "mark_uncollectible": (
        "uncollectible",
        "marked_uncollectible_at",
        "invoice.marked_uncollectible",
    ),
}


def renew(account: Account, subscription: Object) -> Object | None:
    """Begin the next period and ask for its money.

    Returns:
        The invoice, or None if the subscription ends instead, or is not due.
    """
    item = subscription["items"]["data"][0]
    end = item["current_period_end"]
    if subscription["status"] in subscriptions.ENDED or end > account.now():
        return None
    if subscription.get("cancel_at"):
        subscriptions.end(account, subscription, "cancellation_requested")
        return None
    subscription["_periods"] += 1
    every = item["price"]["recurring"]
    next_end = periods.end_of(
        subscription["billing_cycle_anchor"],
        every["interval"],
        every["interval_count"] * subscription["_periods"],
    )
    account.plan(next_end, "renew", subscription)
    invoice = invoices.open_invoice(
        account, subscription, "subscription_cycle", (end, next_end)
    )

    def change(one: Object) -> None:
        period = {"current_period_start": end, "current_period_end": next_end}
        one["items"]["data"][0].update(period)

    changed(account, subscription, "customer.subscription.updated", change)
    if not _paused(account, subscription, invoice) and invoice["status"] == "open":
        collect(account, invoice)
    return invoice


def _paused(account: Account, subscription: Object, invoice: Object) -> bool:
    """Do with the invoice of a paused subscription what its pause says."""
    pause = subscription.get("pause_collection")
    if not pause:
        return False
    if pause["behavior"] in PAUSED_INVOICES:
        invoices.close(account, invoice, *PAUSED_INVOICES[pause["behavior"]])
    else:
        invoice.update(status="draft", auto_advance=False)
        account.emit("invoice.updated", invoice)
    return True


def collect(account: Account, invoice: Object, method: str = "") -> Object:
    """Try once to get the money of an open invoice, without the payer; return the intent."""
    subscription = account.store.get("subscription", invoices.subscription_of(invoice))
    key = method or _method(account, subscription)
    saved = account.store.get("payment_method", key)
    intent = invoices.intent_for(account, invoice, saved)
    invoice["attempt_count"] += 1
    invoice["attempted"] = True
    payments.attempt(account, intent, saved, present=False)
    if intent["status"] == "succeeded":
        _paid(account, invoice, subscription)
    elif intent["status"] != "processing":
        _failed(account, invoice, subscription)
    return intent


def _method(account: Account, subscription: Object) -> str:
    if subscription.get("default_payment_method"):
        return str(subscription["default_payment_method"])
    customer = account.store.get("customer", subscription["customer"])
    return str(customer["invoice_settings"]["default_payment_method"])


def _paid(account: Account, invoice: Object, subscription: Object) -> None:
    invoices.mark_paid(account, invoice)
    _set_status(account, subscription, "active")


def _failed(account: Account, invoice: Object, subscription: Object) -> None:
    """Plan the next attempt, or do what follows the last one."""
    days = account.settings.dunning_days
    tried = invoice["attempt_count"]
    at = account.now() + days[tried - 1] * DAY if tried <= len(days) else None
    invoice["next_payment_attempt"] = at
    if intent_error(account, invoice) == "authentication_required":
        account.emit("invoice.payment_action_required", invoice)
    account.emit("invoice.payment_failed", invoice)
    if at is not None:
        account.plan(at, "retry", invoice)
        _set_status(account, subscription, "past_due")
    elif subscription["status"] not in subscriptions.ENDED:
        _give_up(account, invoice, subscription)


def intent_error(account: Account, invoice: Object) -> str:
    """Return why the last attempt failed."""
    intent = account.store.get("payment_intent", invoice["_intent"])
    return str((intent["last_payment_error"] or {}).get("code", ""))


def _give_up(account: Account, invoice: Object, subscription: Object) -> None:
    invoice["auto_advance"] = False
    account.store.save(invoice)
    if account.settings.dunning_end == "cancel":
        subscriptions.end(account, subscription, "payment_failed")
    elif account.settings.dunning_end == "unpaid":
        _set_status(account, subscription, "unpaid")
    else:
        _set_status(account, subscription, "past_due")


def _set_status(account: Account, subscription: Object, status: str) -> None:
    if subscription["status"] in (*subscriptions.ENDED, status):
        return
    changed(
        account,
        subscription,
        "customer.subscription.updated",
        lambda one: one.update(status=status),
    )


def retry(account: Account, invoice: Object) -> None:
    """Make the attempt that was planned, unless something happened in between."""
    subscription = account.store.get("subscription", invoices.subscription_of(invoice))
    at = invoice.get("next_payment_attempt")
    is_due = at is not None and at <= account.now()
    if invoice["status"] == "open" and is_due and subscription["status"] != "canceled":
        collect(account, invoice)


def settled(account: Account, intent: Object, *, came: bool) -> None:
    """Go on when a delayed payment of an invoice has succeeded or failed."""
    invoice = account.store.get("invoice", intent["_invoice"])
    subscription = account.store.get("subscription", invoices.subscription_of(invoice))
    if came:
        _paid(account, invoice, subscription)
    else:
        _failed(account, invoice, subscription)


# --- API ---


def pay(account: Account, given: Params, key: str) -> Object:
    """Pay an open invoice now, with its own or another method.

    Raises:
        ApiError: the method was declined; what happened stays, as with Stripe.
    """
    only(given, "payment_method")
    invoice = account.store.get("invoice", key)
    if invoice["status"] == "paid":
        raise invalid("Invoice is already paid")
    if invoice["status"] != "open":
        raise invalid(f"The invoice is {invoice['status']}.")
    intent = collect(account, invoice, given.get("payment_method", ""))
    if intent["status"] == "requires_payment_method":
        raise refused_payment(intent["last_payment_error"])
    return invoice
