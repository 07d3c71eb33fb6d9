"""What giving and sponsorship leave to the worker; each room has its own ``<noun>_tasks``."""

from sponsors.books import money_tasks, refund_tasks
from sponsors.giving import card_testing, declined, plan_tasks
from sponsors.hearing import inbox_tasks
from sponsors.people import address_tasks
from sponsors.sponsorship import sponsor_tasks
from sponsors.telling import notice_tasks

__all__ = [
    "address_tasks",
    "card_testing",
    "declined",
    "inbox_tasks",
    "money_tasks",
    "notice_tasks",
    "plan_tasks",
    "refund_tasks",
    "sponsor_tasks",
]
