"""The pages one comes back to: whose gift it is, what they say, what they never do."""

import uuid

import pytest
from django.test import Client

from sponsors.books.ledger import Status, standing_of
from sponsors.models import Donation, Payment
from tests.sponsors.conftest import DECLINED, LATE, LATE_FAILURE
from tests.sponsors.giving.world import FORM, filled_in

pytestmark = pytest.mark.django_db

NEUTRAL = "We can show a gift here only in the browser"
ARRIVED = "has arrived. It helps"  # the page that waits says "has arrived", too


def thanks(gift, turn=""):
    return f"/donate/thanks/{gift.pk}/{f'?turn={turn}' if turn else ''}"


def text(browser, path):
    return browser.get(path).content.decode()


def test_arriving_is_no_proof_of_payment(giving, reader):
    giving.begin()

    text(reader, thanks(Donation.objects.get()))

    assert standing_of(Payment.objects.get()).status is Status.CREATED


def test_another_browser_learns_nothing(giving):
    gift = giving.give(is_anonymous="no", public_name="Ada", email="ada@example.org")

    page = text(Client(), thanks(gift))

    assert NEUTRAL in page
    assert "$25" not in page
    assert "ada@" not in page
    assert Client().get(f"{thanks(gift)}status/").status_code == 404


def test_a_gift_that_never_was_looks_the_same(giving):
    gift = giving.give()
    random = Donation(pk=uuid.uuid4())

    # The path stands in the page, as the way back after a log-in.
    assert text(Client(), thanks(gift)).replace(str(gift.pk), "") == text(
        Client(), thanks(random)
    ).replace(str(random.pk), "")


def test_whoever_is_logged_in_sees_their_own_gift_anywhere(giving, as_member, member):
    gift = giving.give(browser=as_member)
    elsewhere = Client()
    elsewhere.force_login(member)

    assert ARRIVED in text(elsewhere, thanks(gift))


def test_the_next_person_at_the_machine_does_not(giving, as_member):
    gift = giving.give(browser=as_member)
    as_member.logout()

    assert NEUTRAL in text(as_member, thanks(gift))


def test_a_stranger_who_is_logged_in_does_not(giving, as_stranger):
    gift = giving.give()

    assert NEUTRAL in text(as_stranger, thanks(gift))


def test_the_page_finds_the_money_when_no_event_came(giving, reader):
    session = giving.begin()
    giving.sandbox.pay(session)

    assert ARRIVED in text(reader, thanks(Donation.objects.get()))


def test_stripe_down_the_page_waits(giving, reader):
    giving.begin()
    giving.sandbox.control("fail_next", faults=["500"] * 3)

    assert "One moment" in text(reader, thanks(Donation.objects.get()))


def test_it_looks_again_for_a_while_then_says_that_it_takes_longer(giving, reader):
    giving.begin()
    gift = Donation.objects.get()

    assert 'content="5;url=?turn=4"' in text(reader, thanks(gift, 3))
    page = text(reader, thanks(gift, 20))

    assert "http-equiv" not in page
    assert "This is taking longer than usual" in page
    for odd in ("-1", "x", "9" * 50, "٣"):
        assert reader.get(thanks(gift, odd)).status_code == 200


def test_stripe_is_not_asked_at_every_look(giving, reader):
    giving.begin()
    gift = Donation.objects.get()
    text(reader, thanks(gift))
    giving.sandbox.control("fail_next", faults=["500"])

    text(reader, thanks(gift))

    assert giving.sandbox.account.settings.fail_next == ["500"]


def test_a_bank_that_takes_days(giving, reader):
    session = giving.begin(currency="eur")
    giving.sandbox.pay(session, LATE)
    giving.arrive()
    gift = Donation.objects.get()
    assert "Your bank is still at work" in text(reader, thanks(gift))

    giving.sandbox.advance(days=8)
    giving.arrive()

    assert ARRIVED in text(reader, thanks(gift))


def test_a_bank_that_says_no_days_later(giving, reader):
    session = giving.begin(currency="eur")
    giving.sandbox.pay(session, LATE_FAILURE)
    giving.sandbox.advance(days=8)
    giving.arrive()

    page = text(reader, thanks(Donation.objects.get()))

    assert "The payment did not go through" in page
    assert "Try again" in page


