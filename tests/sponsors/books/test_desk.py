"""The desk of those who keep the books: what they see, and what nobody else does."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django.asserts import assertContains, assertNotContains

from sponsors.models import Dispute, Goal, LedgerEntry, StripeEvent
from tests.money_factories import (
    enter,
    make_donation,
    make_offline,
    make_paid,
    make_payment,
    make_sponsorship,
)

pytestmark = pytest.mark.django_db

LISTS = ("payment", "refund", "dispute", "stripeevent", "ledgerentry", "goal")


def page(name, *args):
    return reverse(f"admin:sponsors_{name}", args=args)


@pytest.mark.parametrize("noun", LISTS)
def test_a_list_opens_for_finance(as_finance, noun):
    make_paid()

    response = as_finance.get(page(f"{noun}_changelist"))

    assert response.status_code == 200
    assert "style=" not in response.content.decode()


def test_a_list_counts_what_stands_in_its_rows(as_finance):
    make_paid()
    StripeEvent.objects.create(
        event_id="evt_1",
        type="charge.failed",
        livemode=False,
        created=timezone.now(),
        body=b"{}",
    )

    assertContains(as_finance.get(page("ledgerentry_changelist")), "2 entries")
    assertContains(as_finance.get(page("stripeevent_changelist")), "1 event")
    assertContains(as_finance.get(page("payment_changelist")), "1 payment")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("needs_response", "waits for our answer"),
        ("lost", "lost: the money is gone"),
        ("news_of_2031", "news_of_2031"),
    ],
)
def test_a_dispute_is_told_in_words(as_finance, status, words):
    payment = make_paid()
    now = timezone.now()
    Dispute.objects.create(
        payment=payment,
        remote_id="dp_1",
        amount=1500,
        currency="usd",
        reason="product_not_received",
        status=status,
        due_by=now,
        opened_at=now,
        synced_at=now,
    )

    listed = as_finance.get(page("dispute_changelist"))
    told = as_finance.get(page("payment_change", payment.pk)).content.decode()

    assertContains(listed, words)
    assertContains(listed, "product not received")
    assert words in told
    assert ("answer until" in told) is (status == "needs_response")


@pytest.mark.parametrize(
    ("status", "is_refundable", "is_said"),
    [
        ("warning_needs_response", True, True),
        ("warning_closed", True, False),
        ("needs_response", False, False),
    ],
)
def test_what_a_refund_would_spare_is_said(as_finance, status, is_refundable, is_said):
    payment, now = make_paid(), timezone.now()
    payment.disputes.create(
        remote_id="dp_1",
        amount=1500,
        currency="usd",
        status=status,
        is_refundable=is_refundable,
        opened_at=now,
        synced_at=now,
    )

    said = "if all is refunded now, the bank takes nothing"

    told = as_finance.get(page("payment_change", payment.pk)).content.decode()
    assert (said in told) is is_said

    enter(payment, LedgerEntry.Kind.REFUND, -1500)
    assertNotContains(as_finance.get(page("payment_change", payment.pk)), said)


@pytest.mark.parametrize("who", ["moderator", "editor", "reviewer"])
@pytest.mark.parametrize("noun", LISTS)
def test_other_staff_see_no_money(visit, who, noun):
    payment = make_paid()

    assert visit(who).get(page(f"{noun}_changelist")).status_code == 403
    assert visit(who).get(page("payment_change", payment.pk)).status_code == 403
    assert visit(who).get(page("payment_refund", payment.pk)).status_code == 403
    assert visit(who).get(page("ledgerentry_export")).status_code == 403
    assert visit(who).get(page("ledgerentry_totals")).status_code == 403
    assert visit(who).post(page("payment_enter")).status_code == 403


def test_finance_has_no_hand_in_articles(finance):
    rights = finance.get_all_permissions()

    assert rights
    assert {right.partition(".")[0] for right in rights} == {"sponsors"}


def test_the_page_of_a_payment_tells_all(as_finance):
    payment = make_paid(make_donation(message="For <b>Mia</b>", name="Ann Lee"))

    response = as_finance.get(page("payment_change", payment.pk))

    assertContains(response, "Ann Lee")
    assertContains(response, "For &lt;b&gt;Mia&lt;/b&gt;")
    assertContains(response, payment.charge_id)
    assertContains(response, "−$0.74")
    assertContains(response, payment.receipts.get().label)
    assertContains(response, page("payment_refund", payment.pk))


def test_the_papers_of_a_payment_open_from_its_page(as_finance):
    gift = make_paid()
    sponsored = make_paid(sponsorship=make_sponsorship(state="approved"))

    for payment, paper in (
        (gift, gift.receipts.get()),
        (sponsored, sponsored.invoices.get()),
    ):
        told = as_finance.get(page("payment_change", payment.pk)).content.decode()
        [address] = re.findall(rf'href="(\S+)">{paper.label}</a>', told)
        assertContains(as_finance.get(address), paper.label)


def test_days_are_written_as_people_do(as_finance, administrator):
    one = make_sponsorship(state="active")
    paid = make_paid(review_reason="Perhaps paid twice")
    paid.refunds.create(amount=100, currency="usd", requested_by=administrator)
    pages = [
        page("payment_change", paid.pk),
        page("payment_refund", paid.pk),
        page("refund_change", paid.refunds.get().pk),
        page("sponsorship_change", one.pk),
    ]

    for each in pages:
        told = re.sub(r"<[^>]*>", "", as_finance.get(each).content.decode())
        assert date_format(timezone.now()) in told, each
        assert f"{timezone.now():%Y-%m-%d}" not in told, each


def test_what_is_looked_at_with_a_receipt_keeps_it(as_finance):
    has_one = make_paid(review_reason="Perhaps paid twice")
    has_none = make_payment(review_reason="Another amount")

    said = "its receipt stays as it is"
    assertContains(as_finance.get(page("payment_change", has_one.pk)), said)
    assertNotContains(as_finance.get(page("payment_change", has_none.pk)), said)


def test_the_front_page_says_what_waits(as_finance):
    payment = make_paid()
    payment.review_reason = "Paid twice?"
    payment.save(update_fields=["review_reason"])

    response = as_finance.get(reverse("admin:index"))

    assertContains(response, "Payments to look at")


def test_a_goal_is_typed_as_people_do(as_finance):
    typed = {
        "title": "Servers",
        "currency": "usd",
        "amount": "1500.50",
        "first_month": "2026-01-01",
        "last_month": "2026-12-01",
    }

    as_finance.post(page("goal_add"), typed)

    assert Goal.objects.get().amount == 150_050


def test_what_stripe_sent_is_shown_only_when_asked_for(as_finance):
    event = StripeEvent.objects.create(
        event_id="evt_1",
        type="charge.succeeded",
        livemode=False,
        created="2026-11-22T00:00:00Z",
        body=b'{"email": "anna@example.org"}',
        status="dead",
    )
    there = page("stripeevent_change", event.pk)

    assertNotContains(as_finance.get(there), "anna@example.org")
    assertContains(as_finance.post(there, {"body": ""}), "anna@example.org")
    as_finance.post(there, {"retry": ""})
    event.refresh_from_db()
    assert (event.status, event.attempts) == ("new", 0)


def test_an_offline_gift_can_be_taken_back_once(as_finance):
    payment = make_offline()
    there = page("payment_take_back", payment.pk)

    as_finance.post(there, {"note": "It bounced"})
    as_finance.post(there, {"note": "It bounced"})

    amounts = payment.entries.order_by("pk").values_list("amount", flat=True)
    assert list(amounts) == [1500, -1500]
    assert payment.receipts.get().voided_at


@pytest.mark.parametrize(
    ("noun", "may_be_added"),
    [("goal", True), ("tier", True), ("sponsor", True), ("refund", False)],
)
def test_what_can_be_added_is_added_from_its_list(as_administrator, noun, may_be_added):
    page = as_administrator.get(f"/admin/sponsors/{noun}/").content.decode()

    tools = page.split('id="changelist"')[0].split("<h1>")[1]
    assert (f"/admin/sponsors/{noun}/add/" in tools) is may_be_added
