"""What sponsors are told when a day comes. What is shown needs no job: dates decide that."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from portal import jobs
from sponsors import notices, sponsorships
from sponsors.models import Notice, Sponsorship

# Days before the last one; a worker that was down catches up.
SOON = (60, 14)
LATE = dt.timedelta(days=30)


@jobs.every("12 5 * * *")
def tell_what_ends() -> None:
    """Say twice that a sponsorship ends, and once that it did."""
    today = sponsorships.today()
    for days in SOON:
        _tell(
            sponsorships.active(today).filter(
                ends_on__lte=today + dt.timedelta(days=days)
            ),
            Notice.Kind.SPONSOR_RENEW,
            f":{days}",
        )
    over = Sponsorship.objects.filter(
        paid_at__isnull=False,
        ended_at=None,
        ends_on__range=(today - LATE, today - dt.timedelta(days=1)),
    )
    _tell(over, Notice.Kind.SPONSOR_END, "")


def _tell(found: QuerySet[Sponsorship], kind: Notice.Kind, mark: str) -> None:
    for pk in found.filter(renewal=None).values_list("pk", flat=True):
        with transaction.atomic():
            notices.write(kind, f"{pk}{mark}")
