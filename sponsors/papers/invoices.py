"""Issuing and voiding invoices for sponsors, numbered as receipts are, in their own series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sponsors.models import Invoice, InvoiceSeries, Notice
from sponsors.papers import organization, tax_years
from sponsors.papers.receipts import next_number
from sponsors.sponsorship import terms
from sponsors.telling import notices

if TYPE_CHECKING:
    from sponsors.models import Payment, Sponsorship

WHOLE = 10_000  # rates are in hundredths of a percent


def vat_in(amount: int, rate: int) -> int:
    """Return the VAT contained in a price, in minor units, rounded half up."""
    return (2 * amount * rate + WHOLE + rate) // (2 * (WHOLE + rate))


@transaction.atomic
def keep_right(payment: Payment, amount: int, currency: str) -> None:
    """See that the one valid invoice is about this amount; 0: that there is none.

    The payment must be locked. An invoice about another amount is voided, never changed.
    """
    valid = payment.invoices.filter(voided_at=None).first()
    if valid and (valid.amount, valid.currency) == (amount, currency):
        return
    if valid:
        reason = "Replaced: money went back." if amount > 0 else "The money went back."
        Invoice.objects.filter(pk=valid.pk, voided_at=None).update(
            voided_at=timezone.now(), void_reason=reason
        )
    if amount > 0 and payment.sponsorship:
        year = terms.year_of(payment, payment.sponsorship)
        issue(payment, year, amount, currency)


def issue(
    payment: Payment, sponsorship: Sponsorship, amount: int, currency: str
) -> Invoice:
    """Number and freeze an invoice, and have it mailed."""
    now = timezone.now()
    year = tax_years.day(now).year
    vat = vat_in(amount, settings.INVOICE_VAT_RATE)
    invoice = Invoice.objects.create(
        year=year,
        number=next_number(year, InvoiceSeries),
        payment=payment,
        amount=amount,
        vat=vat,
        currency=currency,
        frozen=_freeze(sponsorship),
        issued_at=now,
    )
    notices.write(Notice.Kind.INVOICE, invoice.label, payment=payment, invoice=invoice)
    return invoice


def _freeze(sponsorship: Sponsorship) -> dict[str, Any]:
    sponsor, tier = sponsorship.sponsor, sponsorship.tier
    return {
        "organization": organization.frozen(),
        "name": sponsor.billing_name or sponsor.name,
        "address": sponsor.billing_address,
        "country": sponsor.country,
        "vat_id": sponsor.vat_id,
        "tier": tier.name,
        "year": tier.year,
        "starts_on": _iso(sponsorship.starts_on),
        "ends_on": _iso(sponsorship.ends_on),
        "vat_rate": settings.INVOICE_VAT_RATE,
        "vat_note": settings.INVOICE_VAT_NOTE,
    }


def _iso(day: object) -> str:
    return str(day) if day else ""


def hand_out(invoice: Invoice) -> Invoice:
    """Count one more copy and return the invoice as it is."""
    same = Invoice.objects.filter(pk=invoice.pk)
    same.update(reprints=F("reprints") + 1)
    return same.get()
