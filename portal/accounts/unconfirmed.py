"""Accounts whose address nobody confirmed: they must not keep it from its owner."""

import datetime as dt
import logging

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from portal.accounts.models import User

log = logging.getLogger(__name__)

KEPT_FOR = dt.timedelta(days=7)


def never_confirmed() -> QuerySet[User]:
    """Accounts made by sign-up whose address was never confirmed; nobody ever logged in.

    Accounts made by staff carry no declaration of age and are left alone.
    """
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    return User.objects.filter(
        ~Exists(confirmed),
        declared_16_at__isnull=False,
        last_login__isnull=True,
        is_staff=False,
        is_superuser=False,
        anonymised_at__isnull=True,
    )


@transaction.atomic
def delete_never_confirmed(*, now: dt.datetime | None = None) -> int:
    """Delete the accounts that were not confirmed within seven days; return how many."""
    before = (now or timezone.now()) - KEPT_FOR
    stale = never_confirmed().filter(date_joined__lt=before)
    count = stale.select_for_update(of=("self",)).count()
    stale.delete()
    log.info("%d accounts that were never confirmed are deleted", count)
    return count


@transaction.atomic
def release_address(email: str, *, proven_by: User) -> None:
    """Delete the never-confirmed account of somebody else that blocks a proven address."""
    never_confirmed().filter(email=email.lower()).exclude(pk=proven_by.pk).delete()
