"""One date for each gift: page, mail, search and file name the day that the receipt names."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.template import Context, Template
from django.utils import timezone

from sponsors.books import exports, searching
from sponsors.models import Notice, Payment
from sponsors.papers import invoice_papers, receipt_papers, tax_wording
from sponsors.telling import sending
from tests.money_factories import make_donation, make_paid, make_plan, make_sponsorship

pytestmark = pytest.mark.django_db

# In Los Angeles this is still the evening of the day, the month and the year before.
MOMENT = datetime.datetime(2026, 1, 1, 3, tzinfo=datetime.UTC)
DAY, NEXT_DAY = "2025-12-31", "2026-01-01"
IN_WORDS = "31 December 2025"


@pytest.fixture(autouse=True)
def organization(settings):
    settings.ORGANIZATION_TIME_ZONE = ZoneInfo("America/Los_Angeles")


@pytest.fixture
def gift(member):
    donation = make_donation(user=member, email=member.email)
    return make_paid(donation, at=MOMENT, created_at=MOMENT)


def test_the_page_of_the_giver_says_what_the_receipt_says(gift, as_member):
    page = as_member.get("/account/giving/").content.decode()

    assert gift.receipts.get().frozen["received_on"] == DAY
    assert f'<time datetime="{DAY}">' in page
    assert NEXT_DAY not in page


def test_a_gift_is_of_the_day_on_which_its_money_came(member, as_member):
    """A payment page was opened before midnight and paid after it."""
    donation = make_donation(user=member, email=member.email)
    before = MOMENT - datetime.timedelta(days=1)
    make_paid(donation, at=MOMENT, created_at=before)

    assert f'<time datetime="{DAY}">' in as_member.get("/account/giving/").text


def test_finance_reads_it_and_finds_the_payment_by_it(gift, as_finance):
    page = as_finance.get(f"/admin/sponsors/payment/{gift.pk}/change/").text

    assert "31 December 2025 (the day on the receipt)" in page
    every = Payment.objects.all()
    assert list(searching.search(every, DAY)) == [gift]
    assert not searching.search(every, NEXT_DAY)
    assert not searching.search(every, "9999-12-31")


def test_it_is_found_by_the_day_its_money_came(member):
    gift = make_paid(at=MOMENT, created_at=MOMENT - datetime.timedelta(days=3))

    for day in (DAY, "2025-12-28"):
        assert list(searching.search(Payment.objects.all(), day)) == [gift]


def test_the_file_for_accountants_has_both(gift):
    lines = exports.ledger_csv(first=MOMENT.date(), last=MOMENT.date())

    head, row, *_fee = [line.rstrip("\r\n").split(",") for line in lines]
    found = dict(zip(head, row, strict=True))
    assert (found["occurred_at"], found["day"]) == ("2026-01-01T03:00:00Z", DAY)


@pytest.mark.parametrize("kind", ["plan_begun", "plan_resumed", "plan_stopped"])
def test_mails_and_the_page_name_the_same_next_day(member, as_member, kind):
    donation = make_donation(user=member, interval="monthly")
    plan = make_plan(donation, current_period_end=MOMENT)
    notice = Notice.objects.create(kind=kind, about=plan.subscription_id, plan=plan)

    sending.send(notice.pk)

    (letter,) = mail.outbox
    assert IN_WORDS in " ".join(letter.body.split())
    assert IN_WORDS in as_member.get("/account/giving/").text


def test_a_mail_about_a_declined_card_counts_days_there(settings):
    settings.PLAN_GRACE_DAYS = 10
    plan = make_plan(
        status="past_due", past_due_since=MOMENT - datetime.timedelta(days=10)
    )
    notice = Notice.objects.create(kind="renewal_failed", about="in_1:1", plan=plan)

    sending.send(notice.pk)

    assert IN_WORDS in " ".join(mail.outbox[0].body.split())


def test_a_plan_ended_on_that_day():
    template = Template("{% load sponsors %}{% plan_words plan %}")
    ended = make_plan(status="canceled", ended_at=MOMENT)

    assert template.render(Context({"plan": ended})) == f"Ended on {IN_WORDS}."


def test_invoices_are_of_the_same_year_as_receipts(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MOMENT)
    one = make_sponsorship(state="approved")

    payment = make_paid(sponsorship=one, at=MOMENT)

    invoice = payment.invoices.get()
    assert invoice.label == "INV-2025-000001"
    assert ("Date of the invoice", IN_WORDS) in invoice_papers.of(invoice).facts


def test_a_declaration_was_signed_on_the_day_of_its_giver(settings):
    settings.TAX_SCHEME = "uk"
    signed = {"wording": "I want to.", "signed_at": MOMENT.isoformat()}

    said = tax_wording.statements(
        organization="X",
        amount=100,
        currency="gbp",
        received_on=MOMENT.date(),
        gift_aid=signed,
    )

    assert IN_WORDS in said[0]


def test_the_form_of_giving_names_the_day_of_the_next_payment(
    stripe, reader, monkeypatch
):
    monkeypatch.setattr(timezone, "now", lambda: MOMENT)

    page = reader.get("/donate/").text

    assert "on the 31st (or last) day" in page
    assert "on 31 December of each year" in page


def test_a_voided_receipt_says_so_with_that_day(gift):
    receipt = gift.receipts.get()
    receipt.voided_at, receipt.void_reason = MOMENT, "The money went back."

    assert IN_WORDS in receipt_papers.of(receipt).stamp_note
