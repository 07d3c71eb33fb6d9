"""Jobs that call moderators when something waits longer than promised."""

from django.db import transaction

from forums.moderation import alarms, mails
from portal import jobs
from portal.accounts.models import User


@jobs.task
def mail_alarm(moderator_id: int) -> None:
    """Tell a moderator what waits too long; nothing, if it was done meanwhile."""
    moderator = User.objects.filter(pk=moderator_id, is_active=True).first()
    overdue = alarms.overdue_for(moderator) if moderator else None
    if moderator and overdue:
        mails.alarm(moderator, overdue)


@jobs.every("*/10 * * * *")
def raise_alarms() -> None:
    """Look, every ten minutes, for what waits longer than promised."""
    with transaction.atomic():
        for moderator_id in alarms.claim():
            jobs.enqueue(mail_alarm, moderator_id=moderator_id)
