"""From the accepted application to the shown logo, over the local Stripe."""

import datetime
import threading

import pytest
from django.db import connection
from django.utils import timezone

from sponsors.errors import NoPlaceLeft
from sponsors.giving import checkout, declined
from sponsors.hearing import event_reading
from sponsors.models import Invoice, LedgerEntry, Notice, Payment, Plan, Sponsorship
from sponsors.sponsorship import deciding, placements, sponsorships, terms
from tests.money_factories import make_contact, make_sponsorship
from tests.sponsors.conftest import CARD, DECLINED, deliver
from tests.sponsors.sponsorship.conftest import (
    arrive,
    begin,
    picture,
    show,
    state,
    yearly,
)

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def test_paid_by_card_it_is_active_for_a_year(desk, as_member, approved, reader):
    show(approved)
    payment = begin(as_member, approved)
    assert payment.amount == 250_000
    back = desk.pay(payment.session_id, CARD)

    page = as_member.get(back)

    assert page.status_code == 200
    assert state(approved) == "active"
    approved.refresh_from_db()
    assert approved.starts_on == sponsorships.today()
    assert approved.ends_on == terms.last_day(approved.starts_on)
    placements.forget()
    assert "Bone Bank" in reader.get("/sponsors/").content.decode()
    assert "Bone Bank" in reader.get("/").content.decode()
    arrive(desk)
    assert LedgerEntry.objects.filter(kind="charge").count() == 1
    assert Notice.objects.filter(kind="sponsor_paid").count() == 1


def test_until_the_logo_was_shown_its_page_says_that_it_takes_a_minute(
    as_member, active
):
    """Each process keeps for a while which logos it shows."""
    active.logo_alt = "Bone Bank"
    active.logo.save("logo.png", picture())
    page = f"/sponsors/mine/{active.pk}/"
    assert "Your logo appears on the pages within a minute" in text(as_member, page)

    show(active, "sponsors").placements.get().days.create(day="2026-11-01", shown=7)

    assert "within a minute" not in text(as_member, page)


def test_after_many_declined_cards_the_sponsor_reads_why_the_page_is_closed(
    desk, as_member, approved
):
    payment = begin(as_member, approved)
    for _card in range(declined.MOST_OF_ONE):
        desk.pay(payment.session_id, DECLINED)
    arrive(desk)
    declined.close_page.func(payment.facts.latest("pk").pk)
    arrive(desk)

    page = text(as_member, f"/sponsors/mine/{approved.pk}/")

    assert "Several cards were declined, so the payment page was closed" in page
    assert begin(as_member, approved).session_id != payment.session_id


def text(browser, page):
    return browser.get(page).content.decode()


def test_who_only_opens_the_return_page_is_not_active(desk, as_member, approved):
    begin(as_member, approved)

    text = as_member.get(f"/sponsors/mine/{approved.pk}/").content.decode()

    assert state(approved) == "approved"
    assert "please do not pay twice" in text


def test_a_declined_card_leaves_it_to_be_paid(desk, as_member, approved):
    payment = begin(as_member, approved)
    desk.pay(payment.session_id, DECLINED)
    arrive(desk)
    assert state(approved) == "approved"

    desk.pay(payment.session_id, CARD)
    arrive(desk)

    assert state(approved) == "active"


def test_two_clicks_lead_to_one_page_and_one_charge(desk, as_member, approved):
    first, second = begin(as_member, approved), begin(as_member, approved)
    desk.pay(first.session_id, CARD)
    arrive(desk)

    again = as_member.post(f"/sponsors/mine/{approved.pk}/pay/")

    assert first == second
    assert again.status_code == 302
    assert Payment.objects.count() == 1


def test_where_the_first_answer_was_lost_the_next_contact_gets_the_same_page(
    desk, as_member, as_stranger, stranger, approved
):
    """With another address in it Stripe would refuse the same key for a day."""
    make_contact(approved.sponsor, user=stranger, email="b@example.org", role="billing")
    page = f"/sponsors/mine/{approved.pk}/pay/"
    desk.control("fail_next", faults=["lost", "lost", "lost"])
    assert as_member.post(page).status_code == 302
    desk.control("fail_next", faults=[])

    payment = begin(as_stranger, approved)

    [session] = desk.objects("checkout.session")
    assert payment.session_id == session["id"]


@pytest.mark.parametrize("wrong", ["applied", "rejected", "active"])
def test_what_is_not_accepted_or_paid_cannot_be_paid(
    desk, as_member, tier, sponsor, wrong
):
    one = make_sponsorship(tier, sponsor, state=wrong)

    response = as_member.post(f"/sponsors/mine/{one.pk}/pay/")

    assert response.url == f"/sponsors/mine/{one.pk}/"
    assert not Payment.objects.exists()


def test_a_lapsed_place_that_others_took_cannot_be_paid(desk, as_member, approved):
    type(approved.tier).objects.update(capacity=1)
    approved.approved_at -= sponsorships.PLACE_HELD_FOR
    approved.save()
    make_sponsorship(approved.tier, state="active")

    response = as_member.post(f"/sponsors/mine/{approved.pk}/pay/", follow=True)

    assert "All places of this tier are taken." in response.content.decode()
    assert not Payment.objects.exists()


