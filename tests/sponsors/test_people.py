"""Who gave: guests, accounts that come and go, addresses that change (cases 77 to 84)."""

import pytest

from sponsors.books import ledger
from sponsors.books.ledger import standing_of
from sponsors.giving import claiming, plans
from sponsors.models import Donation, Plan, Receipt, StripeEvent
from sponsors.people import forgetting
from tests.money_factories import make_donation, make_paid
from tests.sponsors.conftest import LATE, books, statuses

pytestmark = pytest.mark.django_db


def test_a_guests_gifts_are_claimed_by_proof_of_the_address(member):
    """Case 77."""
    paid = make_paid(make_donation(email="member@example.org"))
    other = make_paid(make_donation(email="other@example.org")).donation

    assert claiming.claim(user=member) == 1

    paid.donation.refresh_from_db()
    assert paid.donation.user == member
    assert paid.receipts.get().user == member
    assert Donation.objects.get(pk=other.pk).user is None


def test_a_page_that_was_only_begun_is_no_gift(till, member):
    """Anybody can type a member's address and leave."""
    till.begin(email="member@example.org")
    assert claiming.unclaimed(member).count() == 0
    assert claiming.claim(user=member) == 0

    late = till.begin(2000, "eur", email="member@example.org")
    till.pay(late, LATE)
    till.hear()

    assert claiming.claim(user=member) == 1
    late.donation.refresh_from_db()
    assert late.donation.user == member


def test_an_address_that_nobody_proved_claims_nothing(member):
    make_paid(make_donation(email="member@example.org"))
    member.emailaddress_set.update(verified=False)

    assert claiming.claim(user=member) == 0


def test_a_claimed_gift_stays_with_whom_claimed_it(member, stranger):
    """Case 81."""
    gift = make_paid(make_donation(email="member@example.org")).donation
    claiming.claim(user=member)
    member.emailaddress_set.all().delete()  # who has the address next
    stranger.emailaddress_set.create(email="member@example.org", verified=True)

    assert claiming.claim(user=stranger) == 0
    gift.refresh_from_db()
    assert gift.user == member


def test_a_members_address_is_the_accounts_not_the_forms(till, member):
    payment = till.begin(user=member, email="somebody.else@example.org")

    assert payment.donation.email == "member@example.org"


def test_an_address_typed_at_stripe_is_kept_for_a_guest_only(till, member):
    guest = till.give(email="")
    mine = till.give(user=member, email="", amount=1600)

    guest.donation.refresh_from_db()
    assert guest.donation.email == "donor@example.org"
    assert mine.donation.email == "member@example.org"


def test_plans_of_who_leaves_are_stopped_first(till, member):
    """Case 79."""
    till.give(interval="monthly", user=member)
    assert len(plans.running_of(member)) == 1

    plans.stop_all(user=member)

    assert plans.running_of(member) == []
    assert Plan.objects.get().status == "canceled"


def test_an_account_deleted_between_paying_and_the_message(till, member):
    """Case 80: the gift is booked, with the address it was given with."""
    payment = till.begin(user=member)
    till.pay(payment)
    member.delete()

    till.hear()

    payment.refresh_from_db()
    assert books(payment)["status"] == "paid"
    assert payment.donation.user is None
    assert Receipt.objects.get().email == "member@example.org"
    assert statuses() == {"done"}


def test_a_customer_deleted_in_the_dashboard(till, stripe_client):
    """Case 82: Stripe ends the plan with its customer."""
    till.give(interval="monthly")
    plan = Plan.objects.get()
    stripe_client.v1.customers.delete(plan.customer_id)

    till.hear(order="reversed")

    plan.refresh_from_db()
    assert plan.status == "canceled"
    assert plan.is_running is False
    assert statuses() == {"done"}


def test_an_anonymous_gift_counts(member):
    """Case 84."""
    payment = make_paid(make_donation(user=member, is_anonymous=True))
    member.delete()

    payment.refresh_from_db()
    assert standing_of(payment).net == 1500
    assert [total.amount for total in ledger.monthly_totals() if total.kind == "charge"]


def test_what_events_said_about_people_is_forgotten(till):
    till.give()
    assert b"donor@example.org" in b"".join(
        bytes(one.body) for one in StripeEvent.objects.all()
    )

    forgetting.forget_address("Donor@example.org")

    assert b"donor@example.org" not in b"".join(
        bytes(one.body) for one in StripeEvent.objects.all()
    )
