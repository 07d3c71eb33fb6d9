"""Gift Aid declarations that are taken back: no tax is claimed on what comes from then on."""

import datetime

import pytest
from django.utils import timezone

from sponsors.giving import gift_aid
from sponsors.papers import receipts, summaries
from tests.money_factories import make_donation, make_paid

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
URL = "/account/giving/gift-aid/"


@pytest.fixture(autouse=True)
def _in_the_uk(settings):
    settings.TAX_SCHEME = "uk"


def declare(**fields):
    signed = gift_aid.declaration(name="Ada", address="1 Example Street")
    return make_donation(1000, "gbp", gift_aid=signed, **fields)


def receipt(gift, days):
    return make_paid(gift, at=timezone.now() + days * DAY).receipts.get()


def test_taken_back_it_holds_for_what_came_before_alone(member, as_member):
    gift = declare(user=member)
    before = receipt(gift, -1)

    page = as_member.post(URL, follow=True).content.decode()
    after = receipt(gift, 1)

    assert "no Gift Aid on gifts that come from today on" in page
    assert "Take my declaration back" not in page
    assert "we claim the basic rate" in before.frozen["statements"][0]
    (said,) = after.frozen["statements"]
    assert "You took your Gift Aid declaration back on" in said
    this = timezone.now().year  # yesterday and tomorrow may be of other years
    gifts = [
        one
        for year in (this - 1, this, this + 1)
        for one in summaries.gifts_of_year(member, year)
    ]
    assert [one.is_gift_aid for one in gifts] == [True, False]


def later(days=1, **fields):
    """Return what the receipt of a gift without a declaration says about Gift Aid."""
    return receipt(make_donation(1000, "gbp", **fields), days).frozen["statements"][0]


def test_a_declaration_covers_later_gifts_of_the_same_account_as_its_words_say(member):
    assert "signed no Gift Aid declaration" in later(user=member)  # nothing before it
    receipt(declare(user=member), 0)

    assert "we claim the basic rate" in later(user=member)
    assert "signed no Gift Aid declaration" in later(-1, user=member)
    gift_aid.take_back(gift_aid.of_member(member))
    assert "signed no Gift Aid declaration" in later(user=member)


def test_a_declaration_that_was_never_paid_covers_nothing(member):
    declare(user=member)

    assert "signed no Gift Aid declaration" in later(user=member)


@pytest.mark.parametrize(
    ("name", "says"),
    [("", "we claim"), ("ada ", "we claim"), ("Bert", "no Gift Aid declaration")],
)
def test_without_an_account_the_same_address_and_no_other_name_are_covered(name, says):
    receipt(declare(email="a@example.org"), 0)

    assert says in later(email="a@example.org", name=name)
    assert "no Gift Aid declaration" in later(email="b@example.org", name=name)


def test_a_receipt_issued_anew_for_an_older_gift_still_claims(member):
    gift = declare(user=member)
    payment = make_paid(gift, at=timezone.now() - DAY)
    gift_aid.take_back(gift_aid.of_giver(gift))
    gift.refresh_from_db()

    receipts.keep_right(payment, 400, "gbp")

    valid = receipts.valid_receipt(payment)
    assert valid.amount == 400
    assert "we claim the basic rate" in valid.frozen["statements"][0]


def test_only_ones_own_declarations_are_taken_back(member, stranger, as_member):
    gifts = [declare(user=stranger), declare(email=member.email)]

    as_member.post(URL)

    for gift in gifts:
        gift.refresh_from_db()
        assert "taken_back_at" not in gift.gift_aid


def test_finance_notes_what_a_donor_wrote(as_finance):
    gift, same = declare(email="a@example.org"), declare(email="a@example.org")
    other = declare(email="b@example.org")
    page = f"/admin/sponsors/payment/{make_paid(gift).pk}/"
    shown = as_finance.get(f"{page}change/").text
    assert "This donor declared Gift Aid" in shown
    assert "with Gift Aid" in shown

    assert as_finance.get(f"{page}gift-aid/").status_code == 302
    assert gift_aid.declared().count() == 3
    answer = as_finance.post(f"{page}gift-aid/", follow=True)

    assert "This donor declared Gift Aid" not in answer.text
    assert list(gift_aid.declared()) == [other]
    same.refresh_from_db()
    assert same.gift_aid["name"] == "Ada"


def test_elsewhere_nobody_is_asked(member, as_member, settings):
    declare(user=member)
    assert "Take my declaration back" in as_member.get("/account/giving/").text
    settings.TAX_SCHEME = "us"

    assert "Gift Aid" not in as_member.get("/account/giving/").text
