"""From the form to the thanks, as a browser meets it."""

import pytest

from sponsors.books.ledger import Status, standing_of
from sponsors.models import Donation, LedgerEntry, Payment
from tests.sponsors.giving.world import DECLINED, FORM, GOOD, filled_in

pytestmark = pytest.mark.django_db


def test_a_gift_from_the_form_to_the_thanks(giving, reader):
    session = giving.begin()
    back = giving.sandbox.pay(session, GOOD)
    page = reader.get(back)

    gift = Donation.objects.get()
    assert (gift.amount, gift.currency, gift.email) == (
        2500,
        "usd",
        "donor@example.org",
    )
    thanks = page.content.decode()
    assert "Your gift of $25 has arrived" in thanks
    assert 'href="/">Go to the start page</a>' in thanks
    assert LedgerEntry.objects.filter(kind="charge", amount=2500).count() == 1


def test_the_page_waits_as_long_as_nothing_is_known(giving, reader):
    giving.begin()
    gift = Donation.objects.get()

    page = reader.get(f"/donate/thanks/{gift.pk}/").content.decode()

    assert "One moment" in page
    assert 'http-equiv="refresh" content="2;url=?turn=1"' in page
    assert standing_of(Payment.objects.get()).status is Status.CREATED


def test_a_declined_card_then_a_good_one(giving, reader):
    session = giving.begin()
    assert giving.sandbox.pay(session, DECLINED) == ""
    giving.arrive()
    back = giving.sandbox.pay(session, GOOD)
    giving.arrive()

    assert "has arrived. It helps" in reader.get(back).content.decode()
    assert LedgerEntry.objects.filter(kind="charge").count() == 1


def test_sending_the_form_twice_is_one_gift_with_one_page(giving):
    form = filled_in()

    first, second = giving.begin(**form), giving.begin(**form)

    assert first == second
    assert (Donation.objects.count(), Payment.objects.count()) == (1, 1)


def test_the_form_answers_with_a_303(giving, reader):
    response = reader.post(FORM, filled_in())

    assert response.status_code == 303
    assert response.url.startswith(giving.sandbox.base)
