"""Payment pages and the charges that come of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sponsors.books import booking
from sponsors.hearing.applying import plans
from sponsors.models import Donation, LedgerEntry, PaymentFact
from sponsors.people import forgetting

if TYPE_CHECKING:
    from sponsors import remote
    from sponsors.models import Payment

Fact = PaymentFact.Kind


def apply_session(session: remote.Session) -> Payment:
    """Note that a payment page was finished or left, and what came of it so far."""
    payment = booking.find(session.payment, session_id=session.id)
    booking.remember(
        payment,
        session_id=session.id,
        payment_intent_id=session.payment_intent,
        invoice_id=session.invoice,
    )
    _name_giver(payment, session)
    if session.status == "expired":
        booking.note(payment, Fact.EXPIRED, session.id, session.expires_at)
    if session.status == "complete":
        booking.note(payment, Fact.COMPLETED, session.id, session.created)
        _check(payment, session.id, session)
        if session.payment_status == "unpaid":
            kind = Fact.ASYNC_FAILED if session.has_failed else Fact.PROCESSING
            booking.note(payment, kind, session.id, session.created)
        if session.payment_status == "no_payment_required":
            booking.note(payment, Fact.NOTHING_DUE, session.id, session.created)
    return payment


def _name_giver(payment: Payment, session: remote.Session) -> None:
    """Keep the address that a guest typed on the payment page, and there alone."""
    if payment.donation_id is None or session.status != "complete":
        return
    gifts = Donation.objects.filter(pk=payment.donation_id)
    gifts = gifts.exclude(email=forgetting.NOBODY)
    if session.email:
        gifts.filter(email="", user=None).update(email=session.email.lower())
    if session.name:
        gifts.filter(name="").update(name=session.name[:200])


def apply_bill(bill: remote.Bill) -> Payment:
    """Book a charge, or note that it was declined."""
    charge = bill.charge
    if bill.invoice:
        payment = plans.payment_of(bill.invoice)
    elif charge.status == "failed" and not charge.payment:
        payment = plans.payment_tried(charge)
    else:
        payment = booking.find(
            charge.payment,
            charge_id=charge.id,
            payment_intent_id=charge.payment_intent,
        )
    if charge.status == "failed":
        # Not the end: another card can be tried. If it is, the session tells.
        code = charge.failure_code
        booking.note(payment, Fact.DECLINED, charge.id, charge.created, code=code)
    if charge.status == "succeeded" and charge.amount > 0:
        booking.remember(
            payment, charge_id=charge.id, payment_intent_id=charge.payment_intent
        )
        booking.book(
            payment,
            LedgerEntry.Kind.CHARGE,
            charge.id,
            charge.amount,
            charge.currency,
            charge.created,
        )
        _check(payment, charge.id, charge)
    booking.settle(payment, charge.settlement, LedgerEntry.Kind.FEE)
    return payment


def _check(
    payment: Payment, stripe_id: str, told: remote.Session | remote.Charge
) -> None:
    """Compare with what was agreed before anybody paid."""
    if (told.amount, told.currency) != (payment.amount, payment.currency):
        booking.note(
            payment,
            Fact.MISMATCH,
            stripe_id,
            told.created,
            amount=told.amount,
            currency=told.currency,
        )
        booking.flag(
            payment,
            f"{told.amount} {told.currency} instead of "
            f"{payment.amount} {payment.currency}",
        )
