"""Jobs that send money back."""

from portal import jobs
from sponsors.books import refund_sending


@jobs.task
def send_refund(refund_id: int) -> None:
    refund_sending.send(refund_id)
