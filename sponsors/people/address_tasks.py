"""Jobs that tell Stripe who a member is reached by."""

from django.db import transaction

from portal import jobs
from portal.accounts.models import User
from sponsors.people import addresses


@jobs.task
def tell_address(user_id: int) -> None:
    """Tell Stripe the address of an account that still has one."""
    user = User.objects.filter(pk=user_id, anonymised_at=None).first()
    if user:
        addresses.tell(user)


def tell_later(*, user: User, **_signal: object) -> None:
    """Have Stripe told of a changed address, in the transaction that changes it."""
    if addresses.customers(user):
        with transaction.atomic():
            jobs.enqueue(tell_address, user_id=user.pk)
