"""Payment intents and charges: trying a method, the 3-D Secure step, delayed methods."""

from devtools.stripe_sandbox import balance, cards, disputes, methods
from devtools.stripe_sandbox.account import Account, Params, changed
from devtools.stripe_sandbox.errors import invalid
from devtools.stripe_sandbox.rules import merge_metadata, only
from devtools.stripe_sandbox.store import Json, Object, identifier

SETTLES_AFTER = 3 * 86400  # seconds that a bank debit takes
UNPROVEN = (
    "authentication_required",
    "authentication_required",
    "This payment requires authentication.",
)
UNPAID = ("payment_method_provider_decline", "", "The bank refused the debit.")
DISPUTES_BY_CARD = ("fraudulent", "product_not_received", "inquiry")


def new_intent(
    account: Account, *, amount: int, currency: str, kinds: list[str], **given: Json
) -> Object:
    """Save an intent that waits for a payment method."""
    intent = account.make(
        "payment_intent",
        "pi_",
        amount=amount,
        amount_capturable=0,
        amount_received=0,
        capture_method="automatic_async",
        confirmation_method="automatic",
        currency=currency,
        latest_charge=None,
        payment_method_types=kinds,
        status="requires_payment_method",
        **given,
    )
    intent["client_secret"] = f"{intent['id']}_secret_{identifier('', 25)}"
    account.emit("payment_intent.created", intent)
    return intent


def attempt(
    account: Account, intent: Object, payment_method: Object, *, present: bool = True
) -> Object:
    """Try to take the money and return the intent, whose status tells how it ended.

    Args:
        present: the payer is there and can be asked for 3-D Secure; a renewal is not.
    """
    method = methods.typed(payment_method)
    intent["payment_method"] = payment_method["id"]
    intent["last_payment_error"] = None
    if method.outcome == cards.AUTHENTICATE and present:
        return _ask_to_authenticate(account, intent)
    if method.outcome == cards.AUTHENTICATE:
        return _decline(account, intent, payment_method, UNPROVEN)
    if method.outcome == cards.DELAYED:
        return _begin_debit(account, intent, payment_method)
    if method.outcome == cards.DECLINED or (
        method.later == "renewals_declined" and not present
    ):
        return _decline(account, intent, payment_method, reasons(method))
    return _succeed(account, intent, payment_method)


def reasons(method: cards.Method) -> tuple[str, str, str]:
    return method.code, method.decline_code, method.message


def _ask_to_authenticate(account: Account, intent: Object) -> Object:
    page = f"{account.base}/authenticate/{intent['id']}"
    intent["status"] = "requires_action"
    intent["next_action"] = {
        "type": "redirect_to_url",
        "redirect_to_url": {"return_url": None, "url": page},
    }
    account.emit("payment_intent.requires_action", intent)
    return intent


def authenticated(account: Account, intent: Object, *, passed: bool) -> Object:
    """Go on after the 3-D Secure page."""
    if intent["status"] != "requires_action":
        return intent
    payment_method = account.store.get("payment_method", intent["payment_method"])
    method = methods.typed(payment_method)
    intent["next_action"] = None
    if not passed:
        code = "payment_intent_authentication_failure"
        text = "We are unable to authenticate your payment method. Choose another one."
        _fail(account, intent, payment_method, (code, "", text), None)
        return intent
    if method.code:
        return _decline(account, intent, payment_method, reasons(method))
    return _succeed(account, intent, payment_method)


def new_charge(
    account: Account, intent: Object, payment_method: Object, status: str
) -> Object:
    """Save a charge and name it as the latest of its intent."""
    paid = status == "succeeded"
    charge = account.make(
        "charge",
        "py_" if payment_method["type"] != "card" else "ch_",
        amount=intent["amount"],
        amount_captured=0 if status == "failed" else intent["amount"],
        amount_refunded=0,
        balance_transaction=None,
        billing_details=payment_method["billing_details"],
        captured=status != "failed",
        currency=intent["currency"],
        customer=intent.get("customer"),
        description=intent.get("description"),
        disputed=False,
        metadata=dict(intent["metadata"]),
        paid=paid,
        payment_intent=intent["id"],
        payment_method=payment_method["id"],
        payment_method_details=methods.on_charge(payment_method),
        receipt_email=intent.get("receipt_email"),
        receipt_url=None,
        refunded=False,
        status=status,
        outcome=_outcome("authorized" if paid else "not_assessed"),
        calculated_statement_descriptor="SANDBOX",
    )
    charge["receipt_url"] = f"{account.base}/receipts/{charge['id']}"
    intent["latest_charge"] = charge["id"]
    return charge


