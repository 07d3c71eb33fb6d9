"""A receipt as a paper: what was frozen when it was issued, and how it stands now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sponsors import money
from sponsors.models import Donation, Interval, Payment
from sponsors.papers import layout, organization, tax_years

if TYPE_CHECKING:
    from sponsors.models import Receipt

Dedication = Donation.Dedication


def of(receipt: Receipt, *, is_copy: bool = False) -> layout.Paper:
    """Return the paper; a copy says DUPLICATE, a receipt that does not hold says VOID."""
    frozen: dict[str, Any] = receipt.frozen
    issuer = frozen.get("organization") or organization.frozen()
    stamp, note = _stamp(receipt, is_copy=is_copy)
    return layout.Paper(
        title=_("Receipt for a gift"),
        label=_("Receipt %s") % receipt.label,
        issuer=layout.issuer_lines(issuer, "tax_id", "charity_number"),
        recipient=layout.lines(_giver(receipt), frozen["address"]),
        intro=_("Thank you. %(organization)s has received this gift from you.")
        % {"organization": issuer["name"]},
        amount=money.show(receipt.amount, receipt.currency),
        facts=_facts(receipt, frozen),
        statements=[*frozen.get("statements", [])],
        foot=layout.lines(issuer.get("status", "")),
        stamp=stamp,
        stamp_note=note,
        issued_at=receipt.issued_at,
    )


def _giver(receipt: Receipt) -> str:
    """Return whom a receipt is for: a tax office can do nothing with one for nobody."""
    return receipt.frozen.get("name") or receipt.email or _("A donor")


def _facts(receipt: Receipt, frozen: dict[str, Any]) -> list[tuple[str, str]]:
    amount = money.grouped(receipt.amount, receipt.currency)
    return layout.known(
        [
            (_("Received on"), layout.day(frozen["received_on"])),
            (_("Amount"), f"{receipt.currency.upper()} {amount}"),
            (_("How"), _how(frozen["method"], frozen["interval"])),
            _dedication(frozen["dedication_kind"], frozen["dedication_name"]),
            (_("Number of this receipt"), receipt.label),
            (_("Issued on"), date_format(tax_years.day(receipt.issued_at))),
        ]
    )


def _how(method: str, interval: str) -> str:
    how = str(Payment.Method(method).label)
    return how if interval == Interval.ONCE else f"{how}, {Interval(interval).label}"


def _dedication(kind: str, name: str) -> tuple[str, str]:
    label = _("In memory of") if kind == Dedication.MEMORY else _("In honor of")
    return label, name


def _stamp(receipt: Receipt, *, is_copy: bool) -> tuple[str, str]:
    if receipt.voided_at:
        words = _("This receipt has not been valid since %(day)s. %(reason)s")
        day = date_format(tax_years.day(receipt.voided_at))
        return _("VOID"), words % {"day": day, "reason": receipt.void_reason}
    if not is_copy:
        return "", ""
    if not receipt.reprints:
        return _("DUPLICATE"), _("A copy: the receipt itself was sent by e-mail.")
    return _("DUPLICATE"), (
        _("Copy number %s. It stands for the same gift as the first one.")
        % receipt.reprints
    )
