"""Our books are Stripe's books, or the command says where they are not (cases 85 to 95)."""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from sponsors.books import booking, reconcile, reviewing
from sponsors.hearing import fetching
from sponsors.models import (
    Cursor,
    Donation,
    LedgerEntry,
    Payment,
    Plan,
    Receipt,
    Refund,
    StripeEvent,
)
from sponsors.stripe_gateway import listing
from tests.money_factories import make_paid
from tests.sponsors.conftest import books, notice_kinds, statuses

pytestmark = pytest.mark.django_db


def deaf(till):
    """Have every message from now on lost."""
    till.sandbox.control("config", drop=["*"])


def command(**options):
    out, code = StringIO(), 0
    try:
        call_command("stripe_reconcile", stdout=out, **options)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue()


def test_what_all_webhooks_missed_is_repaired(till, stripe_client):
    deaf(till)
    gift = till.begin()
    till.pay(gift)
    back = till.begin(2000)
    till.pay(back)
    plan_payment = till.begin(1000, interval="monthly", email="b@example.org")
    till.pay(plan_payment)
    [charge] = till.sandbox.objects("charge", amount=2000)
    stripe_client.v1.refunds.create({"charge": charge["id"], "amount": 500})
    [charge] = till.sandbox.objects("charge", amount=1500)
    till.sandbox.control("dispute", charge=charge["id"])

    code, said = command()

    assert code == 0, said
    assert books(gift)["status"] == "disputed"
    assert (books(back)["status"], books(back)["net"]) == ("partially_refunded", 1500)
    assert books(plan_payment)["status"] == "paid"
    assert Plan.objects.get().status == "active"


def test_the_second_time_nothing_changes(till):
    """Case 85."""
    deaf(till)
    till.pay(till.begin())
    command()
    before = list(LedgerEntry.objects.order_by("pk").values_list())

    report = reconcile.run()

    assert (report.events, report.repaired, report.differences) == (0, [], [])
    assert list(LedgerEntry.objects.order_by("pk").values_list()) == before
    assert notice_kinds() == ["receipt"]


def test_what_is_older_than_the_event_log_is_compared(till):
    """Events are gone after 30 days; charges are not."""
    deaf(till)
    payment = till.begin()
    till.pay(payment)
    Cursor.objects.create(
        name="events", position=timezone.now() + datetime.timedelta(1)
    )

    code, said = command()

    assert code == 0
    assert "was not booked" in said
    assert "1 repaired, 0 different" in said
    assert books(payment)["status"] == "paid"


def test_messages_after_a_reconciliation_change_nothing(till):
    """Case 86, one after the other; at the same moment: test_races.py."""
    payment = till.begin()
    till.pay(payment)
    reconcile.run()
    before = books(payment)

    till.hear(copies=2)

    assert books(payment) == before
    assert statuses() == {"done"}


def test_events_of_the_same_second_are_not_lost(till):
    """Case 87: the walk begins an hour before the cursor."""
    deaf(till)
    till.pay(till.begin())
    reconcile.run()
    newest = Cursor.objects.get().position
    second = till.begin(email="b@example.org")
    till.pay(second)
    Cursor.objects.update(position=newest + datetime.timedelta(minutes=30))

    report = reconcile.run()

    assert report.events > 0
    assert books(second)["status"] == "paid"


def test_many_pages_are_walked(till, monkeypatch):
    """Case 88."""
    monkeypatch.setattr(listing, "PAGE", 3)
    deaf(till)
    gifts = [till.begin(email=f"d{n}@example.org") for n in range(4)]
    for gift in gifts:
        till.pay(gift)

    report = reconcile.run()

    assert report.events > 9
    assert report.differences == []
    assert {books(gift)["status"] for gift in gifts} == {"paid"}


def test_events_of_every_type_are_asked_for(till):
    """Stripe takes twenty types in one question; more are of interest here."""
    deaf(till)
    till.pay(till.begin())
    till.pay(till.begin(interval="monthly", email="b@example.org"))
    there = till.sandbox.objects("event")
    known = {one["id"] for one in there if one["type"] in fetching.HANDLERS}

    reconcile.run()

    assert len(fetching.HANDLERS) > listing.MOST_TYPES
    assert set(StripeEvent.objects.values_list("event_id", flat=True)) == known


