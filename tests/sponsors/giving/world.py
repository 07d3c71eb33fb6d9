"""What givers do: fill in the form, pay at Stripe's, come back; and events that arrive."""

import re
import uuid

from sponsors.hearing import event_reading
from sponsors.models import Donation, Payment, Plan
from tests.sponsors.conftest import deliver

FORM = "/donate/"
SESSION = re.compile(r"/c/pay/(cs_test_\w+)")
GOOD, DECLINED = "4242424242424242", "4000000000000002"
RENEWALS_DECLINED = "4000000000000341"


def filled_in(**changed):
    """Return what a browser sends when only the least is filled in."""
    return {
        "wish": str(uuid.uuid4()),
        "currency": "usd",
        "interval": "once",
        "preset": "25",
        "own": "",
        "email": "donor@example.org",
        "is_anonymous": "yes",
    } | {name: value for name, value in changed.items() if value is not None}


class Giving:
    """One giver's browser, the sandbox, and the way between them."""

    def __init__(self, sandbox, browser):
        self.sandbox, self.browser = sandbox, browser

    def begin(self, browser=None, **changed):
        """Send the form; return the session whose page it leads to."""
        response = (browser or self.browser).post(FORM, filled_in(**changed))
        assert response.status_code == 303, response.content.decode()
        return SESSION.search(response.url)[1]

    def give(self, number=GOOD, browser=None, **changed):
        """Begin, pay, and let all events arrive; return the gift."""
        session = self.begin(browser, **changed)
        payment = Payment.objects.get(session_id=session)
        email = changed.get("email", "donor@example.org")
        self.sandbox.pay(session, number, email=email)
        self.arrive()
        return Donation.objects.get(pk=payment.donation_id)

    def plan(self, browser=None, **changed):
        """Begin and pay a monthly gift; return its plan."""
        gift = self.give(browser=browser, **{"interval": "monthly", **changed})
        return Plan.objects.get(donation=gift)

    def arrive(self):
        """Deliver every event that waits, and read it."""
        for webhook in self.sandbox.webhooks():
            assert deliver(webhook).status_code == 200, webhook.kind
        event_reading.read_all_new()

    def remote(self, plan):
        """Return the subscription of a plan as Stripe knows it."""
        (found,) = self.sandbox.objects("subscription", id=plan.subscription_id)
        return found
