"""Refunds: whole or in part, at once or pending, and failing later."""

from devtools.stripe_sandbox import balance, disputes, methods, money
from devtools.stripe_sandbox.account import Account, Params, changed
from devtools.stripe_sandbox.errors import invalid
from devtools.stripe_sandbox.rules import merge_metadata, new_metadata, only
from devtools.stripe_sandbox.store import Object

CHANGES_AFTER = (
    5 * 86400
)  # seconds until a pending refund succeeds or a doomed one fails


def create(account: Account, given: Params) -> Object:
    """Refund a charge, or the charge of a payment intent."""
    only(given, "amount", "charge", "metadata", "payment_intent", "reason")
    charge = _charge(account, given)
    amount = _amount(account, given, charge)
    saved = account.store.get("payment_method", charge["payment_method"])
    later = methods.typed(saved).later
    refund = account.make(
        "refund",
        "re_",
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        metadata=new_metadata(given),
        payment_intent=charge["payment_intent"],
        payment_method=charge["payment_method"],
        reason=given.get("reason"),
        status="pending" if later == "refund_pending" else "succeeded",
        destination_details=_destination(charge),
    )
    if refund["status"] == "pending":
        refund["pending_reason"] = "processing"
    refund["balance_transaction"] = balance.record(
        account, "refund", refund, -amount, description="REFUND FOR CHARGE"
    )["id"]
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    account.emit("refund.created", refund)
    account.emit(
        "charge.refunded",
        charge,
        {"amount_refunded": charge["amount_refunded"] - amount},
    )
    _plan(account, refund, later)
    return refund


def _plan(account: Account, refund: Object, later: str) -> None:
    at = account.now() + CHANGES_AFTER
    if later == "refund_pending":
        account.plan(at, "refund_succeeds", refund)
    elif later == "refund_fails":
        account.plan(at, "refund_fails", refund)


def _destination(charge: Object) -> Object:
    kind = charge["payment_method_details"]["type"]
    if kind != "card":
        return {"type": kind}
    return {
        "type": "card",
        "card": {
            "reference": None,
            "reference_status": "pending",
            "reference_type": "acquirer_reference_number",
            "type": "refund",
        },
    }


def _charge(account: Account, given: Params) -> Object:
    if "charge" in given and "payment_intent" in given:
        raise invalid(
            "You may only specify one of these: charge, payment_intent.", "charge"
        )
    if "charge" in given:
        return account.store.get("charge", given["charge"], "charge")
    if "payment_intent" not in given:
        raise invalid(
            "One of the following params should be provided for this request: "
            "payment_intent or charge.",
            code="parameter_missing",
        )
    intent = account.store.get(
        "payment_intent", given["payment_intent"], "payment_intent"
    )
    if intent["status"] != "succeeded":
        raise invalid(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            "payment_intent",
        )
    return account.store.get("charge", intent["latest_charge"])


def _amount(account: Account, given: Params, charge: Object) -> int:
    if charge["status"] != "succeeded":
        raise invalid(f"Charge {charge['id']} is {charge['status']}.", "charge")
    if disputes.blocks_refund(account, charge):
        raise invalid(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            "charge",
            "charge_disputed",
        )
    left = int(charge["amount"]) - int(charge["amount_refunded"])
    if left == 0:
        raise invalid(
            f"Charge {charge['id']} has already been refunded.",
            "charge",
            "charge_already_refunded",
        )
    amount = int(given.get("amount", left))
    if amount < 1:
        raise invalid("Invalid positive integer", "amount", "parameter_invalid_integer")
    money.check_steps(amount, charge["currency"], "amount")
    if amount > left:
        raise invalid(
            f"Refund amount ({money.show(amount, charge['currency'])}) is greater than "
            f"unrefunded amount on charge ({money.show(left, charge['currency'])})",
            "amount",
        )
    return amount


def succeed(account: Account, refund: Object) -> Object:
    if refund["status"] != "pending":
        raise invalid(f"The refund is {refund['status']}, not pending.")
    return changed(
        account,
        refund,
        "refund.updated",
        lambda one: one.update(status="succeeded", pending_reason=None),
    )


def fail(account: Account, refund: Object, reason: str = "declined") -> Object:
    """Bring the money of a refund back: the payer's bank did not take it.

    That the charge's `amount_refunded` goes down again is an assumption.
    """
    if refund["status"] not in ("pending", "succeeded"):
        raise invalid(f"The refund is {refund['status']} already.")
    transaction = balance.record(
        account,
        "refund_failure",
        refund,
        refund["amount"],
        description="REFUND FAILURE",
    )
    _give_back(account, refund)
    changed(
        account,
        refund,
        "refund.updated",
        lambda one: one.update(
            status="failed",
            pending_reason=None,
            failure_reason=reason,
            failure_balance_transaction=transaction["id"],
        ),
    )
    account.emit("refund.failed", refund)
    return refund


def _give_back(account: Account, refund: Object) -> None:
    def change(charge: Object) -> None:
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False

    charge = account.store.get("charge", refund["charge"])
    changed(account, charge, "charge.updated", change)


# --- API ---


def update(account: Account, given: Params, key: str) -> Object:
    only(given, "metadata")
    refund = account.store.get("refund", key)
    return changed(
        account, refund, "refund.updated", lambda one: merge_metadata(one, given)
    )
