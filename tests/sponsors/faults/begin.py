"""Run in a process of its own: begins gifts and prints the ids of their payment pages."""

import sys
from uuid import uuid4

import django

django.setup()

from sponsors.giving import donations  # noqa: E402  Django first
from sponsors.models import Payment  # noqa: E402  as above

THANKS = "http://127.0.0.1/donate/thanks/?session_id={CHECKOUT_SESSION_ID}"


def main(number, interval):
    for _gift in range(int(number)):
        key = uuid4()
        wish = donations.Wish(
            amount=1500,
            currency="usd",
            interval=interval,
            email=f"{key}@example.org",
        )
        donations.begin(
            key=key, wish=wish, user=None, success_url=THANKS, cancel_url=THANKS
        )
        sys.stdout.write(f"{Payment.objects.get(donation=key).session_id}\n")


main(*sys.argv[1:])
