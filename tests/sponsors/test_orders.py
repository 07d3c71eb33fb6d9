"""Twenty orders of whole stories through PostgreSQL: the same books every time."""

import random

import pytest

from sponsors.books import reconcile
from sponsors.models import Receipt
from tests.sponsors.conftest import books, statuses

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def refunded_in_two_parts(till, charge, client):
    client.v1.refunds.create({"charge": charge, "amount": 500})
    client.v1.refunds.create({"charge": charge, "amount": 1000})


def disputed_and_won(till, charge, client):
    made = till.sandbox.control("dispute", charge=charge)
    till.sandbox.control("dispute_move", dispute=made["id"], status="under_review")
    till.sandbox.control("dispute_move", dispute=made["id"], status="won")


def refunded_then_disputed_and_lost(till, charge, client):
    client.v1.refunds.create({"charge": charge, "amount": 500})
    made = till.sandbox.control("dispute", charge=charge, amount=1000)
    till.sandbox.control("dispute_move", dispute=made["id"], status="lost")


STORIES = [refunded_in_two_parts, disputed_and_won, refunded_then_disputed_and_lost]
ENDS = [("refunded", 0, []), ("paid", 1500, [1500]), ("lost", 0, [])]


@pytest.mark.parametrize(
    ("story", "end"),
    list(zip(STORIES, ENDS, strict=True)),
    ids=[story.__name__ for story in STORIES],
)
def test_twenty_orders_end_in_the_same_books(till, stripe_client, story, end):
    """Cases 1, 3, 4, 52, 53, 59, 61 and 62, tripled and shuffled."""
    seen = set()
    for seed in range(20):
        payment = till.begin(email=f"d{seed}@example.org")
        till.pay(payment)
        [charge] = till.sandbox.objects("charge", payment_intent=intent(till, payment))
        story(till, charge["id"], stripe_client)
        till.hear(order=random.Random(seed), copies=3)
        found = books(payment)
        kinds = tuple(sorted((kind, amount) for kind, _id, amount in found["entries"]))
        seen.add((found["status"], found["net"], *found["receipts"], kinds))

    assert len(seen) == 1
    assert seen.pop()[:-1] == (end[0], end[1], *end[2])
    assert statuses() == {"done"}
    assert Receipt.objects.filter(voided_at=None).count() == 20 * len(end[2])
    assert reconcile.run().differences == []


def intent(till, payment):
    payment.refresh_from_db()
    [session] = till.sandbox.objects("checkout.session", id=payment.session_id)
    return session["payment_intent"]
