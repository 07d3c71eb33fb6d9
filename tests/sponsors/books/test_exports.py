"""The file for accountants: exact, and harmless in a spreadsheet."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from sponsors.books import exports
from sponsors.models import LedgerEntry
from tests.money_factories import enter, make_donation, make_paid, make_payment

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 10, 31)
NOON = datetime.datetime(2026, 10, 31, 12, tzinfo=datetime.UTC)


def rows(first=DAY, last=DAY):
    text = "".join(exports.ledger_csv(first=first, last=last))
    return list(csv.DictReader(io.StringIO(text)))


def test_each_entry_is_a_row_with_exact_amounts():
    make_paid(make_donation(amount=1234567890123), at=NOON, fee=7)

    charge, fee = rows()

    assert (charge["kind"], charge["amount"]) == ("charge", "12345678901.23")
    assert (fee["kind"], fee["amount"], fee["currency"]) == ("fee", "-0.07", "USD")
    assert charge["occurred_at"] == "2026-10-31T12:00:00Z"
    assert charge["purpose"] == "gift"
    assert "A Donor" not in str(charge)


@pytest.mark.parametrize(
    ("currency", "amount", "written"),
    [("jpy", 500, "500"), ("kwd", 1230, "1.230"), ("isk", 50_000, "500.00")],
)
def test_decimals_are_those_of_the_currency(currency, amount, written):
    make_paid(make_donation(amount=amount, currency=currency), at=NOON, fee=0)

    assert rows()[0]["amount"] == written


def test_the_sum_of_the_file_is_the_sum_of_the_ledger():
    for number in range(1, 30):
        make_paid(make_donation(amount=number * 1001), at=NOON, fee=number)

    found = sum(Decimal(row["amount"]) for row in rows())

    assert found * 100 == sum(LedgerEntry.objects.values_list("amount", flat=True))


def test_days_count_from_midnight_to_midnight():
    begin = datetime.datetime(2026, 10, 31, tzinfo=datetime.UTC)
    moments = [
        begin - datetime.timedelta(microseconds=1),
        begin,
        begin + datetime.timedelta(days=1, microseconds=-1),
        begin + datetime.timedelta(days=1),
    ]
    payment = make_payment()
    for number, moment in enumerate(moments):
        enter(payment, "charge", 100 + number, at=moment)

    assert [row["amount"] for row in rows()] == ["1.01", "1.02"]


def test_pages_of_the_walk_leave_nothing_out(monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 3)
    payment = make_payment()
    for number in range(10):
        moment = NOON + datetime.timedelta(seconds=number // 4)  # several at once
        enter(payment, "charge", 100 + number, at=moment)

    assert len({row["entry"] for row in rows()}) == 10


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0", "\r=1"]
)
def test_a_note_is_no_formula(text):
    payment = make_payment(note=text)
    enter(payment, "charge", 100, at=NOON)

    assert rows()[0]["note"] == f"'{text}"


def test_quotes_and_line_breaks_stay_in_their_cell():
    payment = make_payment(note='He said "hi",\nthen left')
    enter(payment, "charge", 100, at=NOON)

    assert rows()[0]["note"] == 'He said "hi",\nthen left'


def test_finance_downloads_it(as_finance):
    make_paid(at=NOON)
    there = reverse("admin:sponsors_ledgerentry_export")

    response = as_finance.get(there, {"first": "2026-10-01", "last": "2026-10-31"})

    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "ledger-2026-10-01-2026-10-31.csv" in response["Content-Disposition"]
    assert response.getvalue().decode().count("\r\n") == 3
    assert as_finance.get(there).status_code == 200


@pytest.mark.parametrize("text", ["=1+1", " =1+1", "＝1+1", "＋1", " ＠SUM(A1)", "|x"])
def test_a_formula_is_a_text_in_wide_letters_too(text):
    assert exports.harmless(text) == f"'{text}"