def test_too_many_requests_are_waited_out(till):
    """Case 89: the library itself does not."""
    deaf(till)
    payment = till.begin()
    till.pay(payment)
    till.sandbox.control("fail_next", faults=["429", "429"])

    assert command()[0] == 0
    assert books(payment)["status"] == "paid"


def test_stripe_down_is_told_and_keeps_the_cursor(till, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"

    with pytest.raises(Exception, match="Stripe:"):
        call_command("stripe_reconcile")

    assert Cursor.objects.count() == 0


def test_ledger_and_balance_transactions_add_up(till, stripe_client):
    """Case 94."""
    for number in range(3):
        payment = till.give(1500 + number, email=f"d{number}@example.org")
    stripe_client.v1.refunds.create({"charge": payment.charge_id, "amount": 700})
    till.hear()

    there = till.sandbox.objects("balance_transaction")

    rows = LedgerEntry.objects.exclude(balance_transaction="")
    assert sum(one["net"] for one in there) == sum(
        row.settled_amount + row.amount for row in rows
    )
    assert sum(one["amount"] for one in there) == sum(
        books(payment)["net"] for payment in Payment.objects.all()
    )


def test_money_that_stripe_does_not_know_is_a_difference(till):
    payment = make_paid()

    code, said = command()

    assert code == 1
    assert f"charge {payment.charge_id}: not at Stripe" in said


def test_a_sum_that_was_tampered_with_is_a_difference(till):
    till.give()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sponsors_ledgertotal SET amount = amount + 1")

    code, said = command()

    assert code == 1
    assert "total" in said


def test_a_dead_event_is_a_difference(till):
    till.give()
    StripeEvent.objects.filter(type="charge.succeeded").update(status="dead")

    code, said = command()

    assert code == 1
    assert "was given up" in said


def test_a_plan_that_ended_unheard_is_repaired(till, stripe_client):
    till.give(1000, interval="monthly")
    plan = Plan.objects.get()
    deaf(till)
    stripe_client.v1.subscriptions.cancel(plan.subscription_id)
    StripeEvent.objects.all().delete()
    Cursor.objects.create(
        name="events", position=timezone.now() + datetime.timedelta(1)
    )

    code, said = command()

    plan.refresh_from_db()
    assert (code, plan.status) == (0, "canceled")
    assert plan.subscription_id in said


def lose(*payments):
    """Make the database as it was before: an old backup was restored."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in (
            "notice", "receipt", "paymentfact", "ledgerentry", "ledgertotal", "refund",
            "dispute", "payment", "plan", "donation", "stripeevent",
        ):  # fmt: skip
            cursor.execute(f"DELETE FROM sponsors_{table}")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


@pytest.mark.parametrize("interval", ["once", "monthly"])
def test_payments_newer_than_a_restored_backup_are_adopted(
    till, administrator, interval
):
    """Case 95: booked at once, as a gift to be looked at; a receipt after that."""
    payment = till.give(interval=interval)
    lose(payment)
    assert Payment.objects.count() == 0

    code, said = command()

    again = Payment.objects.get()
    assert again.pk == payment.pk
    assert Donation.objects.get().email == "donor@example.org"
    assert (books(again)["status"], books(again)["receipts"]) == ("paid", [])
    assert "not in our books" in again.review_reason
    reviewing.settle(payment=again, by=administrator, note="A gift.")
    assert books(again)["receipts"] == [1500]
    assert Receipt.objects.count() == 1
    assert Refund.objects.count() == 0
    assert code in {0, 1}, said


def test_a_dispute_won_long_after_it_was_opened_is_no_difference(till):
    payment = till.give()
    made = till.sandbox.control("dispute", charge=payment.charge_id)
    till.hear()
    till.sandbox.control("advance", days=60)
    till.sandbox.control("dispute_move", dispute=made["id"], status="won")
    till.hear()
    won = payment.entries.get(kind="dispute_reversal")

    report = reconcile.run(since=won.occurred_at - reconcile.WINDOW)

    assert report.differences == []


def test_money_back_of_an_old_dispute_that_stripe_does_not_know_is_told(till):
    payment = till.give()
    till.sandbox.control("dispute", charge=payment.charge_id)
    till.hear()
    till.sandbox.control("advance", days=60)
    now = payment.entries.latest("pk").occurred_at + datetime.timedelta(days=60)
    booking.book(payment, "dispute_reversal", "txn_invented", 1500, "usd", now)

    report = reconcile.run(since=now - reconcile.WINDOW)

    assert any("txn_invented: not at Stripe" in one for one in report.differences)
