"""What the database itself refuses, and what it counts by itself."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from sponsors.books import ledger
from sponsors.models import (
    Donation,
    LedgerEntry,
    LedgerTotal,
    Payment,
    PaymentFact,
    Plan,
    Receipt,
    Refund,
    Sponsorship,
)
from tests.money_factories import (
    enter,
    make_donation,
    make_offline,
    make_paid,
    make_payment,
    make_plan,
    make_sponsor,
    make_sponsorship,
    make_tier,
)

pytestmark = pytest.mark.django_db


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_an_entry_is_never_changed_or_deleted():
    entry = make_paid().entries.first()

    refused(lambda: LedgerEntry.objects.filter(pk=entry.pk).update(amount=1))
    refused(lambda: LedgerEntry.objects.filter(pk=entry.pk).delete())
    refused(lambda: entry.save())


def test_a_fact_is_never_changed_or_deleted():
    payment = make_payment()
    fact = PaymentFact.objects.create(
        payment=payment, kind="completed", stripe_id="cs_1", occurred_at=timezone.now()
    )

    refused(lambda: PaymentFact.objects.update(stripe_id="cs_2"))
    refused(lambda: fact.delete())


def test_one_movement_is_booked_once():
    payment = make_paid()

    refused(
        lambda: LedgerEntry.objects.create(
            payment=payment,
            kind="charge",
            stripe_id=payment.charge_id,
            amount=1,
            currency="usd",
            occurred_at=timezone.now(),
        )
    )
    enter(payment, "charge", 1500, payment.charge_id)
    assert payment.entries.filter(kind="charge").count() == 1


@pytest.mark.parametrize(
    ("kind", "amount"),
    [
        ("charge", -1), ("charge", 0), ("offline", -1), ("refund", 1), ("refund", 0),
        ("refund_reversal", -1), ("dispute", 1), ("dispute_reversal", -1), ("fee", 1),
        ("dispute_fee", 1), ("fee_refund", -1), ("offline_reversal", 1), ("gift", 1),
    ],
)  # fmt: skip
def test_each_kind_has_its_sign(kind, amount):
    payment = make_payment()

    refused(lambda: enter_strictly(payment, kind, amount))


def enter_strictly(payment, kind, amount, currency="usd"):
    LedgerEntry.objects.create(
        payment=payment,
        kind=kind,
        stripe_id="x_1",
        amount=amount,
        currency=currency,
        occurred_at=timezone.now(),
    )


@pytest.mark.parametrize("currency", ["USD", "us", "", "u$d"])
def test_a_currency_is_three_small_letters(currency):
    payment = make_payment()

    refused(lambda: enter_strictly(payment, "charge", 1, currency))
    refused(lambda: make_donation(currency=currency))


@pytest.mark.parametrize("amount", [0, -1])
@pytest.mark.parametrize("make", [make_donation, make_tier])
def test_an_amount_is_more_than_nothing(make, amount):
    refused(lambda: make(amount=amount))


@pytest.mark.parametrize(
    "change",
    [{"amount": 1}, {"currency": "eur"}, {"method": "cheque"}, {"charge_id": "ch_x"}],
)
def test_what_a_payment_is_about_never_changes(change):
    payment = make_paid()

    refused(lambda: Payment.objects.filter(pk=payment.pk).update(**change))


def test_a_payment_has_exactly_one_purpose():
    donation, sponsorship = make_donation(), make_sponsorship()

    refused(lambda: Payment.objects.create(amount=1, currency="usd"))
    refused(
        lambda: Payment.objects.create(
            amount=1, currency="usd", donation=donation, sponsorship=sponsorship
        )
    )
    refused(lambda: Plan.objects.create(amount=1, currency="usd", interval="monthly"))


def test_money_is_not_deleted_with_what_it_was_for():
    payment = make_paid()

    for row in (payment, payment.donation):
        with pytest.raises(Exception, match="protected"):
            row.delete()


def test_a_receipt_is_voided_never_changed_or_deleted():
    receipt = make_paid().receipts.get()

    refused(lambda: Receipt.objects.update(amount=1))
    refused(lambda: Receipt.objects.update(frozen={}))
    refused(lambda: Receipt.objects.all().delete())
    refused(lambda: Receipt.objects.update(voided_at=timezone.now()))
    Receipt.objects.update(voided_at=timezone.now(), void_reason="Went back.")
    refused(lambda: Receipt.objects.update(voided_at=None, void_reason=""))
    assert receipt.number == 1


def test_a_refund_needs_two_people_if_it_needs_them(member, stranger):
    payment, now = make_paid(), timezone.now()
    fields = {"payment": payment, "amount": 1, "currency": "usd"}

    refused(
        lambda: Refund.objects.create(
            requested_by=member, approved_by=member, approved_at=now, **fields
        )
    )
    refused(
        lambda: Refund.objects.create(needs_approval=True, remote_id="re_1", **fields)
    )


def test_a_sold_tier_keeps_its_words_and_price():
    """Case 71."""
    tier = make_tier()
    tier.amount = 1
    tier.save()
    make_sponsorship(tier, state="approved")

    for change in ({"amount": 2}, {"gives": "More."}, {"year": 2000}):
        refused(lambda change=change: type(tier).objects.update(**change))
    type(tier).objects.update(capacity=3, is_open=False)


@pytest.mark.parametrize(
    "fields",
    [
        {"paid_at": timezone.now()},
        {"rejected_at": timezone.now()},
        {
            "approved_at": timezone.now(),
            "rejected_at": timezone.now(),
            "reject_reason": "x",
        },
        {"approved_at": timezone.now(), "paid_at": timezone.now()},
        {"ended_at": timezone.now()},
        {"starts_on": datetime.date(2026, 1, 2), "ends_on": datetime.date(2026, 1, 1)},
        {"starts_on": datetime.date(2026, 1, 2)},
        {"interval": "monthly"},
    ],
    ids=lambda fields: " ".join(fields),
)
def test_a_sponsorship_moves_only_along_the_arrows(fields):
    tier, sponsor = make_tier(), make_sponsor()

    refused(lambda: make_sponsorship(tier, sponsor, **fields))


def test_a_logo_is_told_in_words():
    found = Sponsorship.objects.filter(pk=make_sponsorship().pk)

    refused(lambda: found.update(logo="x.png"))
    found.update(logo="x.png", logo_alt="A bird")


def test_an_anonymous_gift_has_no_name_to_be_listed():
    refused(lambda: make_donation(public_name="A. Donor"))
    refused(lambda: make_donation(may_be_listed_at=timezone.now()))
    assert make_donation(is_anonymous=False, public_name="A. Donor")


def test_the_ledger_cannot_be_emptied_outside_tests():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('sponsors_refuse'::regproc)")
        assert "test\\_%" in cursor.fetchone()[0]
    assert connection.settings_dict["NAME"].startswith("test_")


def test_totals_are_counted_with_each_entry_and_stay_when_merged():
    january, may = (
        datetime.datetime(2026, month, 3, tzinfo=datetime.UTC) for month in (1, 5)
    )
    make_paid(at=january)
    make_paid(at=may, amount=700)
    make_paid(at=may, amount=300)
    make_offline()
    before = ledger.monthly_totals()
    rows = LedgerTotal.objects.count()

    ledger.compact_totals()

    assert ledger.monthly_totals() == before
    assert LedgerTotal.objects.count() < rows
    assert ledger.wrong_totals() == []
    [total] = [one for one in before if (one.month.month, one.kind) == (5, "charge")]
    assert (total.amount, total.entries) == (1000, 2)
    assert ledger.balances() == {"usd": 1500 + 700 + 300 + 1500 - 3 * 74}
    assert ledger.monthly_totals(since=datetime.date(2026, 2, 1), until=may.date())


def test_a_plan_belongs_to_one_gift():
    plan = make_plan()

    refused(lambda: make_plan(plan.donation))
    assert Donation.objects.count() == 1
