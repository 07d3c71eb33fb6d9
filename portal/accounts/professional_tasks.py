"""What verified professionals are told by mail; each job may run twice and looks first."""

import datetime as dt

from django.utils import timezone

from portal.accounts import mails
from portal.accounts.models import ProfessionalVerification, User
from portal.jobs import task

# How long before the last day a professional hears of it.
NOTICE = dt.timedelta(days=30)


@task
def tell_professional(verification_id: int) -> None:
    """Tell the one thing that a verified professional was not told yet, if there is one."""
    found = (
        ProfessionalVerification.objects.select_related("user")
        .filter(pk=verification_id, user__is_active=True)
        .first()
    )
    news = None if found is None else _news(found)
    if found is None or news is None:
        return
    mails.professional(found, news.value)
    # Renewed meanwhile? Then this mail was about another time and the next job tells.
    ProfessionalVerification.objects.filter(
        pk=found.pk, expires_on=found.expires_on, told=found.told
    ).update(told=news)


def _news(found: ProfessionalVerification) -> ProfessionalVerification.Told | None:
    told = ProfessionalVerification.Told
    if not found.is_current:
        return None if found.told == told.ENDED else told.ENDED
    if found.told == told.NOTHING:
        return told.VERIFIED
    soon = found.expires_on <= timezone.localdate() + NOTICE
    return told.ENDING if soon and found.told == told.VERIFIED else None


@task
def tell_former_professional(user_id: int) -> None:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    again = ProfessionalVerification.objects.filter(user=user_id).exists()
    if user is not None and not again:
        mails.professional_withdrawn(user)
