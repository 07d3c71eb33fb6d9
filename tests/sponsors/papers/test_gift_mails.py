"""What givers are written: thanks with the receipt, refunds, failures; one mail per fact."""

from html import unescape

import pytest

from sponsors.books import booking, offline, refund_sending, refunds
from sponsors.hearing import outcomes
from sponsors.models import LedgerEntry, Notice, PaymentFact, Receipt
from tests.money_factories import (
    enter,
    make_contact,
    make_donation,
    make_offline,
    make_paid,
    make_payment,
    make_plan,
    make_sponsorship,
    stripe_id,
)
from tests.sponsors.papers.pdf_text import holds
from tests.sponsors.papers.posting import files, html, post

pytestmark = pytest.mark.django_db


def give_back(payment, amount, by):
    refund = refunds.request(
        payment=payment, amount=amount, by=by, reason="requested_by_customer"
    )
    refund_sending.send(refund.pk)


def test_a_gift_is_thanked_for_with_its_receipt():
    make_paid(make_donation(1500, email="ada@example.org", name="Ada Lovelace"))

    [thanks] = post()

    receipt = Receipt.objects.get()
    [(name, content)] = files(thanks)
    assert thanks.to == ["ada@example.org"]
    assert "Dear Ada Lovelace," in thanks.body
    assert "$15.00" in thanks.body
    assert receipt.label in thanks.body
    assert receipt.label in html(thanks)
    assert name == f"receipt-{receipt.label}.pdf"
    assert holds(content, receipt.label)
    assert not holds(content, "DUPLICATE")
    assert receipt.sent_at
    assert thanks.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_dedicated_gift_is_thanked_for_by_name():
    make_paid(make_donation(dedication_kind="memory", dedication_name="Erik & Co"))

    [thanks] = post()

    assert "You gave it in memory of Erik & Co." in thanks.body


def test_no_subject_tells_an_amount_or_an_illness(settings):
    settings.SITE_NAME = "Bone Tumor Portal"
    make_paid(make_donation(98_765))

    [thanks] = post()

    for word in ("987", "$", "Bone", "Tumor", "cancer"):
        assert word not in thanks.subject


def test_an_account_is_written_to_where_it_can_be_reached_now(member):
    make_paid(make_donation(user=member, email="old@example.org"))
    member.email = "new@example.org"
    member.save()

    [thanks] = post()

    assert thanks.to == ["new@example.org"]
    assert "/account/giving/" in thanks.body


def test_each_payment_of_a_plan_has_its_receipt_and_the_link_that_stops_it():
    plan = make_plan(make_donation(1000, interval="monthly"))
    for _month in range(2):
        make_paid(plan.donation, plan=plan)

    first, second = post()

    for one in (first, second):
        assert "every month" in one.body
        assert "/donate/plan/" in one.body
        assert "/donate/plan/" in html(one)
    assert files(first)[0][0] != files(second)[0][0]


def test_words_of_givers_do_no_harm_in_a_mail():
    name = "<script>alert(1)</script> {{ SECRET_KEY }}"
    make_paid(make_donation(name=name))

    [thanks] = post()

    assert name in thanks.body
    assert "<script>" not in html(thanks)
    assert "&lt;script&gt;" in html(thanks)


def test_a_refund_is_told_in_one_mail_with_the_void_receipt(till, administrator):
    payment = till.give()
    [thanks] = post()
    give_back(payment, 1500, administrator)
    till.hear(copies=2)

    [mail] = post()

    assert mail.to == thanks.to
    assert "$15.00" in mail.body
    assert f"Receipt {Receipt.objects.get().label} is no longer valid" in mail.body
    assert files(mail) == []
    assert not Notice.objects.filter(sent_at=None).exists()


def test_a_part_refund_brings_the_corrected_receipt(till, administrator):
    payment = till.give(2000)
    post()
    give_back(payment, 500, administrator)

    told = {one.subject: one for one in post()}

    assert set(told) == {"Your refund is on its way", "Your corrected receipt"}
    [(_name, content)] = files(told["Your corrected receipt"])
    assert holds(content, "$15.00")
    assert "A receipt for the rest" in told["Your refund is on its way"].body


def test_a_receipt_that_was_voided_before_its_mail_is_not_sent():
    """A mail server that was down all night, and a refund meanwhile."""
    payment = make_paid()
    enter(payment, LedgerEntry.Kind.REFUND, -1500)
    outcomes.follow(booking.lock(payment.pk))

    assert post() == []
    assert Receipt.objects.get().sent_at is None


def test_a_lost_dispute_makes_the_receipt_void_and_says_so():
    payment = make_paid()
    post()
    dispute = stripe_id("dp")
    enter(payment, LedgerEntry.Kind.DISPUTE, -1500, dispute)
    booking.note(payment, PaymentFact.Kind.DISPUTE_LOST, dispute, payment.created_at)
    outcomes.follow(booking.lock(payment.pk))

    [mail] = post()

    assert mail.subject == "A receipt is no longer valid"
    assert "You owe us nothing" in mail.body


def test_a_bounced_check_makes_the_receipt_void(finance):
    payment = make_offline(make_donation(email="ada@example.org"))
    post()
    offline.take_back(payment=payment, note="bounced", by=finance)

    [mail] = post()

    assert mail.subject == "A receipt is no longer valid"


def test_a_bank_that_says_no_is_told_with_a_way_to_try_again_anywhere(settings):
    """A mail is read on the phone, where nothing of what was typed is known."""
    gift = make_donation(3300, "eur", interval="monthly", name="Ada")
    payment = make_payment(gift)
    booking.note(payment, PaymentFact.Kind.ASYNC_FAILED, "pi_1", payment.created_at)
    outcomes.follow(booking.lock(payment.pk))

    [told] = post()

    asked = "currency=eur&interval=monthly&amount=33"
    link = f"{settings.SITE_URL}/donate/?again={gift.pk}&{asked}"
    assert "No money was taken" in told.body
    assert f"\n{link}\n" in told.body
    assert f'href="{link}"' in unescape(html(told))


def test_a_sponsor_whose_bank_says_no_finds_the_sponsorship():
    one = make_sponsorship(state="approved")
    make_contact(one.sponsor, email="ada@bonebank.example")
    payment = make_payment(sponsorship=one)
    booking.note(payment, PaymentFact.Kind.ASYNC_FAILED, "pi_1", payment.created_at)
    outcomes.follow(booking.lock(payment.pk))

    [told] = post()

    assert f"/sponsors/mine/{one.pk}/\n" in told.body


def test_a_gift_without_an_address_is_written_to_nobody():
    make_offline(make_donation(email=""))

    assert post() == []
    assert not Notice.objects.filter(sent_at=None).exists()
    assert Receipt.objects.get().sent_at is None
