"""What people are told once: written with the facts, sent by a job afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal import jobs
from sponsors.models import Notice
from sponsors.telling import notice_tasks

if TYPE_CHECKING:
    from sponsors.models import Invoice, Payment, Plan, Receipt


def write(
    kind: Notice.Kind,
    about: str,
    *,
    payment: Payment | None = None,
    plan: Plan | None = None,
    receipt: Receipt | None = None,
    invoice: Invoice | None = None,
) -> None:
    """Have people told, once for each ``kind`` and ``about``; within a transaction."""
    notice, is_new = Notice.objects.get_or_create(
        kind=kind,
        about=about[:120],
        defaults={
            "payment": payment,
            "plan": plan,
            "receipt": receipt,
            "invoice": invoice,
        },
    )
    if is_new:
        jobs.enqueue(notice_tasks.send_notice, notice_id=notice.pk)
