"""Money that goes back to somebody who left: the papers stay whole, nobody is written to."""

import pytest

from portal import privacy
from sponsors.books import booking
from sponsors.hearing import outcomes
from sponsors.models import Donation, LedgerEntry, Receipt
from sponsors.papers import pdf, receipt_papers
from sponsors.people import forgetting
from tests.money_factories import enter, make_donation, make_paid, stripe_id
from tests.sponsors.papers.pdf_text import holds
from tests.sponsors.papers.posting import post

pytestmark = pytest.mark.django_db

Kind = LedgerEntry.Kind
SIGNED = {"wording": "I am", "name": "Ada", "address": "", "signed_at": "2026-11-22"}


@pytest.fixture
def left(member):
    """A payment of 20 dollars by somebody who has left since."""
    gift = make_donation(
        2000,
        user=member,
        name="Ada Lovelace",
        address="2 Other Street",
        dedication_kind="memory",
        dedication_name="Charles",
        gift_aid=SIGNED,
    )
    payment = make_paid(gift)
    post()
    privacy.leave(user=member, keep_words=False)
    post()
    payment.refresh_from_db()
    return payment


def follow(payment):
    outcomes.follow(booking.lock(payment.pk))


def papers(payment):
    return list(Receipt.objects.filter(payment=payment).order_by("number"))


def test_the_corrected_receipt_is_for_whom_the_first_one_was(left):
    """An office that finds the void one must find to whom the valid one was issued."""
    enter(left, Kind.REFUND, -500)

    follow(left)

    void, valid = papers(left)
    assert (void.voided_at is not None, valid.voided_at) == (True, None)
    assert (valid.amount, valid.number) == (1500, void.number + 1)
    who = ("name", "address", "dedication_kind", "dedication_name", "gift_aid")
    assert [valid.frozen[one] for one in who] == [void.frozen[one] for one in who]
    assert holds(pdf.render(receipt_papers.of(valid)), "Ada Lovelace")


def test_nobody_is_written_to_and_nothing_else_names_them(left, mailoutbox):
    before = len(mailoutbox)
    enter(left, Kind.REFUND, -500)

    follow(left)
    post()

    assert len(mailoutbox) == before
    valid = papers(left)[-1]
    assert (valid.user, valid.email, valid.sent_at) == (None, "", None)
    gift = Donation.objects.get(pk=left.donation_id)
    assert (gift.name, gift.address, gift.email) == ("", "", forgetting.NOBODY)


def test_all_of_it_back_leaves_no_valid_receipt(left):
    enter(left, Kind.REFUND, -2000)

    follow(left)

    [void] = papers(left)
    assert void.voided_at is not None
    assert void.frozen["name"] == "Ada Lovelace"


def test_a_refund_that_failed_brings_the_receipt_back_with_its_name(left):
    key = stripe_id("re")
    enter(left, Kind.REFUND, -2000, key)
    follow(left)
    enter(left, Kind.REFUND_REVERSAL, 2000, key)

    follow(left)

    valid = papers(left)[-1]
    assert (valid.amount, valid.voided_at) == (2000, None)
    assert valid.frozen["name"] == "Ada Lovelace"


def test_money_of_somebody_who_left_before_it_came_has_no_name(member):
    gift = make_donation(user=member, name="Ada Lovelace")
    privacy.leave(user=member, keep_words=False)
    gift.refresh_from_db()

    [receipt] = papers(make_paid(gift))

    assert (receipt.frozen["name"], receipt.email, receipt.user) == ("", "", None)
