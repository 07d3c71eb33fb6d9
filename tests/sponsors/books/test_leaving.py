"""Leaving for good as somebody who gives: plans end first, the books stay."""

import pytest

from portal import archive, privacy
from sponsors.books import ledger
from sponsors.books.ledger import standing_of
from sponsors.models import Donation, LedgerEntry, Plan, Receipt, StripeEvent
from sponsors.people import forgetting
from tests.accounts.conftest import log_in
from tests.money_factories import make_donation, make_paid, make_plan

pytestmark = pytest.mark.django_db


def leave(member):
    privacy.leave(user=member, keep_words=True)
    member.refresh_from_db()


def test_plans_are_stopped_at_stripe_before_the_account_goes(till, member):
    """Case 79."""
    till.give(interval="monthly", user=member)

    leave(member)

    assert till.sandbox.objects("subscription")[0]["status"] == "canceled"
    assert Plan.objects.get().status == "canceled"
    assert member.anonymised_at


def test_without_stripe_the_account_stays(till, member):
    till.give(interval="monthly", user=member)
    till.sandbox.control("fail_next", faults=["500"] * 9)

    with pytest.raises(privacy.StillGiving):
        leave(member)

    member.refresh_from_db()
    assert member.anonymised_at is None
    assert Donation.objects.get().user == member
    assert Plan.objects.get().is_running


def test_the_page_says_so_kindly(member, client, settings):
    settings.STRIPE_SECRET_KEY = ""
    make_plan(make_donation(user=member, interval="monthly"))
    log_in(client, member.email)
    typed = {"words": "keep", "confirmation": member.handle}

    response = client.post("/account/data/leave/", typed)

    assert response.status_code == 503
    assert "your account was not deleted" in response.content.decode()


def test_a_plan_that_began_meanwhile_keeps_the_account(member, monkeypatch):
    make_plan(make_donation(user=member, interval="monthly"))
    monkeypatch.setattr("sponsors.people.leaving.before_leaving", lambda user: None)

    with pytest.raises(privacy.StillGiving):
        leave(member)


def test_an_open_payment_page_is_closed(till, member):
    payment = till.begin(user=member)

    leave(member)

    assert standing_of(payment).status == "expired"
    assert till.sandbox.objects("checkout.session")[0]["status"] == "expired"


def test_what_was_paid_before_leaving_is_booked_and_names_nobody(till, member):
    """Case 80."""
    payment = till.begin(user=member)
    till.pay(payment)

    leave(member)
    till.hear(order="reversed")

    payment.refresh_from_db()
    assert standing_of(payment).net == 1500
    assert payment.donation.user is None
    assert payment.donation.email == forgetting.NOBODY
    assert payment.donation.name == ""


def test_receipts_and_totals_stay(member):
    """Case 84."""
    payment = make_paid(make_donation(user=member, name="Ann Lee"))
    entries = list(LedgerEntry.objects.values())
    totals = ledger.monthly_totals()

    leave(member)

    receipt = Receipt.objects.get()
    assert (receipt.user, receipt.email) == (None, "")
    assert receipt.frozen["name"] == "Ann Lee"
    assert list(LedgerEntry.objects.values()) == entries
    assert ledger.monthly_totals() == totals
    assert standing_of(payment).net == 1500


def test_what_stripe_told_is_blanked(till, member):
    till.give(user=member)

    leave(member)

    bodies = b"".join(bytes(one.body) for one in StripeEvent.objects.all())
    assert b"member@example.org" not in bodies


def test_the_download_holds_what_was_given(member):
    payment = make_paid(make_donation(user=member, message="For Mia"))
    make_plan(make_donation(user=member, interval="monthly"))

    found = privacy.export(member)["giving"]

    assert found["gifts"][0]["message"] == "For Mia"
    assert found["gifts"][0]["payments"][0]["standing"] == "paid"
    assert found["receipts"][0]["number"] == payment.receipts.get().label
    assert found["regular_gifts"][0]["status"] == "active"
    assert b"".join(archive.stream(member)).startswith(b"PK")
