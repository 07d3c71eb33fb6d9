"""The nouns of giving and sponsorship, one module per noun; import them from here.

- giving: ``Donation`` (the wish; its key is made by the form) · ``Plan`` (a recurring gift
  or sponsorship as Stripe last told it; ``is_running``) · ``Interval`` once|monthly|yearly
- payments: ``Payment`` (one attempt; key = client_reference_id = metadata["payment"]) ·
  ``PaymentFact`` (append-only, no money) · ``Refund`` · ``Dispute``
- ledger: ``LedgerEntry`` (append-only money; ``LedgerEntry.Kind``) · ``LedgerTotal``
- open_books: ``OpenRow`` (months that everybody may read, closed for good)
- receipts: ``Receipt`` (``label``, frozen JSON, void, reprints) · ``ReceiptSeries``
- invoices: ``Invoice`` (for sponsors; as a receipt, with VAT) · ``InvoiceSeries``
- goals: ``Goal`` (what is asked for in a stretch of months)
- sponsorship: ``Tier`` · ``Sponsor`` · ``SponsorContact`` · ``Sponsorship`` (dated facts)
- placements: ``Placement`` · ``PlacementDay`` · firewall: ``FirewallException``
- stripe: ``StripeEvent`` (inbox) · ``Cursor`` · ``Notice`` (what a person is told once;
  written with the facts, mailed by the job ``sponsors.tasks.send_notice``)

Amounts are whole minor units with a currency in lower case ("usd"); ``sponsors.money``
reads and prints them. How a payment stands is no column: ``ledger.standing_of(payment)``.
Nobody but ``sponsors.hearing.applying`` writes facts, entries and what Stripe owns.
"""

from sponsors.models.constraints import Interval
from sponsors.models.firewall import FirewallException
from sponsors.models.giving import Donation, Plan
from sponsors.models.goals import Goal
from sponsors.models.invoices import Invoice, InvoiceSeries
from sponsors.models.ledger import LedgerEntry, LedgerTotal
from sponsors.models.open_books import OpenRow
from sponsors.models.payments import Dispute, Payment, PaymentFact, Refund
from sponsors.models.placements import Placement, PlacementDay
from sponsors.models.receipts import Receipt, ReceiptSeries
from sponsors.models.sponsorship import Sponsor, SponsorContact, Sponsorship, Tier
from sponsors.models.stripe import Cursor, Notice, StripeEvent

__all__ = [
    "Cursor",
    "Dispute",
    "Donation",
    "FirewallException",
    "Goal",
    "Interval",
    "Invoice",
    "InvoiceSeries",
    "LedgerEntry",
    "LedgerTotal",
    "Notice",
    "OpenRow",
    "Payment",
    "PaymentFact",
    "Placement",
    "PlacementDay",
    "Plan",
    "Receipt",
    "ReceiptSeries",
    "Refund",
    "Sponsor",
    "SponsorContact",
    "Sponsorship",
    "StripeEvent",
    "Tier",
]
