"""What giving and sponsorship leave to the worker; each room has its own ``<noun>_tasks``."""

from sponsors import (
    address_tasks,
    card_testing,
    declined,
    inbox_tasks,
    money_tasks,
    notice_tasks,
    refund_tasks,
    sponsor_tasks,
)

__all__ = [
    "address_tasks",
    "card_testing",
    "declined",
    "inbox_tasks",
    "money_tasks",
    "notice_tasks",
    "refund_tasks",
    "sponsor_tasks",
]