def test_a_gift_that_was_given_back(giving, reader, stripe_client):
    gift = giving.give()
    charge = Payment.objects.get().charge_id
    stripe_client.v1.refunds.create({"charge": charge})
    giving.arrive()

    assert "This gift was given back" in text(reader, thanks(gift))


def test_left_the_payment_page_and_tried_again(giving, reader):
    giving.begin(own="33", preset="own", dedication_kind="honor", dedication_name="Ada")
    gift = Donation.objects.get()

    page = text(reader, f"/donate/cancelled/{gift.pk}/")
    assert "your gift of $33" in page
    form = text(reader, f"/donate/?again={gift.pk}")

    assert 'value="33"' in form
    assert 'value="Ada"' in form
    assert 'value="donor@example.org"' in form


@pytest.mark.parametrize(
    ("amount", "preset", "own"), [("50", "50", ""), ("33", "own", "33")]
)
def test_in_another_browser_a_link_to_try_again_has_the_amount(
    giving, amount, preset, own
):
    asked = f"again={uuid.uuid4()}&currency=usd&interval=once&amount={amount}"

    form = Client().get(f"/donate/?{asked}").context["form"]

    assert (form["preset"].value(), form["own"].value()) == (preset, own)
    assert (form["currency"].value(), form["interval"].value()) == ("usd", "once")


@pytest.mark.parametrize("amount", ["0", "1e9", "99999999", "<script>", "1,000", "٥٠"])
def test_a_link_with_an_amount_that_cannot_be_given_fills_nothing_in(giving, amount):
    asked = {"currency": "usd", "interval": "once", "amount": amount}

    form = Client().get("/donate/", asked).context["form"]

    assert (form["preset"].value(), form["own"].value()) == (None, None)


def test_paid_then_went_back_is_thanked(giving, reader):
    gift = giving.give()

    response = reader.get(f"/donate/cancelled/{gift.pk}/")

    assert response.url == f"/donate/thanks/{gift.pk}/"


def test_what_somebody_else_typed_is_not_shown(giving):
    giving.begin(own="33", preset="own", dedication_kind="honor", dedication_name="Ada")
    gift = Donation.objects.get()
    stranger = Client()

    pages = text(stranger, f"/donate/cancelled/{gift.pk}/") + text(
        stranger, f"/donate/?again={gift.pk}"
    )

    for secret in ("$33", "Ada", "donor@example.org"):
        assert secret not in pages
    assert stranger.get("/donate/?again=x").status_code == 200


def test_declined_and_expired_nothing_was_paid(giving, reader):
    session = giving.begin()
    giving.sandbox.pay(session, DECLINED)
    giving.sandbox.advance(days=2)
    giving.arrive()

    page = text(reader, thanks(Donation.objects.get()))

    assert "Nothing was paid" in page


def test_a_changed_form_is_another_gift_and_closes_the_page_left_open(giving, reader):
    form = filled_in()
    first = giving.begin(**form)

    second = giving.begin(**form | {"preset": "50"})

    assert first != second
    (old,) = giving.sandbox.objects("checkout.session", id=first)
    assert old["status"] == "expired"
    assert Donation.objects.count() == 2


def test_a_gift_that_is_paid_is_not_paid_again_by_the_same_form(giving, reader):
    form = filled_in()
    gift = giving.give(**form)

    response = reader.post(FORM, form)

    assert response.url == f"/donate/thanks/{gift.pk}/"
    assert Payment.objects.count() == 1


def test_stripe_down_nothing_typed_is_lost_and_the_same_form_works_later(
    giving, reader
):
    form = filled_in(preset="own", own="33", message="Be well")
    giving.sandbox.control("fail_next", faults=["500"] * 3)
    response = reader.post(FORM, form)
    page = response.content.decode()
    assert response.status_code == 503
    assert "Nothing was paid" in page
    assert "what you entered is still below" in page
    assert 'value="33"' in page
    assert "Be well" in page
    assert form["wish"] in page

    giving.begin(**form)

    assert (Donation.objects.count(), Payment.objects.count()) == (1, 1)
