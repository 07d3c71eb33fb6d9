"""What sponsors are told when a day comes. What is shown needs no job: dates decide that."""

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from portal import jobs
from sponsors.errors import MoneyError
from sponsors.giving import plans
from sponsors.models import Notice, Sponsorship
from sponsors.sponsorship import logo_files, returned_money, sponsorships, terms
from sponsors.telling import notices

log = logging.getLogger(__name__)

LATE = dt.timedelta(days=30)


@jobs.every("12 5 * * *")
def tell_what_ends() -> None:
    """Say twice that a sponsorship ends, and once that it did; late if a worker was down."""
    today = sponsorships.today()
    for days in sponsorships.SOON:
        _tell(
            sponsorships.active(today).filter(
                ends_on__lte=today + dt.timedelta(days=days)
            ),
            Notice.Kind.SPONSOR_RENEW,
            f":{days}",
        )
    lately = (today - LATE, today - dt.timedelta(days=1))
    over = Sponsorship.objects.annotate(last=Coalesce("grace_until", "ends_on"))
    over = over.filter(paid_at__isnull=False, ended_at=None, last__range=lately)
    _tell(over, Notice.Kind.SPONSOR_END, "")


@jobs.every("52 4 * * *")
def sweep_logos() -> None:
    logo_files.sweep()


@jobs.every("41 * * * *")
def stop_plans_of_returned_money() -> None:
    """Take no further year from sponsors whose payment went back; what fails is tried again."""
    for one in returned_money.ended() if settings.STRIPE_SECRET_KEY else ():
        plan = terms.plan_of(one)
        if plan is None or not plan.is_running:
            continue
        try:
            plans.stop(plan=plan)
        except MoneyError:
            log.warning("sponsorship %d: its plan could not be stopped yet", one.pk)


def _tell(found: QuerySet[Sponsorship], kind: Notice.Kind, mark: str) -> None:
    for pk in found.filter(renewal=None).values_list("pk", flat=True):
        with transaction.atomic():
            notices.write(kind, f"{pk}{mark}")
