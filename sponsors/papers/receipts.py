"""Issuing and voiding receipts: numbers without gaps, one valid receipt for each payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sponsors.giving import gift_aid
from sponsors.models import Donation, Notice, Receipt, ReceiptSeries
from sponsors.papers import organization, tax_wording, tax_years
from sponsors.people import forgetting
from sponsors.telling import notices

if TYPE_CHECKING:
    import datetime as dt

    from sponsors.models import InvoiceSeries, Payment

OF_GIVER = ("name", "address", "dedication_kind", "dedication_name", "gift_aid")


@transaction.atomic
def next_number(
    year: int, series: type[ReceiptSeries | InvoiceSeries] = ReceiptSeries
) -> int:
    """Take the next number of a year; whoever else wants one waits for this commit.

    A rollback gives the number back: that is why it is no sequence.
    """
    series.objects.get_or_create(year=year)
    locked = series.objects.select_for_update().get(year=year)
    locked.last_number += 1
    locked.save(update_fields=["last_number"])
    return locked.last_number


def valid_receipt(payment: Payment) -> Receipt | None:
    return payment.receipts.filter(voided_at=None).first()


@transaction.atomic
def keep_right(payment: Payment, amount: int, currency: str) -> None:
    """See that the one valid receipt of a gift is about this amount; 0: that there is none.

    The payment must be locked. A receipt about another amount is voided, never changed.
    """
    valid = valid_receipt(payment)
    if valid and (valid.amount, valid.currency) == (amount, currency):
        return
    gift = _lock_gift(payment)
    if valid:
        void(
            valid,
            "Replaced: money went back." if amount > 0 else "The money went back.",
        )
    if amount > 0 and gift:
        issue(payment, gift, amount, currency)


def _lock_gift(payment: Payment) -> Donation | None:
    """Return the gift as it is now; who claims it, or leaves, waits for the receipt."""
    gifts = Donation.objects.select_for_update(of=("self",), no_key=True)
    return gifts.select_related("user").filter(payments=payment).first()


def issue(payment: Payment, donation: Donation, amount: int, currency: str) -> Receipt:
    """Number and freeze a receipt, and have it mailed."""
    now = timezone.now()
    year = tax_years.day(now).year
    receipt = Receipt.objects.create(
        year=year,
        number=next_number(year),
        payment=payment,
        user=donation.user,
        email=_address(donation),
        amount=amount,
        currency=currency,
        frozen=freeze(payment, donation, amount, currency),
        issued_at=now,
    )
    notices.write(Notice.Kind.RECEIPT, receipt.label, payment=payment, receipt=receipt)
    return receipt


def _address(donation: Donation) -> str:
    if donation.email == forgetting.NOBODY:
        return ""
    return donation.email or (donation.user.email if donation.user else "")


def freeze(
    payment: Payment, donation: Donation, amount: int, currency: str
) -> dict[str, object]:
    """Return what a receipt says about its gift, as it is known when it is issued."""
    received_on = tax_years.day_of(payment)
    issuer = organization.frozen()
    giver = _giver(payment, donation, received_on)
    declared = giver["gift_aid"]
    return {
        **giver,
        "gift_aid": declared if tax_wording.holds(declared, received_on) else None,
        "received_on": received_on.isoformat(),
        "method": payment.method,
        "interval": donation.interval,
        "organization": issuer,
        "statements": tax_wording.statements(
            organization=issuer["name"],
            amount=amount,
            currency=currency,
            received_on=received_on,
            gift_aid=declared,
        ),
    }


def _giver(
    payment: Payment, donation: Donation, received_on: dt.date
) -> dict[str, Any]:
    """Return who gave, and for whom; of somebody who left, what the receipt before says.

    Receipts are kept as they were, so one that takes another's place is for the same person.
    """
    before = payment.receipts.order_by("-issued_at", "-number").first()
    if before and donation.email == forgetting.NOBODY:
        return {name: before.frozen[name] for name in OF_GIVER}
    said = {name: getattr(donation, name) for name in OF_GIVER}
    return {**said, "gift_aid": gift_aid.covering(donation, received_on)}


def void(receipt: Receipt, reason: str) -> None:
    """Make a receipt invalid for good; its number stays taken."""
    changed = Receipt.objects.filter(pk=receipt.pk, voided_at=None).update(
        voided_at=timezone.now(), void_reason=reason
    )
    if changed:
        notices.write(
            Notice.Kind.RECEIPT_VOID,
            receipt.label,
            payment=receipt.payment,
            receipt=receipt,
        )


def hand_out(receipt: Receipt) -> Receipt:
    """Count one more copy, unless this is the first that anybody gets; return it as it is.

    The first is the one in the mail. It is handed out here where there is nobody to write to.
    """
    waiting = receipt.notices.filter(kind=Notice.Kind.RECEIPT, sent_at=None)
    same = Receipt.objects.filter(pk=receipt.pk)
    is_first = not waiting.exists() and same.filter(sent_at=None).update(
        sent_at=timezone.now()
    )
    if not is_first:
        same.update(reprints=F("reprints") + 1)
    return same.get()
