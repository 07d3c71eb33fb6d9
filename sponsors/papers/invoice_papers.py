"""An invoice as a paper: what was frozen when it was issued, and how it stands now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sponsors import money
from sponsors.papers import layout, tax_years

if TYPE_CHECKING:
    from sponsors.models import Invoice


def of(invoice: Invoice, *, is_copy: bool = False) -> layout.Paper:
    """Return the invoice as a paper."""
    frozen: dict[str, Any] = invoice.frozen
    net = invoice.amount - invoice.vat
    issuer, currency = frozen["organization"], invoice.currency
    stamp, note = _stamp(invoice, is_copy=is_copy)
    return layout.Paper(
        title=_("Invoice"),
        label=_("Invoice %s") % invoice.label,
        issuer=layout.issuer_lines(issuer, "tax_id", "charity_number", "vat_id"),
        recipient=layout.lines(frozen["name"], frozen["address"], frozen["country"]),
        facts=layout.known(
            [
                (_("Invoice number"), invoice.label),
                (
                    _("Date of the invoice"),
                    date_format(tax_years.day(invoice.issued_at)),
                ),
                (_("Your VAT number"), frozen["vat_id"]),
                (_("Time of service"), _span(frozen)),
            ]
        ),
        head=[_("No."), _("What"), _("Net"), _rate(frozen["vat_rate"]), _("Price")],
        rows=[
            [
                "1",
                _("Sponsorship “%(tier)s” %(year)s")
                % {"tier": frozen["tier"], "year": frozen["year"]},
                money.show(net, currency),
                money.show(invoice.vat, currency),
                money.show(invoice.amount, currency),
            ]
        ],
        totals=[(_("Paid"), money.show(invoice.amount, currency))],
        statements=[
            *layout.lines(frozen["vat_note"]),
            _("Paid in full. Nothing is left to pay."),
        ],
        stamp=stamp,
        stamp_note=note,
        issued_at=invoice.issued_at,
    )


def _span(frozen: dict[str, Any]) -> str:
    if not frozen["starts_on"]:
        return ""
    return f"{layout.day(frozen['starts_on'])} – {layout.day(frozen['ends_on'])}"


def _rate(rate: int) -> str:
    """Return the heading of the column of VAT: VAT 19%, VAT 8.1%."""
    digits = money.plain(rate, "usd").rstrip("0").rstrip(".")
    return _("VAT %s%%") % (digits or "0")


def _stamp(invoice: Invoice, *, is_copy: bool) -> tuple[str, str]:
    if invoice.voided_at:
        return _("VOID"), invoice.void_reason
    return (_("DUPLICATE"), _("A copy of the invoice.")) if is_copy else ("", "")
