"""The gifts of a year: each counted once, in its year, less what went back."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from sponsors.books import booking, offline
from sponsors.giving import gift_aid
from sponsors.hearing import outcomes
from sponsors.models import LedgerEntry, PaymentFact
from sponsors.papers import receipts, summaries
from sponsors.people import histories
from tests.money_factories import enter, make_donation, make_paid, stripe_id

pytestmark = pytest.mark.django_db

Kind = LedgerEntry.Kind
YEAR = 2026


def on(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def give(user, amount=1000, currency="usd", at="2026-03-01T12:00"):
    return make_paid(make_donation(amount, currency, user=user), at=on(at))


def totals(user, year=YEAR):
    return summaries.totals(summaries.gifts_of_year(user, year))


def follow(payment):
    outcomes.follow(booking.lock(payment.pk))


def refund(payment):
    enter(payment, Kind.REFUND, -payment.amount)


def part(payment):
    enter(payment, Kind.REFUND, -300)


def failed_refund(payment):
    key = stripe_id("re")
    enter(payment, Kind.REFUND, -300, key)
    enter(payment, Kind.REFUND_REVERSAL, 300, key)


def dispute(payment):
    enter(payment, Kind.DISPUTE, -payment.amount)


def won_dispute(payment):
    key = stripe_id("dp")
    enter(payment, Kind.DISPUTE, -payment.amount, key)
    enter(payment, Kind.DISPUTE_REVERSAL, payment.amount, key)


def doubted(payment):
    booking.note(payment, PaymentFact.Kind.MISMATCH, "cs_1", payment.created_at)
    receipts.void(receipts.valid_receipt(payment), "In doubt.")


@pytest.mark.parametrize(
    ("what", "counts"),
    [
        (None, 1000),
        (refund, 0),
        (part, 700),
        (failed_refund, 1000),
        (dispute, 0),
        (won_dispute, 1000),
        (doubted, 0),
    ],
)
def test_what_went_back_does_not_count(member, what, counts):
    payment = give(member)
    if what:
        what(payment)
        follow(payment)

    assert totals(member) == {"usd": counts}


def test_a_gift_with_a_replaced_receipt_is_one_line(member):
    payment = give(member)
    part(payment)
    follow(payment)

    [gift] = summaries.gifts_of_year(member, YEAR)

    assert payment.receipts.count() == 2
    assert (gift.given, gift.kept) == (1000, 700)
    assert gift.receipt == receipts.valid_receipt(payment).label


def test_currencies_are_never_added_up(member):
    give(member, 1000, "usd")
    give(member, 500, "usd")
    give(member, 700, "jpy")
    give(member, 1500, "kwd")

    assert totals(member) == {"jpy": 700, "kwd": 1500, "usd": 1500}


@pytest.mark.parametrize(
    ("at", "year"),
    [
        ("2025-12-31T23:59:59.999999", 2025),
        ("2026-01-01T00:00:00", 2026),
        ("2026-12-31T23:59:59.999999", 2026),
        ("2027-01-01T00:00:00", 2027),
    ],
)
def test_a_gift_belongs_to_one_year_alone(member, at, year):
    give(member, at=at)

    assert [one for one in range(2024, 2029) if totals(member, one)] == [year]


@pytest.mark.parametrize(
    ("zone", "at", "said"),
    [
        ("America/New_York", "2027-01-01T04:59:59", "2026-12-31"),
        ("America/New_York", "2027-01-01T05:00:00", "2027-01-01"),
        ("Pacific/Auckland", "2026-12-31T11:00:00", "2027-01-01"),
        # The clocks go back an hour: the day has 25.
        ("America/New_York", "2026-11-02T04:59:59", "2026-11-01"),
    ],
)
def test_the_year_ends_where_the_organization_is(member, settings, zone, at, said):
    settings.ORGANIZATION_TIME_ZONE = ZoneInfo(zone)
    payment = give(member, at=at)

    follow(payment)

    year = int(said[:4])
    assert payment.receipts.get().frozen["received_on"] == said
    assert [one for one in range(2024, 2029) if totals(member, one)] == [year]
    assert histories.years_of(member) == [year]
    assert f"({zone})" in summaries.paper(member, year).intro


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_a_check_is_of_its_day_everywhere(administrator, settings, zone):
    """On the receipt and in the months of the books, which are those of universal time."""
    settings.ORGANIZATION_TIME_ZONE = ZoneInfo(zone)
    first = datetime.date(2026, 3, 1)

    payment = offline.enter(
        purpose=make_donation(1000),
        method="cheque",
        amount=1000,
        currency="usd",
        received_on=first,
        note="",
        by=administrator,
    )

    assert payment.receipts.get().frozen["received_on"] == "2026-03-01"
    assert payment.entries.get().occurred_at.astimezone(datetime.UTC).date() == first


@pytest.mark.parametrize(
    ("at", "year"),
    [
        ("2026-04-05T23:59:59.999999", 2025),
        ("2026-04-06T00:00:00", 2026),
        ("2027-01-01T00:00:00", 2026),
        ("2027-04-05T23:59:59.999999", 2026),
        ("2027-04-06T00:00:00", 2027),
        ("2028-02-29T12:00:00", 2027),
    ],
)
def test_in_the_united_kingdom_a_year_begins_in_april(
    member, as_member, settings, at, year
):
    settings.TAX_SCHEME = "uk"
    give(member, at=at)

    assert [one for one in range(2024, 2030) if totals(member, one)] == [year]
    assert histories.years_of(member) == [year]
    page = as_member.get("/account/giving/").content.decode()
    assert f'/account/giving/summary/{year}/">{year}/{(year + 1) % 100}</a>' in page


def test_the_paper_of_a_british_year_says_so(member, settings):
    settings.TAX_SCHEME = "uk"
    give(member, 1000, "gbp")
    signed = gift_aid.declaration(name="Ada", address="1 Example Street")
    gift = make_donation(2500, "gbp", user=member, gift_aid=signed)
    make_paid(gift, at=on("2026-03-02T12:00"))

    paper = summaries.paper(member, 2025)

    assert paper.title == "Your gifts in 2025/26"
    assert "6 April 2025 to 5 April 2026 (UTC)" in paper.intro
    assert paper.totals == [
        ("Total in GBP", "£35.00"),
        ("Of this with Gift Aid, in GBP", "£25.00"),
    ]


def test_elsewhere_it_is_the_calendars(member):
    give(member, at="2026-03-01T12:00")

    paper = summaries.paper(member, 2026)

    assert paper.title == "Your gifts in 2026"
    assert "1 January 2026 to 31 December 2026 (UTC)" in paper.intro
    assert histories.years_of(member) == [2026]


def test_a_year_is_one_file(member, as_member, settings):
    give(member)
    names = []
    for scheme, year in (("us", 2026), ("uk", 2025)):
        settings.TAX_SCHEME = scheme
        response = as_member.get(f"/account/giving/summary/{year}/summary.pdf")
        names.append(response.headers["Content-Disposition"])

    assert names == [
        'attachment; filename="gifts-2026.pdf"',
        'attachment; filename="gifts-2025-26.pdf"',
    ]


def test_a_refund_of_a_later_year_lessens_the_year_of_the_gift(member):
    payment = give(member)
    enter(payment, Kind.REFUND, -400, at=on("2027-02-01T00:00"))
    follow(payment)

    assert totals(member, 2026) == {"usd": 600}
    assert totals(member, 2027) == {}


def test_gifts_of_others_are_not_there(member, stranger):
    give(stranger)

    assert summaries.paper(member, YEAR) is None


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(member, number, django_assert_num_queries):
    for _gift in range(number):
        give(member)

    with django_assert_num_queries(5):
        paper = summaries.paper(member, YEAR)

    assert len(paper.rows) == number
    assert "not a receipt itself" in " ".join(paper.statements)
