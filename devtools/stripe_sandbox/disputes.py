"""Disputes: the money goes out, and comes back if they are won."""

from devtools.stripe_sandbox import balance, money
from devtools.stripe_sandbox.account import Account, Params
from devtools.stripe_sandbox.errors import invalid
from devtools.stripe_sandbox.rules import merge_metadata, only
from devtools.stripe_sandbox.store import Object

DUE_AFTER = 7 * 86400
# While a dispute is in one of these, the money is gone.
MONEY_OUT = {
    "needs_response",
    "under_review",
    "lost",
    "appeal_needs_response",
    "appeal_under_review",
}
CLOSED = {"won", "lost", "warning_closed", "prevented"}
INQUIRIES = {"warning_needs_response", "warning_under_review", "warning_closed"}
STATUSES = MONEY_OUT | CLOSED | INQUIRIES
EVIDENCE = [
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
]


def open_dispute(
    account: Account,
    charge: Object,
    *,
    amount: int | None = None,
    reason: str = "fraudulent",
    status: str = "needs_response",
) -> Object:
    """Let the bank dispute a charge, in whole or for a part of it."""
    amount = charge["amount"] if amount is None else amount
    _check(account, charge, amount, status)
    dispute = account.make(
        "dispute",
        "du_",
        amount=amount,
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence={**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        evidence_details=_details(account.now() + DUE_AFTER),
        is_charge_refundable=status in INQUIRIES,
        payment_intent=charge["payment_intent"],
        reason=reason,
        status=status,
        _money_out=False,
    )
    charge["disputed"] = status not in INQUIRIES
    account.store.save(charge)
    account.emit("charge.dispute.created", dispute)
    _move_money(account, dispute)
    if status in CLOSED:
        account.emit("charge.dispute.closed", dispute)
    return dispute


def _details(due_by: int) -> Object:
    return {
        "due_by": due_by,
        "enhanced_eligibility": {},
        "has_evidence": False,
        "past_due": False,
        "submission_count": 0,
        "submission_method": "not_submitted",
    }


def _check(account: Account, charge: Object, amount: int, status: str) -> None:
    if status not in STATUSES:
        raise invalid(f"status must be one of {', '.join(sorted(STATUSES))}", "status")
    if charge["status"] != "succeeded":
        raise invalid("Only a charge that succeeded can be disputed.", "charge")
    if account.store.all("dispute", charge=charge["id"]):
        raise invalid("This charge is disputed already.", "charge")
    if not 0 < amount <= charge["amount"]:
        raise invalid("A dispute is about the charge or a part of it.", "amount")


def _move_money(account: Account, dispute: Object) -> None:
    """Bring the balance into line with the status."""
    out = dispute["status"] in MONEY_OUT
    if out == dispute["_money_out"]:
        return
    sign = -1 if out else 1
    # Whether Stripe gives its dispute fee back depends on the country; here it does.
    transaction = balance.record(
        account,
        "adjustment",
        dispute,
        sign * dispute["amount"],
        fee=-sign * money.DISPUTE_FEE,
        category="dispute" if out else "dispute_reversal",
        description=f"Chargeback {'withdrawal' if out else 'reversal'} for {dispute['charge']}",
    )
    dispute["_money_out"] = out
    dispute["balance_transactions"].append(account.show(transaction))
    word = "withdrawn" if out else "reinstated"
    account.emit(f"charge.dispute.funds_{word}", dispute)


def move(account: Account, dispute: Object, status: str) -> Object:
    """Bring a dispute to another status; events and money follow."""
    if status not in STATUSES:
        raise invalid(f"status must be one of {', '.join(sorted(STATUSES))}", "status")
    if status == dispute["status"]:
        raise invalid(f"The dispute is {status} already.", "status")
    previous = {"status": dispute["status"]}
    dispute["status"] = status
    dispute["is_charge_refundable"] = status in INQUIRIES
    charge = account.store.get("charge", dispute["charge"])
    charge["disputed"] = charge["disputed"] or status in MONEY_OUT
    account.store.save(charge)
    if status in CLOSED:
        account.emit("charge.dispute.closed", dispute)
    else:
        account.emit("charge.dispute.updated", dispute, previous)
    _move_money(account, dispute)
    return dispute


def warn(account: Account, charge: Object) -> Object:
    """Let the card's network say early that a charge may be fraud."""
    warning = account.make(
        "radar.early_fraud_warning",
        "issfr_",
        actionable=not charge["refunded"] and not charge["disputed"],
        charge=charge["id"],
        fraud_type="made_with_stolen_card",
        payment_intent=charge["payment_intent"],
    )
    account.emit("radar.early_fraud_warning.created", warning)
    return warning


def blocks_refund(account: Account, charge: Object) -> bool:
    """Tell whether a dispute of the charge has taken the money, or may."""
    return any(
        one["status"] in MONEY_OUT
        for one in account.store.all("dispute", charge=charge["id"])
    )


# --- API ---


def update(account: Account, given: Params, key: str) -> Object:
    """Add evidence; `submit` hands it in."""
    only(given, "evidence", "metadata", "submit")
    dispute = account.store.get("dispute", key)
    merge_metadata(dispute, given)
    evidence = given.get("evidence") or {}
    only(evidence, *EVIDENCE, at="evidence")
    dispute["evidence"].update(evidence)
    details = dispute["evidence_details"]
    details["has_evidence"] = any(dispute["evidence"][name] for name in EVIDENCE)
    waits = dispute["status"] in ("needs_response", "warning_needs_response")
    if given.get("submit") and waits:
        details.update(submission_count=details["submission_count"] + 1)
        details["submission_method"] = "manual"
        return move(
            account,
            dispute,
            dispute["status"].replace("needs_response", "under_review"),
        )
    account.emit("charge.dispute.updated", dispute, {})
    return dispute


def close(account: Account, _given: Params, key: str) -> Object:
    """Give up: the dispute is lost."""
    dispute = account.store.get("dispute", key)
    if dispute["status"] in CLOSED:
        raise invalid("This dispute is closed already.")
    lost = "warning_closed" if dispute["status"] in INQUIRIES else "lost"
    return move(account, dispute, lost)