def _outcome(kind: str, reason: str | None = None) -> Object:
    status = "declined_by_network" if reason else "approved_by_network"
    return {
        "network_status": status,
        "reason": reason,
        "risk_level": "normal",
        "seller_message": reason or "Payment complete.",
        "type": kind,
    }


def _succeed(account: Account, intent: Object, payment_method: Object) -> Object:
    charge = new_charge(account, intent, payment_method, "succeeded")
    _money_is_here(account, intent, charge)
    later = methods.typed(payment_method).later
    if later in DISPUTES_BY_CARD:
        status = "warning_needs_response" if later == "inquiry" else "needs_response"
        reason = "general" if later == "inquiry" else later
        disputes.open_dispute(account, charge, reason=reason, status=status)
    return intent


def _money_is_here(account: Account, intent: Object, charge: Object) -> None:
    """Tell of the charge first and of its fee a little later, as with automatic_async."""
    intent["status"] = "succeeded"
    intent["amount_received"] = intent["amount"]
    account.emit("charge.succeeded", charge)
    account.emit("payment_intent.succeeded", intent)
    transaction = balance.of_charge(account, charge)
    changed(
        account,
        charge,
        "charge.updated",
        lambda one: one.update(balance_transaction=transaction["id"]),
    )


def _decline(
    account: Account, intent: Object, payment_method: Object, why: tuple[str, str, str]
) -> Object:
    charge = new_charge(account, intent, payment_method, "failed")
    _refused(account, intent, payment_method, charge, why)
    return intent


def _refused(
    account: Account,
    intent: Object,
    payment_method: Object,
    charge: Object,
    why: tuple[str, str, str],
) -> None:
    code, decline_code, message = why
    charge.update(status="failed", paid=False, captured=False, amount_captured=0)
    charge.update(failure_code=code, failure_message=message)
    charge["outcome"] = _outcome("issuer_declined", decline_code or code)
    account.emit("charge.failed", charge)
    _fail(account, intent, payment_method, why, charge)


def _fail(
    account: Account,
    intent: Object,
    payment_method: Object,
    why: tuple[str, str, str],
    charge: Object | None,
) -> None:
    code, decline_code, message = why
    intent["status"] = "requires_payment_method"
    intent["payment_method"] = None
    intent["last_payment_error"] = {
        "type": "card_error",
        "code": code,
        "decline_code": decline_code or None,
        "message": message,
        "charge": charge["id"] if charge else None,
        "payment_method": account.show(payment_method),
    }
    account.emit("payment_intent.payment_failed", intent)


def _begin_debit(account: Account, intent: Object, payment_method: Object) -> Object:
    charge = new_charge(account, intent, payment_method, "pending")
    intent["status"] = "processing"
    account.emit("charge.pending", charge)
    account.emit("payment_intent.processing", intent)
    account.plan(account.now() + SETTLES_AFTER, "settle", intent)
    return intent


def settle(
    account: Account, intent: Object, *, succeeds: bool | None = None
) -> bool | None:
    """End a delayed payment the way its test number says, or as told.

    Returns:
        Whether the money came, or None if nothing was pending.
    """
    if intent["status"] != "processing":
        return None
    payment_method = account.store.get("payment_method", intent["payment_method"])
    charge = account.store.get("charge", intent["latest_charge"])
    method = methods.typed(payment_method)
    if succeeds is None:
        succeeds = not method.code
    if succeeds:
        charge.update(status="succeeded", paid=True, outcome=_outcome("authorized"))
        _money_is_here(account, intent, charge)
        return True
    why = reasons(method) if method.code else UNPAID
    _refused(account, intent, payment_method, charge, why)
    return False


# --- API ---


def update_intent(account: Account, given: Params, key: str) -> Object:
    only(given, "description", "metadata", "receipt_email")
    intent = account.store.get("payment_intent", key)
    merge_metadata(intent, given)
    intent.update(given)
    return account.store.save(intent)


def update_charge(account: Account, given: Params, key: str) -> Object:
    only(given, "description", "metadata", "receipt_email")
    charge = account.store.get("charge", key)

    def change(one: Object) -> None:
        merge_metadata(one, given)
        one.update(given)

    return changed(account, charge, "charge.updated", change)


def cancel_intent(account: Account, given: Params, key: str) -> Object:
    intent = account.store.get("payment_intent", key)
    if intent["status"] in ("succeeded", "canceled", "processing"):
        raise invalid(
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
        )
    intent.update(status="canceled", canceled_at=account.now())
    intent["cancellation_reason"] = given.get("cancellation_reason")
    account.emit("payment_intent.canceled", intent)
    return intent
