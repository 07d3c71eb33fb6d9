"""Giving under attack: code in names, forms of others sent again, and reads that write."""

import uuid

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from sponsors.errors import AnotherWish
from sponsors.giving import card_links, claiming, donations, links, unlisting
from sponsors.models import (
    Donation,
    LedgerEntry,
    Notice,
    Payment,
    PaymentFact,
    Plan,
    Receipt,
)
from tests.accounts.conftest import give_app
from tests.sponsors.giving.world import FORM, filled_in
from tests.sponsors.papers.posting import html, post

pytestmark = pytest.mark.django_db

CODE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7|add:7 }}"
TABLES = (Donation, Payment, PaymentFact, LedgerEntry, Plan, Receipt, Notice)


@pytest.fixture
def gift(giving, as_member):
    """A member's gift in whose every word somebody tries to write code."""
    return giving.give(
        browser=as_member,
        is_anonymous="no",
        public_name=CODE[:60],
        may_be_listed="on",
        dedication_kind="memory",
        dedication_name=CODE,
        name=CODE,
        address=CODE,
        message=CODE,
    )


def own_pages(gift):
    receipt = gift.payments.get().receipts.get()
    return [
        FORM,
        f"{FORM}?again={gift.pk}",
        f"/donate/thanks/{gift.pk}/",
        f"/donate/thanks/{gift.pk}/status/",
        f"/donate/cancelled/{gift.pk}/",
        "/donate/donors/",
        "/donate/claim/",
        "/account/giving/",
        f"/account/giving/receipts/{receipt.pk}/",
        f"/account/giving/summary/{receipt.issued_at.year}/",
    ]


def test_code_in_names_is_words_on_every_page_and_mail(gift, as_member):
    Donation.objects.update(created_at="2026-01-01T00:00Z")

    for address in own_pages(gift):
        page = as_member.get(address, follow=True).content.decode()
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
    for mail in post():
        assert "<script>alert" not in html(mail)
        assert "alert" not in mail.subject


def test_code_in_names_is_words_at_the_desk(gift, finance, as_finance):
    give_app(finance)
    payment = gift.payments.get()

    for address in (f"{payment.pk}/change/", "?q=script", ""):
        page = as_finance.get(f"/admin/sponsors/payment/{address}").content.decode()
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address


def test_no_page_of_giving_writes_when_it_is_read(giving, as_member):
    """Scanners of mails, prefetching browsers and crawlers read every address."""
    plan = giving.plan(browser=as_member, is_anonymous="no", public_name="Ada")
    Donation.objects.update(may_be_listed_at=plan.created_at)
    plan.donation.refresh_from_db()
    notice = Notice.objects.create(kind="renewal_failed", about="x", plan=plan)
    addresses = [
        *own_pages(plan.donation),
        f"/donate/plan/{links.token_of(plan.pk)}/?do=stop",
        f"{card_links.address(notice).removeprefix('http://testserver')}?do=card",
        f"{unlisting.address(plan.donation).removeprefix('http://testserver')}?do=1",
        f"/account/giving/plans/{plan.pk}/amount/?amount=5",
        *(
            f"/account/giving/plans/{plan.pk}/{verb}/"
            for verb in ("stop", "pause", "resume", "keep", "card")
        ),
        "/account/giving/unlist/",
    ]
    before = everything(giving)

    for address in addresses:
        for browser in (as_member, Client()):
            browser.get(address)
            browser.head(address)

    assert everything(giving) == before


def everything(giving):
    """Return all that is written here and at Stripe."""
    here = [list(table.objects.order_by("pk").values()) for table in TABLES]
    kinds = ("subscription", "customer", "checkout.session", "billing_portal.session")
    return here, [giving.sandbox.objects(kind) for kind in kinds]


def test_a_members_form_sent_again_by_somebody_else_is_refused(
    giving, as_member, as_stranger
):
    form = filled_in(email=None)
    assert as_member.post(FORM, form).status_code == 303
    gift = Donation.objects.get()

    response = as_stranger.post(FORM, form)

    assert response.status_code == 422
    assert "checkout" not in response.content.decode()
    assert Payment.objects.get().donation == gift
    page = as_stranger.get(f"/donate/thanks/{gift.pk}/").content.decode()
    assert "$25" not in page


def test_what_the_form_does_not_ask_for_is_not_taken(
    giving, as_member, member, stranger
):
    """Ids, statuses and consents of one's own making in the form."""
    giving.begin(
        browser=as_member,
        user=str(stranger.pk),
        id=str(stranger.pk),
        amount="1",
        unit_amount="1",
        may_be_listed_at="2020-01-01",
        status="paid",
        created_at="2020-01-01",
    )

    gift = Donation.objects.get()
    assert (gift.user, gift.amount, gift.may_be_listed_at) == (member, 2500, None)
    assert gift.created_at.year != 2020
    [session] = giving.sandbox.objects("checkout.session")
    assert session["amount_total"] == 2500


def test_a_claimed_gift_is_not_shown_to_the_next_person_at_that_machine(
    giving, member, reader
):
    """Begun there without an account; its giver took it home into one."""
    gift = giving.give(browser=reader, email=member.email)
    page = f"/donate/thanks/{gift.pk}/"
    assert member.email in reader.get(page).content.decode()
    EmailAddress.objects.get_or_create(
        user=member, email=member.email, defaults={"verified": True}
    )
    assert claiming.claim(user=member) == 1

    assert member.email not in reader.get(page).content.decode()
    assert reader.get(f"{page}status/").status_code == 404


def test_a_guests_key_is_not_a_members(giving, member):
    """Of the same address, with the same wish: who is logged in, is somebody else."""
    key, wish = (
        uuid.uuid4(),
        donations.Wish(amount=2500, currency="usd", email=member.email),
    )
    urls = {"success_url": "http://testserver/", "cancel_url": "http://testserver/"}
    donations.begin(key=key, wish=wish, user=None, **urls)

    with pytest.raises(AnotherWish):
        donations.begin(key=key, wish=wish, user=member, **urls)
