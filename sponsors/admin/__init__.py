"""The admin of giving and sponsorship, one module per noun."""

from sponsors.admin import (
    disputes,
    goals,
    inbox,
    ledger,
    payments,
    refunds,
    sponsorship,
    tiers,
)

__all__ = [
    "disputes",
    "goals",
    "inbox",
    "ledger",
    "payments",
    "refunds",
    "sponsorship",
    "tiers",
]
