"""Stripe is killed in the middle and comes back as it was: nothing lost, nothing doubled."""

import pytest
from django.core.management import CommandError, call_command

from sponsors.books import reconcile, refund_sending, refunds
from sponsors.errors import PaymentPageUnreachable, PlanUnreachable
from sponsors.hearing import event_reading
from sponsors.models import Cursor, Donation, Payment, Plan, Refund, StripeEvent
from sponsors.remote import Unreachable
from tests.sponsors.conftest import books, statuses
from tests.sponsors.faults.processes import KEYS, StripeProcess, until
from tests.sponsors.giving.world import FORM, SESSION, filled_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def down(live_server, settings, tmp_path, monkeypatch):
    """A Stripe in a process of its own, which delivers to this portal."""
    made = StripeProcess(tmp_path, f"{live_server.url}/hooks/stripe/")
    made.start()
    made.control("config", retry_delays=[0.3] * 200)
    settings.STRIPE_SECRET_KEY = KEYS["STRIPE_SECRET_KEY"]
    settings.STRIPE_WEBHOOK_SECRETS = [KEYS["STRIPE_WEBHOOK_SECRETS"]]
    settings.STRIPE_API_BASE = made.base
    settings.SITE_URL = "http://testserver"
    yield made
    made.kill()


def begin(browser, **wish):
    """Send the form of giving; return the id of the payment page."""
    answer = browser.post(FORM, filled_in(**wish))
    assert answer.status_code == 303, answer.content.decode()
    return SESSION.search(answer.url)[1]


def hear(stripe):
    until(stripe.has_delivered)
    event_reading.read_all_new()


def give(stripe, browser, **wish):
    """Begin, pay and hear; return the payment."""
    session = begin(browser, **wish)
    stripe.control("pay", session=session)
    hear(stripe)
    return Payment.objects.get(session_id=session)


def test_a_gift_begun_while_stripe_is_down_is_begun_when_it_is_up(down, client):
    form = filled_in()
    down.kill()

    refused = client.post(FORM, form)

    assert refused.status_code == 503
    assert str(PaymentPageUnreachable.message) in refused.content.decode()
    assert Payment.objects.get().session_id is None
    down.start()
    session = SESSION.search(client.post(FORM, form).url)[1]
    down.control("pay", session=session)
    hear(down)
    assert (Donation.objects.count(), Payment.objects.count()) == (1, 1)
    assert books(Payment.objects.get())["receipts"] == [2500]
    assert reconcile.run().differences == []


def test_messages_that_waited_at_stripe_come_when_it_is_up(down, client):
    session = begin(client)
    down.control("config", hold=True)
    down.control("pay", session=session)
    down.kill()
    assert statuses() == set()

    down.start()
    down.control("release", order="reverse", copies=2)
    hear(down)

    assert books(Payment.objects.get())["receipts"] == [2500]
    assert statuses() == {"done"}


def test_messages_that_waited_here_are_read_when_it_is_up(down, client):
    session = begin(client)
    down.control("pay", session=session)
    until(down.has_delivered)
    down.kill()

    event_reading.read_all_new()

    assert statuses() == {"new"}
    waiting = StripeEvent.objects.filter(status="new")
    assert all("Unreachable" in one.error for one in waiting)
    thanks = client.get(f"/donate/thanks/{Payment.objects.get().donation_id}/")
    assert "One moment" in thanks.content.decode()
    down.start()
    event_reading.read_all_new()
    assert statuses() == {"done"}
    assert books(Payment.objects.get())["receipts"] == [2500]


def test_what_was_asked_for_while_stripe_is_down_is_done_when_it_is_up(
    down, as_member, administrator
):
    """A refund waits for its job; a change of a plan is refused in words; books wait."""
    payment = give(down, as_member)
    plan = give(down, as_member, interval="monthly", preset="50").plan
    down.kill()
    pause = f"/account/giving/plans/{plan.pk}/pause/"

    refused = as_member.post(pause, follow=True)
    refund = refunds.request(
        payment=payment, amount=500, by=administrator, reason="requested_by_customer"
    )
    with pytest.raises(Unreachable):
        refund_sending.send(refund.pk)
    with pytest.raises(CommandError, match="Stripe:"):
        call_command("stripe_reconcile")

    assert str(PlanUnreachable.message) in refused.content.decode()
    assert Plan.objects.get().paused_at is None
    assert (Refund.objects.get().status, Cursor.objects.count()) == ("", 0)
    down.start()
    refund_sending.send(refund.pk)
    refund_sending.send(refund.pk)
    as_member.post(pause)
    hear(down)
    assert Plan.objects.get().paused_at
    assert (books(payment)["net"], books(payment)["receipts"]) == (2000, [2000])
    assert Refund.objects.get().status == "succeeded"
    assert reconcile.run().differences == []
