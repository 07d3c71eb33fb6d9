"""The e-mail address that Stripe has of a member: the account's, also after it changed."""

from __future__ import annotations

from portal.accounts.models import User
from sponsors import stripe_gateway
from sponsors.models import Plan
from sponsors.remote import NotThere

MOST_TELLINGS = 5  # of one job, while the address goes on changing


def customers(user: User) -> list[str]:
    """Return the customers at Stripe that pay a member's running plans."""
    running = Plan.objects.filter(donation__user=user, ended_at=None)
    return sorted(
        set(running.exclude(customer_id="").values_list("customer_id", flat=True))
    )


def tell(user: User) -> None:
    """Tell Stripe the address of an account; again if it changed meanwhile.

    So of two changes told side by side the later one stays. Raises StripeTrouble.
    """
    for _time in range(MOST_TELLINGS):
        address = user.email
        for customer in customers(user):
            try:
                stripe_gateway.update_customer_email(customer=customer, email=address)
            except NotThere:
                continue  # deleted at Stripe, whose event tells
        user.refresh_from_db(fields=["email"])
        if user.email == address:
            return
