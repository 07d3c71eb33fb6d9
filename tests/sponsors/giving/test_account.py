"""A giver's own page, gifts claimed by a proved address, and one regular gift at a time."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from sponsors.giving import claiming
from sponsors.models import Donation, Plan
from tests.sponsors.giving.world import FORM, filled_in

pytestmark = pytest.mark.django_db

PAGE = "/account/giving/"


def text(browser, path=PAGE):
    return browser.get(path).content.decode()


def prove(user, email):
    EmailAddress.objects.create(user=user, email=email, verified=True)


def test_nothing_yet(as_member):
    assert "No gifts yet." in text(as_member)


def test_gifts_with_how_they_stand_and_their_receipts(giving, as_member):
    giving.give(browser=as_member)
    giving.begin(browser=as_member, preset="50")

    page = text(as_member)

    assert "$25.00" in page
    assert "arrived" in page
    assert "-000001" in page
    assert "$50.00" not in page  # a page that was opened is no gift


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_few_and_many(
    giving, as_member, django_assert_num_queries, number
):
    for _gift in range(number):
        giving.plan(browser=as_member, another_plan="on")

    with django_assert_num_queries(14):
        page = text(as_member)

    assert page.count("<tr>") == number + 1


def test_nobody_sees_gifts_of_somebody_else(giving, as_member, as_stranger):
    giving.give(browser=as_member)

    assert "$25.00" not in text(as_stranger)


def test_a_guest_registers_later_and_proves_the_address(giving, member, as_member):
    gift = giving.give(email="old@example.org")
    assert "without an account" not in text(as_member)
    prove(member, "Old@example.org")
    assert "One gift was made without an account" in text(as_member)

    page = as_member.post("/donate/claim/", follow=True).content.decode()

    assert "1 gift is now in your account." in page
    gift.refresh_from_db()
    assert gift.user == member
    assert gift.payments.get().receipts.get().user == member


def test_an_address_that_was_merely_typed_proves_nothing(giving, member, as_member):
    """Case 77: anybody can sign up with somebody else's address."""
    gift = giving.give(email="victim@example.org")
    EmailAddress.objects.create(user=member, email="victim@example.org", verified=False)
    member.email = "victim@example.org"
    member.save()

    as_member.post("/donate/claim/")

    gift.refresh_from_db()
    assert gift.user is None
    assert "$25.00" not in text(as_member)


def test_a_changed_address_takes_no_gifts_away(giving, member, as_member):
    """Case 78."""
    gift = giving.give(browser=as_member)
    EmailAddress.objects.filter(user=member).delete()
    prove(member, "new@example.org")

    gift.refresh_from_db()
    assert gift.user == member
    assert "$25.00" in text(as_member)


def test_the_next_owner_of_an_address_gets_no_claimed_gift(giving, member, stranger):
    """Case 81: an address moves from one account to another."""
    gift = giving.give(email="shared@example.org")
    prove(member, "shared@example.org")
    claiming.claim(user=member)
    EmailAddress.objects.filter(email="shared@example.org").delete()
    prove(stranger, "shared@example.org")

    assert claiming.claim(user=stranger) == 0
    gift.refresh_from_db()
    assert gift.user == member
    assert gift.payments.get().receipts.get().user == member


def test_claiming_needs_a_button_and_an_account(giving, member, as_member, reader):
    for _gift in range(2):
        giving.give(email=member.email)

    offered = text(as_member, "/donate/claim/")
    assert "2 gifts were made" in offered
    assert "Add them to your account" in offered
    assert set(Donation.objects.values_list("user", flat=True)) == {None}
    assert reader.post("/donate/claim/").url.startswith("/accounts/login/")


def test_a_second_regular_gift_is_asked_about(giving, as_member):
    giving.plan(browser=as_member)

    response = as_member.post(FORM, filled_in(interval="monthly"))

    assert response.status_code == 422
    assert "You already give $25 every month" in response.content.decode()
    assert Plan.objects.count() == 1
    assert giving.plan(browser=as_member, another_plan="on")
    assert as_member.post(FORM, filled_in()).status_code == 303  # once: no question


def test_a_guest_is_asked_in_the_same_browser_and_nowhere_else(giving, reader):
    giving.plan()

    assert reader.post(FORM, filled_in(interval="yearly")).status_code == 422
    elsewhere = Client().post(FORM, filled_in(interval="yearly"))
    assert elsewhere.status_code == 303  # it would tell who gives


def test_two_tabs_make_one_plan(giving, as_member):
    first = giving.begin(browser=as_member, interval="monthly")
    giving.begin(browser=as_member, interval="monthly")

    (old,) = giving.sandbox.objects("checkout.session", id=first)

    assert old["status"] == "expired"


def test_two_tabs_and_the_first_was_paid_meanwhile(giving, as_member):
    first = giving.begin(browser=as_member, interval="monthly")
    giving.sandbox.pay(first)  # and no event came

    response = as_member.post(FORM, filled_in(interval="monthly"))

    assert response.status_code == 422
    assert "You already give" in response.content.decode()
    assert Plan.objects.exclude(subscription_id=None).count() == 1
