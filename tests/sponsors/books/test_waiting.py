"""What waits for those who keep the books, on their desk and behind each link."""

import re

import pytest
from django.utils import timezone

from sponsors.models import Dispute, Refund, Sponsorship, StripeEvent
from tests.money_factories import make_donation, make_paid, make_sponsorship

pytestmark = pytest.mark.django_db

ROW = re.compile(r'<li><a href="([^"]+)"><b>(\d+)</b> <span>([^<]+)</span>')


def rows(browser):
    page = browser.get("/admin/").content.decode()
    return {label: (url, int(count)) for url, count, label in ROW.findall(page)}


@pytest.fixture
def everything(finance):
    doubted = make_paid(make_donation(amount=50_000))
    doubted.review_reason = "Paid twice?"
    doubted.save(update_fields=["review_reason"])
    Refund.objects.create(
        payment=doubted,
        amount=50_000,
        currency="usd",
        reason="duplicate",
        needs_approval=True,
        requested_by=finance,
    )
    Dispute.objects.create(
        payment=doubted,
        remote_id="du_1",
        status="needs_response",
        opened_at=timezone.now(),
        synced_at=timezone.now(),
        amount=50_000,
        currency="usd",
    )
    StripeEvent.objects.create(
        event_id="evt_1",
        type="charge.succeeded",
        created=timezone.now(),
        livemode=False,
        status="dead",
        body=b"{}",
    )
    make_sponsorship(state="applied")
    shown = make_sponsorship(state="active")
    Sponsorship.objects.filter(pk=shown.pk).update(proposed_at=timezone.now())


@pytest.mark.usefixtures("everything")
def test_finance_sees_what_waits_and_each_link_shows_it(as_treasurer):
    found = rows(as_treasurer)

    assert set(found) == {
        "Disputes to answer",
        "Payments to look at",
        "Refunds waiting for a second person",
        "Events from Stripe that could not be read",
        "Applications of sponsors to decide on",
        "New logos of sponsors to look at",
    }
    for url, count in found.values():
        shown = as_treasurer.get(url.replace("&amp;", "&")).context["cl"]
        assert (count, shown.result_count) == (1, 1), url


@pytest.mark.usefixtures("everything")
def test_nobody_is_asked_to_approve_a_refund_of_their_own(as_finance):
    assert "Refunds waiting for a second person" not in rows(as_finance)


@pytest.mark.usefixtures("everything")
def test_editors_are_told_nothing_of_money(visit):
    page = visit("editor").get("/admin/").content.decode()

    assert "Disputes" not in page
    assert "sponsors to decide" not in page


def test_where_nothing_waits_nothing_is_said(as_treasurer):
    assert rows(as_treasurer) == {}
