"""The books by month: exact at the desk; in public nobody's single gift can be worked out."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sponsors.books import closing, ledger, open_books, totals
from sponsors.books.charts import HEIGHT, chart
from tests.money_factories import (
    enter,
    make_donation,
    make_paid,
    make_payment,
    make_sponsorship,
)

TODAY = datetime.date(2026, 11, 22)


def day(month, year=2026):
    return datetime.datetime(year, month, 3, tzinfo=datetime.UTC)


def gifts(month, count, amount=1000, **fields):
    return [
        make_paid(make_donation(amount=amount, **fields), at=day(month), fee=10)
        for _each in range(count)
    ]


def accounts(today=TODAY):
    """Close what is due on this day and return what everybody can read."""
    closing.close(today)
    return open_books.accounts()


def rows(today=TODAY):
    (account,) = accounts(today)
    return account.rows


@pytest.mark.django_db
def test_a_year_adds_up():
    first, *_others = gifts(3, 2)
    enter(first, "refund", -400, at=day(4))
    enter(first, "dispute", -600, at=day(4))

    (account,) = totals.of_year(2026)

    march, april = account.months[2], account.months[3]
    assert (march.income, march.fees, march.net) == (2000, -20, 1980)
    assert (april.refunds, april.disputes, april.net) == (-400, -600, -1000)
    assert len(account.months) == 12
    assert account.sum.net == 980


@pytest.mark.django_db
def test_months_with_few_gifts_are_put_together():
    gifts(1, 2)
    gifts(2, 4)
    gifts(3, 5)
    gifts(4, 4)

    (account,) = accounts()

    found = [(row.first.month, row.last.month, row.count) for row in account.rows]
    assert found == [(1, 2, 6), (3, 3, 5)]
    assert account.waits


@pytest.mark.django_db
def test_a_row_never_changes_when_younger_gifts_come():
    gifts(1, 6)
    gifts(2, 3)
    before = rows(datetime.date(2026, 3, 4))

    gifts(3, 9)

    assert rows(datetime.date(2026, 4, 4))[: len(before)] == before


@pytest.mark.django_db
def test_many_gifts_of_one_person_are_no_crowd():
    gifts(1, 4)
    gifts(1, 8, email="Ann@example.org")
    gifts(2, 3, email="ann@Example.org")
    assert rows()[0].count == 12

    gifts(3, 7, email="ann@example.org")
    gifts(4, 3)

    assert len(rows()) == 1  # Ann and three others


@pytest.mark.django_db
def test_what_becomes_known_late_is_part_of_the_next_row():
    """A line that grew by one gift would tell that gift."""
    paid = gifts(1, 6)
    before = rows(datetime.date(2026, 2, 4))
    late = gifts(1, 1, amount=1770)
    enter(paid[0], "refund", -400, at=day(1))
    gifts(2, 5)

    first, second = rows()

    assert [first] == before
    assert (second.count, second.net) == (6, 5000 + 1770 - 60 - 400)
    assert first.net + second.net == ledger.balances()["usd"]
    assert late


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("largest", "shown"),
    [
        pytest.param([9001], 0, id="one gave nearly all"),
        pytest.param([6000, 6001], 0, id="one of two may take off their own"),
        pytest.param([6000, 6000], 1, id="three quarters"),
    ],
)
def test_five_people_of_whom_one_gave_nearly_all_are_no_crowd(largest, shown):
    for amount in largest:
        gifts(1, 1, amount=amount)

    gifts(1, 4)

    assert len(rows()) == shown


@pytest.mark.django_db
def test_a_large_gift_waits_for_others_and_is_counted_then():
    gifts(1, 5)
    gifts(2, 1, amount=90_000)
    gifts(2, 6)
    before = rows(datetime.date(2026, 3, 4))
    gifts(3, 5, amount=8000)

    first, second = rows(datetime.date(2026, 4, 4))

    assert [first] == before
    assert (second.count, second.gifts) == (12, 90_000 + 6000 + 40_000)


@pytest.mark.django_db
def test_a_large_gift_that_is_heard_of_late_waits_for_others():
    gifts(1, 6)
    before = rows(datetime.date(2026, 2, 4))

    gifts(1, 1, amount=77_700)
    gifts(2, 5)

    assert rows() == before


@pytest.mark.django_db
def test_closing_twice_closes_once():
    gifts(1, 6)

    assert [closing.close(TODAY), closing.close(TODAY)] == [1, 0]
    assert len(rows()) == 1


@pytest.mark.django_db
def test_a_month_is_shown_some_days_after_it_is_over():
    gifts(10, 9)

    assert not rows(datetime.date(2026, 11, 2))
    assert rows(datetime.date(2026, 11, 3))[0].count == 9


@pytest.mark.django_db
def test_few_refunds_are_taken_off_not_named():
    paid = gifts(5, 9)
    enter(paid[0], "refund", -1000, at=day(5))

    (row,) = rows()

    assert (row.back, row.fees) == (None, None)
    assert (row.gifts, row.net) == (8000 - 90, 8000 - 90)


@pytest.mark.django_db
def test_many_refunds_are_named():
    for payment in gifts(5, 9)[:5]:
        enter(payment, "refund", -1000, at=day(5))

    (row,) = rows()

    assert (row.gifts, row.back, row.net) == (9000, -5000, 4000 - 90)


@pytest.mark.django_db
def test_sponsors_do_not_hide_a_donor():
    """Prices of sponsors are public: five payments of which four are theirs show one gift."""
    for _each in range(4):
        payment = make_payment(sponsorship=make_sponsorship(state="active"))
        enter(payment, "charge", 250_000, at=day(6))
    gifts(6, 1)

    (account,) = accounts()

    assert account.rows == []
    assert account.waits


@pytest.mark.django_db
def test_sponsors_are_told_apart():
    gifts(6, 5)
    payment = make_payment(sponsorship=make_sponsorship(state="active"))
    enter(payment, "charge", 250_000, at=day(6))

    (row,) = rows()

    assert (row.count, row.gifts, row.sponsors) == (5, 5000, 250_000)


@pytest.mark.django_db
def test_currencies_are_kept_apart():
    gifts(6, 5)
    gifts(6, 5, currency="jpy")

    assert [one.currency for one in accounts()] == ["jpy", "usd"]


@pytest.mark.django_db
def test_the_public_page_is_the_same_for_everybody(client, django_assert_num_queries):
    last_month = timezone.now().replace(day=1) - datetime.timedelta(days=3)
    for _each in range(6):
        make_paid(make_donation(name="Ann Lee"), at=last_month)
    closing.close(timezone.now().date() + datetime.timedelta(days=3))

    client.get("/about/books/")
    with django_assert_num_queries(2):
        response = client.get("/about/books/")

    page = response.content.decode()
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert page == client.get("/about/books/").content.decode()
    assert "90.00" in page
    assert "<svg" not in page  # one bar would say nothing
    assert "style=" not in page
    assert "Ann Lee" not in page


@pytest.mark.django_db
def test_three_rows_are_drawn_as_a_chart(client):
    for month in (6, 7, 8):
        gifts(month, 5)
    closing.close(TODAY)

    assert client.get("/about/books/").content.decode().count('<rect class="came"') == 3


@pytest.mark.django_db
def test_with_nothing_to_show_the_page_says_so(client):
    assert "nothing to show yet" in client.get("/about/books/").content.decode()


@pytest.mark.django_db
def test_the_desk_has_a_chart_and_a_table(as_finance):
    gifts(3, 2)
    there = reverse("admin:sponsors_ledgerentry_totals")

    page = as_finance.get(there, {"year": "2026"}).content.decode()

    assert 'role="img"' in page
    assert page.count("<tr>") == 14
    assert as_finance.get(there, {"year": "x٣"}).status_code == 200


AMOUNT = st.integers(min_value=0, max_value=10**15)


@given(st.lists(st.tuples(AMOUNT, AMOUNT), max_size=40))
def test_a_chart_stays_in_its_frame(columns):
    drawn = chart(columns)

    for bar, (came, went) in zip(drawn.bars, columns, strict=True):
        assert bar.up_y >= 0
        assert bar.up_y + bar.up == drawn.line
        assert bar.down_y + bar.down <= max(drawn.height, HEIGHT + 1)
        assert (bar.up > 0) == (came > 0)
        assert (bar.down > 0) == (went > 0)
