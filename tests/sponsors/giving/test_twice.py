"""Somebody who pays twice in the same instant: both are booked, staff look at one (51, 72)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone

from sponsors.hearing import applying, fetching
from sponsors.hearing.applying import everything
from sponsors.models import Notice, Payment, Plan, Receipt
from tests.sponsors.conftest import Till, books

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def apply_at_once(monkeypatch):
    """Write things down in threads that have all booked before any looks for a second gift."""

    def apply_at_once(*told):
        barrier, follow = threading.Barrier(len(told)), everything.outcomes.follow

        def meet(payment):
            barrier.wait(timeout=60)
            follow(payment)

        monkeypatch.setattr(everything.outcomes, "follow", meet)

        def apply(things):
            try:
                applying.apply(things, asked_at=timezone.now())
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(told)) as threads:
            list(threads.map(apply, told))

    return apply_at_once


def paid_in_two_tabs(till, *wishes):
    payments = [till.begin(**wish) for wish in wishes]
    for payment in payments:
        till.pay(payment)
    return [fetching.session(payment.session_id) for payment in payments]


def looked_at():
    return list(Payment.objects.exclude(review_reason=""))


def test_two_tabs_paid_in_the_same_instant(stripe, apply_at_once):
    till = Till(stripe)

    apply_at_once(*paid_in_two_tabs(till, {}, {}))

    assert [books(one)["net"] for one in Payment.objects.all()] == [1500, 1500]
    [second] = looked_at()
    assert "twice" in second.review_reason
    [notice] = Notice.objects.filter(kind="review")
    assert notice.payment == second
    assert Receipt.objects.count() == 2


@pytest.mark.parametrize("more", [{}, {"amount": 2500}, {"interval": "yearly"}])
def test_two_plans_begun_in_the_same_instant(stripe, apply_at_once, more):
    """Nobody means two regular gifts within the hour, whatever their amounts."""
    till = Till(stripe)
    wish = {"interval": "monthly"}

    apply_at_once(*paid_in_two_tabs(till, wish, {**wish, **more}))

    assert Plan.objects.exclude(subscription_id=None).count() == 2
    [second] = looked_at()
    assert "regular" in second.review_reason
    assert Notice.objects.filter(kind="review").count() == 1


def test_gifts_of_two_people_in_the_same_instant(stripe, apply_at_once):
    till = Till(stripe)

    apply_at_once(
        *paid_in_two_tabs(till, {}, {"email": "other@example.org"}, {"amount": 2500})
    )

    assert looked_at() == []