def test_who_applied_before_the_price_rose_pays_the_old_one(
    desk, as_member, tier, sponsor, administrator
):
    """Case 71."""
    one = make_sponsorship(tier, sponsor)
    type(tier).objects.filter(pk=tier.pk).update(amount=300_000)
    deciding.approve(sponsorship=one, by=administrator)

    payment = begin(as_member, one)

    assert payment.amount == 250_000
    [session] = desk.objects("checkout.session")
    assert session["amount_total"] == 250_000


def two_that_lapsed(tier):
    """Return two sponsorships that were accepted long ago, and one place."""
    type(tier).objects.filter(pk=tier.pk).update(capacity=1)
    lapsed = timezone.now() - sponsorships.PLACE_HELD_FOR - DAY
    return [
        make_sponsorship(tier, state="approved", approved_at=lapsed) for _ in range(2)
    ]


def open_page(one):
    back = "http://testserver/sponsors/"
    return sponsorships.payment_page(sponsorship=one, success_url=back, cancel_url=back)


def test_an_open_payment_page_keeps_the_last_place(desk, tier, monkeypatch):
    """Case 73: both were accepted, neither has paid, and the thirty days are over."""
    first, second = two_that_lapsed(tier)
    assert open_page(first)

    with pytest.raises(NoPlaceLeft):
        open_page(second)

    monkeypatch.setattr(checkout, "LEFT_AFTER", datetime.timedelta(0))
    assert open_page(second)


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_paid_by_one(desk, tier):
    """Case 73: both press the button at the same moment."""
    outcomes = []

    def press(one):
        try:
            outcomes.append(bool(open_page(one)))
        except NoPlaceLeft:
            outcomes.append("full")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=press, args=[one]) for one in two_that_lapsed(tier)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, outcomes)) == ["True", "full"]
    assert Payment.objects.count() == 1


def test_paid_each_year_it_goes_on_at_the_same_price(desk, as_member, tier, sponsor):
    """Case 71: the tier is dearer now, the plan is not; case 74: no gap on the day."""
    one = yearly(tier, sponsor, desk, as_member)
    type(tier).objects.filter(pk=tier.pk).update(is_open=False)
    assert one.ends_on == terms.year_later(one.starts_on)

    desk.advance(days=366)
    arrive(desk)
    arrive(desk)

    following = one.renewal
    assert Payment.objects.filter(plan=one.plan).count() == 2
    assert following.amount == 250_000
    assert following.starts_on == one.ends_on + DAY
    assert following.ends_on == terms.year_later(one.ends_on)
    assert [place.spot for place in following.placements.all()] == ["sponsors"]
    assert Sponsorship.objects.count() == 2
    begins = Invoice.objects.order_by("number").values_list("frozen__starts_on")
    assert list(begins) == [(str(one.starts_on),), (str(following.starts_on),)]


def test_stopped_it_runs_to_its_day_and_can_be_taken_back(
    desk, as_member, tier, sponsor
):
    one = yearly(tier, sponsor, desk, as_member)
    address = f"/sponsors/mine/{one.pk}/plan"

    page = as_member.post(f"{address}/stop/", follow=True).content.decode()
    assert Plan.objects.get().cancel_at_period_end
    assert state(one) == "active"
    assert "The yearly payment is stopped" in page
    assert "Should a payment ever fail" not in page

    page = as_member.post(f"{address}/keep/", follow=True).content.decode()
    assert "The yearly payment goes on" in page
    assert "Should a payment ever fail" in page
    assert not Plan.objects.get().cancel_at_period_end


def test_ended_by_staff_the_plan_ends_at_stripe(
    desk, as_member, tier, sponsor, administrator
):
    one = yearly(tier, sponsor, desk, as_member)

    deciding.end(sponsorship=one, by=administrator, reason="Asked for.")

    (subscription,) = desk.objects("subscription")
    assert subscription["status"] == "canceled"
    assert state(one) == "ended"


def test_a_renewal_begins_when_the_year_before_ends(desk, as_member, member, active):
    made = sponsorships.renew(
        sponsorship=active, tier=active.tier, interval="once", by=member
    )
    made.approved_at = made.applied_at
    made.save()
    desk.pay(begin(as_member, made).session_id, CARD)
    arrive(desk)

    made.refresh_from_db()
    assert made.starts_on == active.ends_on + DAY
    assert state(made) == "paid"


@pytest.mark.django_db(transaction=True)
def test_the_same_webhook_eight_times_at_once_is_one_year(
    desk, as_member, tier, sponsor
):
    one = make_sponsorship(tier, sponsor, state="approved", interval="yearly")
    desk.pay(begin(as_member, one).session_id, CARD)
    webhooks = list(desk.webhooks())

    def knock():
        try:
            for webhook in webhooks:
                deliver(webhook)
            event_reading.read_all_new()
        finally:
            connection.close()

    threads = [threading.Thread(target=knock) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Sponsorship.objects.count() == 1
    assert state(one) == "active"
    assert Notice.objects.filter(kind="sponsor_paid").count() == 1
