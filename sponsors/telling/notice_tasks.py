"""Jobs that send what people are told."""

from django.db import transaction

from portal import jobs
from sponsors.telling import sending


@jobs.task
def send_notice(notice_id: int) -> None:
    """Send a notice, unless it was sent."""
    sending.send(notice_id)


@jobs.every("*/15 * * * *")
def send_left_over() -> None:
    """Send again what a job gave up: a mail server that was down all night is up again."""
    with transaction.atomic():
        for notice_id in sending.left_over():
            jobs.enqueue(send_notice, notice_id=notice_id)
