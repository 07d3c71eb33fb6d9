"""Invoices for sponsors: issued when paid, exact VAT, kept by the database; and their mails."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from sponsors.books import booking
from sponsors.hearing import outcomes
from sponsors.models import Invoice, LedgerEntry, Notice, Plan
from sponsors.papers import invoice_papers, pdf
from sponsors.telling import notices
from tests.money_factories import (
    enter,
    make_contact,
    make_offline,
    make_sponsor,
    make_sponsorship,
    make_tier,
)
from tests.sponsors.papers.pdf_text import facts, holds
from tests.sponsors.papers.posting import files, post

pytestmark = pytest.mark.django_db

Kind = Notice.Kind


@pytest.fixture
def sponsorship():
    sponsor = make_sponsor(
        name="Example Widgets",
        billing_name="Example Widgets S.A.",
        billing_address="Rue de l’Exemple 1\n1000 Bruxelles",
        country="BE",
        vat_id="BE0123456789",
    )
    make_contact(sponsor, email="owner@example.com", role="owner")
    make_contact(sponsor, email="billing@example.com", role="billing")
    make_contact(sponsor, email="logo@example.com", role="assets")
    tier = make_tier(amount=119_000, currency="eur", name="Gold")
    return make_sponsorship(tier, sponsor, state="approved")


def test_a_paid_sponsorship_gets_an_invoice_with_the_vat_in_it(settings, sponsorship):
    settings.INVOICE_VAT_RATE = 1900
    settings.ORGANIZATION_VAT_ID = "DE123456789"
    make_offline(sponsorship=sponsorship)
    invoice = Invoice.objects.get()

    made = pdf.render(invoice_papers.of(invoice))

    assert (invoice.amount, invoice.vat) == (119_000, 19_000)
    for words in (
        "Invoice INV-", "Example Widgets S.A.", "1000 Bruxelles", "BE0123456789",
        "DE123456789", "Gold", "VAT 19%", "€1,000.00", "€190.00", "€1,190.00",
        "Paid in full",
    ):  # fmt: skip
        assert holds(made, words), words
    assert facts(made)["ua"] == "1"


def test_the_reason_why_no_vat_is_charged_stands_on_it(settings, sponsorship):
    settings.INVOICE_VAT_NOTE = "Reverse charge."
    make_offline(sponsorship=sponsorship)

    made = pdf.render(invoice_papers.of(Invoice.objects.get()))

    assert holds(made, "Reverse charge.")
    assert holds(made, "VAT 0%")


def test_a_refunded_sponsorship_makes_the_invoice_void(sponsorship):
    payment = make_offline(sponsorship=sponsorship)
    enter(payment, LedgerEntry.Kind.OFFLINE_REVERSAL, -119_000)
    outcomes.follow(booking.lock(payment.pk))
    outcomes.follow(booking.lock(payment.pk))

    invoice = Invoice.objects.get()

    assert invoice.voided_at
    assert holds(pdf.render(invoice_papers.of(invoice, is_copy=True)), "VOID")


@pytest.mark.parametrize(
    "change",
    [{"amount": 1}, {"vat": 1}, {"number": 9}, {"frozen": {}}, {"currency": "usd"}],
)
def test_the_database_keeps_invoices_as_they_were_issued(sponsorship, change):
    make_offline(sponsorship=sponsorship)

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Invoice.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invoice.objects.all().delete()


def test_the_invoice_goes_to_those_who_decide_and_pay(sponsorship):
    make_offline(sponsorship=sponsorship)

    told = {one.subject: one for one in post()}

    mail = told["Your invoice"]
    [(name, content)] = files(mail)
    assert mail.to == ["owner@example.com", "billing@example.com"]
    assert name.startswith("invoice-INV-")
    assert not holds(content, "DUPLICATE")
    assert Invoice.objects.get().sent_at


def test_an_address_that_was_only_typed_hears_nothing_once_one_is_proved(
    sponsorship, member
):
    sponsorship.sponsor.contacts.filter(role="owner").update(user=member)
    notices.write(Kind.SPONSOR_YES, str(sponsorship.pk))

    [mail] = post()

    assert mail.to == ["owner@example.com"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.SPONSOR_YES, "accepted"),
        (Kind.SPONSOR_PAID, "Thank you"),
        (Kind.SPONSOR_RENEW, "then ends by itself"),
        (Kind.SPONSOR_END, "has ended"),
    ],
)
def test_sponsors_are_told_how_they_stand(sponsorship, kind, words):
    today = timezone.now().date()
    sponsorship.starts_on = today
    sponsorship.ends_on = today + datetime.timedelta(days=60)
    sponsorship.save()
    notices.write(kind, f"{sponsorship.pk}:60")

    [mail] = post()

    assert words in mail.subject + mail.body
    assert "Example Widgets" in mail.body
    assert f"/sponsors/mine/{sponsorship.pk}/" in mail.body
    assert "€" not in mail.subject


def test_a_rejection_says_why_to_those_who_decide():
    sponsorship = make_sponsorship(state="rejected", reject_reason="We take none.")
    make_contact(sponsorship.sponsor, email="owner@example.com")
    notices.write(Kind.SPONSOR_NO, str(sponsorship.pk))

    [mail] = post()

    assert "We take none." in mail.body
    assert "reject" not in mail.subject.lower()


def test_one_that_renews_itself_is_told_so_with_the_link_that_stops_it(sponsorship):
    now = timezone.now()
    Plan.objects.create(
        sponsorship=sponsorship,
        amount=sponsorship.amount,
        currency=sponsorship.currency,
        interval="yearly",
        status="active",
        subscription_id="sub_1",
        synced_at=now,
    )
    sponsorship.starts_on, sponsorship.ends_on = now.date(), now.date()
    sponsorship.save()
    notices.write(Kind.SPONSOR_RENEW, f"{sponsorship.pk}:14")

    [mail] = post()

    assert "renewed for another year" in mail.body
    assert "/donate/plan/" in mail.body


def test_staff_hears_of_an_application_and_an_invited_person_of_the_invitation(
    settings, sponsorship
):
    settings.FINANCE_EMAIL = "books@example.org"
    contact = sponsorship.sponsor.contacts.get(role="assets")
    notices.write(Kind.SPONSOR_NEW, str(sponsorship.pk))
    notices.write(Kind.SPONSOR_INVITE, str(contact.pk))

    staff, invited = post()

    assert staff.to == ["books@example.org"]
    assert f"/admin/sponsors/sponsorship/{sponsorship.pk}/change/" in staff.body
    assert invited.to == ["logo@example.com"]
    assert "/sponsors/mine/" in invited.body
