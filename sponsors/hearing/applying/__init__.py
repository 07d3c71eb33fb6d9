"""What Stripe told → facts, entries and outcomes, all in one transaction.

The only writer of payment facts, ledger entries of Stripe's, and the columns of plans,
refunds and disputes that Stripe owns. Everything may be told any number of times, in any
order, by webhooks, by the return page and by the reconciliation at once.
"""

from sponsors.books.booking import NotOurs, NotYet
from sponsors.hearing.applying.everything import apply

__all__ = ["NotOurs", "NotYet", "apply"]
