"""What givers are told about single payments: thanks with the receipt, refunds, failures."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sponsors import money
from sponsors.books.ledger import standing_of
from sponsors.giving import links, presets, unlisting
from sponsors.models import Notice, Payment
from sponsors.papers import pdf, receipt_papers
from sponsors.telling import emails
from sponsors.telling.emails import NobodyToTell

if TYPE_CHECKING:
    from collections.abc import Callable

    from sponsors.models import Donation, Receipt

Kind = Notice.Kind


def receipt(notice: Notice) -> None:
    """Thank for a payment; a receipt that was voided meanwhile is not sent any more."""
    valid = _receipt(notice)
    payment = _payment(notice)
    if valid.voided_at:
        raise NobodyToTell
    is_corrected = payment.receipts.exclude(pk=valid.pk).exists()
    paper = pdf.render(receipt_papers.of(valid))
    emails.send(
        emails.payers(payment),
        "receipt_corrected" if is_corrected else "receipt",
        {
            **_facts(payment),
            "receipt": valid,
            "sum": _sum(valid),
            "unlist": unlisting.address(payment.donation) if payment.donation else "",
        },
        [(f"receipt-{valid.label}.pdf", paper)],
    )


def receipt_void(notice: Notice) -> None:
    """Tell that a receipt does not hold, unless the mail about a refund tells it."""
    payment = _payment(notice)
    is_disputed = standing_of(payment).disputed > 0
    if payment.method == Payment.Method.STRIPE and not is_disputed:
        raise NobodyToTell
    void = _receipt(notice)
    emails.send(
        emails.payers(payment),
        "receipt_void",
        {**_facts(payment), "receipt": void, "sum": _sum(void)},
    )


def refunded(notice: Notice) -> None:
    """Tell that money is on its way back, and what becomes of the receipt."""
    payment = _payment(notice)
    refund = payment.refunds.filter(remote_id=notice.about).first()
    if refund is None:
        raise NobodyToTell
    void = payment.receipts.exclude(voided_at=None).order_by("-voided_at").first()
    context = {
        "sum": money.show(refund.amount, refund.currency),
        "void": void,
        "is_part": standing_of(payment).net > 0,
    }
    emails.send(emails.payers(payment), "refunded", {**_facts(payment), **context})


def payment_failed(notice: Notice) -> None:
    """Tell that the bank said no, days later: nothing was taken."""
    payment = _payment(notice)
    if payment.donation:
        again = _again(payment.donation)
    else:
        again = emails.page("sponsorship", payment.sponsorship_id)
    emails.send(
        emails.payers(payment), "payment_failed", {**_facts(payment), "again": again}
    )


def _again(gift: Donation) -> str:
    """Return the form of giving with all that was typed, or elsewhere with the amount alone.

    A mail may be read in another browser, or by somebody else: names stay out of it.
    """
    asked = {
        "again": gift.pk,
        "currency": gift.currency,
        "interval": gift.interval,
        "amount": presets.typed(gift.amount, gift.currency),
    }
    return f"{emails.page('donate')}?{urlencode(asked)}"


def _payment(notice: Notice) -> Payment:
    if notice.payment is None:
        raise NobodyToTell
    return notice.payment


def _receipt(notice: Notice) -> Receipt:
    if notice.receipt is None:
        raise NobodyToTell
    return notice.receipt


def _sum(receipt: Receipt) -> str:
    return money.show(receipt.amount, receipt.currency)


def _facts(payment: Payment) -> dict[str, object]:
    """Return what every mail about a payment shows."""
    donation, plan = payment.donation, payment.plan
    has_account = bool(donation and donation.user_id)
    return {
        "name": emails.name_of(payment),
        "plan": plan,
        "plan_link": links.to_stop(plan),
        "giving": emails.page("giving") if has_account else "",
    }


WRITERS: dict[Notice.Kind, Callable[[Notice], None]] = {
    Kind.RECEIPT: receipt,
    Kind.RECEIPT_VOID: receipt_void,
    Kind.REFUNDED: refunded,
    Kind.PAYMENT_FAILED: payment_failed,
}
