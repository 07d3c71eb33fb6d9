"""Checks and transfers at the desk: booked once, with a receipt, never in the future."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from sponsors.models import Donation, LedgerEntry, Payment
from tests.money_factories import make_sponsorship

pytestmark = pytest.mark.django_db


def form(**changed):
    return {
        "key": str(uuid.uuid4()),
        "method": "cheque",
        "received_on": str(timezone.now().date()),
        "currency": "usd",
        "amount": "250.00",
        "name": "Ann Lee",
        "email": "Ann@Example.org",
        "note": "Check 17",
        **changed,
    }


@pytest.fixture
def send(as_finance):
    def send(**changed):
        return as_finance.post(reverse("admin:sponsors_payment_enter"), form(**changed))

    return send


def test_a_check_is_booked_with_its_receipt(send, finance):
    response = send()

    payment = Payment.objects.get()
    assertRedirects(
        response, reverse("admin:sponsors_payment_change", args=[payment.pk])
    )
    entry = payment.entries.get()
    assert (entry.kind, entry.amount, entry.currency) == ("offline", 25_000, "usd")
    assert payment.receipts.get().email == "ann@example.org"
    assert payment.entered_by == finance


def test_sent_twice_it_is_booked_once(send):
    key = str(uuid.uuid4())

    send(key=key)
    send(key=key)

    assert LedgerEntry.objects.count() == 1


def test_the_next_check_in_a_form_that_was_used_is_not_lost(send):
    key = str(uuid.uuid4())
    send(key=key)

    refused = send(key=key, note="Check 18")
    booked = LedgerEntry.objects.count()
    send(key=str(refused.context["form"]["key"].value()), note="Check 18")

    assertContains(refused, "nothing was booked now")
    assert booked == 1
    assert LedgerEntry.objects.count() == 2


def test_a_sponsorship_begins_when_its_transfer_came(send):
    sponsorship = make_sponsorship(state="approved")

    send(sponsorship=sponsorship.pk, amount="2500", method="transfer")
    send(sponsorship=sponsorship.pk, amount="2500", method="transfer")

    sponsorship.refresh_from_db()
    assert sponsorship.paid_at
    assert sponsorship.payments.count() == 1
    assert not Donation.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "0"),
        ("amount", "1,500"),
        ("amount", "999999999999.00"),
        ("currency", "xyz"),
        ("method", "stripe"),
        ("received_on", "2999-01-01"),
        ("email", "no address"),
    ],
)
def test_what_cannot_be_is_not_booked(send, field, value):
    response = send(**{field: value})

    assertContains(response, "There is a problem")
    assert not Payment.objects.exists()


def test_a_sponsorship_costs_what_was_agreed(send):
    sponsorship = make_sponsorship(state="approved")

    response = send(sponsorship=sponsorship.pk, amount="25")

    assertContains(response, "This sponsorship costs $2,500.00.")
