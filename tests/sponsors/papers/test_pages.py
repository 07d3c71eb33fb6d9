"""Whose receipts, summaries and invoices one can open (case 83), and what the pages show."""

import pytest
from django.core.management import call_command

from sponsors.models import Invoice, Receipt
from sponsors.papers import receipts
from tests.money_factories import (
    make_contact,
    make_donation,
    make_offline,
    make_paid,
    make_sponsorship,
)
from tests.sponsors.papers.pdf_text import holds

pytestmark = pytest.mark.django_db

PAGES = ("/account/giving/receipts/{}/", "/account/giving/receipts/{}/receipt.pdf")
INVOICES = ("/sponsors/invoices/{}/", "/sponsors/invoices/{}/invoice.pdf")


@pytest.fixture
def receipt(member):
    return receipts.valid_receipt(make_paid(make_donation(user=member)))


@pytest.fixture
def invoice():
    make_offline(sponsorship=make_sponsorship(state="approved"))
    return Invoice.objects.get()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("member", 200),
        ("finance", 200),
        ("administrator", 200),
        ("stranger", 404),
        ("expert", 404),
        ("moderator", 404),
        ("editor", 404),
    ],
)
def test_only_its_owner_and_finance_open_a_receipt(request, receipt, page, who, status):
    browser = request.getfixturevalue(f"as_{who}")

    assert browser.get(page.format(receipt.pk)).status_code == status


@pytest.mark.parametrize("page", PAGES + INVOICES)
def test_who_is_not_logged_in_is_led_to_the_log_in(client, receipt, page):
    answer = client.get(page.format(receipt.pk))

    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/?next=")


@pytest.mark.parametrize("key", [0, 999_999, 2**31, 2**63, 2**70])
def test_receipts_that_do_not_exist_are_not_found(as_member, receipt, key):
    assert [as_member.get(page.format(key)).status_code for page in PAGES] == [404, 404]


@pytest.mark.parametrize("page", PAGES)
def test_a_receipt_cannot_be_sent_to(as_member, receipt, page):
    assert as_member.post(page.format(receipt.pk)).status_code == 405


def test_looking_costs_nothing_and_each_file_is_counted(as_member, receipt):
    page, file = (one.format(receipt.pk) for one in PAGES)
    as_member.get(page)
    as_member.head(page)
    assert as_member.head(file).status_code == 405

    first, second = as_member.get(file), as_member.get(file)

    receipt.refresh_from_db()
    assert receipt.reprints == 2
    assert holds(first.content, "Copy number 1")
    assert holds(second.content, "Copy number 2")
    assert first["Content-Type"] == "application/pdf"
    assert first["Cache-Control"] == "private, no-store"
    assert f'filename="receipt-{receipt.label}.pdf"' in first["Content-Disposition"]


def test_the_page_shows_what_the_paper_says(as_member, member):
    fields = {"name": "<b>Łukasz</b>", "dedication_kind": "honor"}
    make_paid(make_donation(1234, user=member, dedication_name="Ελένη", **fields))
    receipt = Receipt.objects.get()

    page = as_member.get(PAGES[0].format(receipt.pk)).content.decode()

    for words in ("$12.34", receipt.label, "Ελένη", "In honor of", "&lt;b&gt;Łukasz"):
        assert words in page
    assert "VOID" not in page


def test_a_void_receipt_says_so_on_the_screen(as_member, receipt):
    receipts.void(receipt, "The money went back.")

    page = as_member.get(PAGES[0].format(receipt.pk)).content.decode()

    assert "VOID" in page
    assert "The money went back." in page


@pytest.mark.parametrize("page", INVOICES)
@pytest.mark.parametrize(
    ("role", "status"), [("owner", 200), ("billing", 200), ("assets", 404), ("", 404)]
)
def test_invoices_are_for_contacts_who_decide_or_pay(
    as_member, member, invoice, page, role, status
):
    if role:
        sponsor = invoice.payment.sponsorship.sponsor
        make_contact(sponsor, user=member, email=member.email, role=role)

    assert as_member.get(page.format(invoice.pk)).status_code == status


def test_a_contact_of_another_sponsor_sees_no_invoice(as_member, member, invoice):
    make_contact(user=member, email=member.email)

    assert as_member.get(INVOICES[0].format(invoice.pk)).status_code == 404


@pytest.mark.parametrize("year", [0, 1999, 2025, 9999, 10**12])
def test_years_without_gifts_have_no_page(as_member, receipt, year):
    for page in ("", "summary.pdf"):
        path = f"/account/giving/summary/{year}/{page}"
        assert as_member.get(path).status_code == 404


def test_a_year_shows_only_ones_own_gifts(as_member, as_stranger, receipt):
    path = f"/account/giving/summary/{receipt.year}/"

    mine, theirs = as_member.get(path), as_stranger.get(path)
    file = as_member.get(f"{path}summary.pdf").content

    assert receipt.label in mine.content.decode()
    assert theirs.status_code == 404
    assert holds(file, "Total in USD: $15.00")


def test_finance_may_see_invoices_and_the_model_is_as_the_database(as_finance, invoice):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)

    assert as_finance.get(INVOICES[1].format(invoice.pk)).status_code == 200
