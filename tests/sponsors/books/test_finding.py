"""Finding payments by what somebody has in hand."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sponsors.admin.payments import PaymentAdmin
from sponsors.books.searching import search
from sponsors.models import Payment
from tests.money_factories import enter, make_donation, make_offline, make_paid

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def gift(member):
    make_paid(make_donation(amount=777))
    gift = make_donation(email="ann@example.org", user=member, amount=12_345)
    return make_paid(gift, at=timezone.now())


@pytest.mark.parametrize(
    "typed",
    [
        "ann@example.org",
        "ANN@example.org",
        "member@example.org",
        "123.45",
        "$123.45",
        "123.45 ann@example.org",
    ],
)
def test_it_is_found(gift, typed):
    assert list(search(Payment.objects.all(), typed)) == [gift]


@pytest.mark.parametrize("name", ["pk", "charge_id", "payment_intent_id", "session_id"])
def test_it_is_found_by_its_ids(gift, name):
    assert list(search(Payment.objects.all(), str(getattr(gift, name)))) == [gift]


def test_it_is_found_by_balance_transaction_receipt_and_day(gift):
    entry = gift.entries.get(kind="fee")
    entry = type(entry).objects.create(
        payment=gift,
        kind="fee",
        stripe_id="txn_x",
        amount=0,
        currency="usd",
        occurred_at=timezone.now(),
        balance_transaction="txn_x",
        settled_amount=1,
        settled_currency="usd",
    )
    label = gift.receipts.get().label

    assert list(search(Payment.objects.all(), "txn_x")) == [gift]
    assert list(search(Payment.objects.all(), label)) == [gift]
    assert search(Payment.objects.all(), str(timezone.now().date())).count() == 2
    assert not search(Payment.objects.all(), "2001-01-01").exists()


@pytest.mark.parametrize("typed", ["nobody", "re_1", "0", "x@y.z", "\x00", "9" * 400])
def test_other_words_find_nothing_and_break_nothing(gift, as_finance, typed):
    there = reverse("admin:sponsors_payment_changelist")

    response = as_finance.get(there, {"q": typed})

    assert response.status_code == 200
    if typed != "\x00":
        assert response.context["cl"].result_count == 0


def test_a_name_on_the_page_of_donors_is_found(gift):
    named = {"is_anonymous": False, "public_name": "Dr Jane Roe"}
    listed = make_donation(**named, may_be_listed_at=timezone.now())
    paid = make_paid(listed)
    make_paid(make_donation(**named))  # known to us alone

    assert list(search(Payment.objects.all(), "jane ROE")) == [paid]


def test_a_charge_adopted_under_another_payment_is_found(gift):
    enter(gift, "charge", 1, "ch_second")

    assert list(search(Payment.objects.all(), "ch_second")) == [gift]


def test_what_was_decided_is_found_by_an_index_of_its_own(gift, as_finance):
    """Few payments are decided on: the list must not read all the others for them."""
    crowd = [
        Payment(donation=gift.donation, amount=500, currency="usd") for _ in range(500)
    ]
    Payment.objects.bulk_create(crowd)
    decided = make_paid(review_reason="Paid twice?", reviewed_at=timezone.now())
    address = reverse("admin:sponsors_payment_changelist")
    rows = as_finance.get(address, {"look": "done"}).context["cl"].queryset
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sponsors_payment")
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert list(rows) == [decided]
    assert "sponsors_payment_reviewed" in rows.explain()


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_as_many_queries_for_more(
    as_finance, count, django_assert_num_queries
):
    for _each in range(count):
        make_paid(at=timezone.now() - datetime.timedelta(days=1))
    make_offline()

    with django_assert_num_queries(15):
        as_finance.get(reverse("admin:sponsors_payment_changelist"))
    with django_assert_num_queries(7):
        as_finance.get(reverse("admin:sponsors_ledgerentry_changelist"))
    with django_assert_num_queries(8):
        as_finance.get(reverse("admin:sponsors_ledgerentry_totals"))


def test_a_late_page_joins_nothing_to_the_rows_before_it(as_finance, monkeypatch):
    """Ten thousand payments are walked through; only twenty-five are joined."""
    monkeypatch.setattr(PaymentAdmin, "list_per_page", 2)
    now = timezone.now()
    gifts = [make_paid(at=now - n * HOUR, created_at=now - n * HOUR) for n in range(5)]
    address = reverse("admin:sponsors_payment_changelist")

    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = as_finance.get(address, {"p": 2}).context["cl"]

    assert list(page.result_list) == gifts[2:4]
    assert page.paginator.num_pages == 3
    (walk,) = [one["sql"] for one in asked if "OFFSET" in one["sql"]]
    assert "JOIN" not in walk


@pytest.mark.parametrize(
    ("name", "columns"),
    [("ledgerentry", ["occurred_at"]), ("payment", ["created_at", "sum"])],
)
def test_lists_are_sorted_only_by_what_has_an_index(gift, as_finance, name, columns):
    page = as_finance.get(reverse(f"admin:sponsors_{name}_changelist"))

    found = re.findall(r'class="sortable column-(\w+)', page.content.decode())
    assert found == columns
