"""A yearly payment that is declined: the logo stays for the days of grace, then it goes."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.formats import date_format

from sponsors.models import Notice, Payment, Plan
from sponsors.sponsorship import grace, placements, places, sponsor_tasks, sponsorships
from sponsors.sponsorship.sponsorships import State
from sponsors.telling import sending
from tests.money_factories import make_sponsorship
from tests.sponsors.conftest import CARD
from tests.sponsors.sponsorship.conftest import arrive, begin, show

pytestmark = pytest.mark.django_db

RENEWALS_DECLINED = "4000000000000341"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def declined(desk, as_member, tier, sponsor, settings):
    """A sponsorship whose second year could not be taken; its first one ended today."""
    settings.PLAN_GRACE_DAYS = 10
    one = make_sponsorship(tier, sponsor, state="approved", interval="yearly")
    show(one, "sponsors", "footer")
    desk.pay(begin(as_member, one).session_id, RENEWALS_DECLINED)
    arrive(desk)
    desk.advance(days=366)
    arrive(desk)
    one.refresh_from_db()
    return one


@pytest.fixture
def on(monkeypatch):
    """Return a function that sets the day that counts."""

    def on(day):
        monkeypatch.setattr(places, "today", lambda: day)
        monkeypatch.setattr(sponsorships, "today", lambda: day)
        placements.forget()

    return on


def day_of_renewal(desk):
    """Return the day on which Stripe wanted the money: begun on a leap day, February 28."""
    bill = max(desk.objects("invoice"), key=lambda one: one["created"])
    return datetime.datetime.fromtimestamp(bill["created"], datetime.UTC).date()


def test_the_logo_stays_for_the_days_of_grace_and_goes_by_itself(
    declined, desk, on, reader
):
    last = day_of_renewal(desk) + 10 * DAY
    assert declined.grace_until == last
    for day, shown in (
        (declined.ends_on + DAY, True),
        (last, True),
        (last + DAY, False),
    ):
        on(day)
        assert ("Bone Bank" in reader.get("/sponsors/").content.decode()) == shown
        is_active = sponsorships.state_of(declined, day) is State.ACTIVE
        assert is_active == shown
        assert places.takers(declined.tier).exists() == shown


def test_contacts_are_asked_kindly_and_the_page_says_until_when(
    declined, as_member, on, settings
):
    sending.send(Notice.objects.filter(kind="renewal_failed").earliest("pk").pk)
    on(declined.ends_on + DAY)
    page = as_member.get(f"/sponsors/mine/{declined.pk}/").content.decode()

    until = date_format(declined.grace_until)
    (letter,) = mail.outbox
    assert letter.to == ["ada@bonebank.example"]
    for text in (" ".join(letter.body.split()), page):
        assert "could not take" in text or "did not go through" in text
        assert until in text
    assert f"/sponsors/mine/{declined.pk}/" in letter.body


def test_with_another_card_the_next_year_follows_without_a_gap(declined, desk):
    plan = declined.plan
    desk.control("set_card", subscription=plan.subscription_id, number=CARD)
    desk.advance(days=8)
    arrive(desk)

    declined.refresh_from_db()
    assert declined.grace_until is None
    assert declined.renewal.starts_on == declined.ends_on + DAY
    assert Payment.objects.filter(entries__kind="charge").count() == 2


def test_given_up_by_stripe_it_ends_on_the_day_that_was_promised(declined, desk, on):
    desk.advance(days=60)
    arrive(desk)
    declined.refresh_from_db()
    declined.plan.refresh_from_db()
    assert declined.plan.ended_at

    assert sponsorships.state_of(declined, declined.grace_until) is State.ACTIVE
    assert sponsorships.state_of(declined, declined.grace_until + DAY) is State.ENDED


def test_the_end_is_told_after_the_grace_and_not_before(declined, on):
    on(declined.ends_on + DAY)
    sponsor_tasks.tell_what_ends()
    assert not Notice.objects.filter(kind="sponsor_end").exists()

    on(declined.grace_until + DAY)
    sponsor_tasks.tell_what_ends()

    assert Notice.objects.get(kind="sponsor_end").about == str(declined.pk)


@pytest.mark.parametrize("days", [11, 90, 366])
def test_a_year_that_runs_longer_gets_no_days_of_grace(declined, days):
    """Paid ahead: what is unpaid begins before the sponsorship ends, and is given up by then."""
    later = declined.ends_on + days * DAY
    type(declined).objects.update(grace_until=None, ends_on=later)

    grace.follow(declined.plan.subscription_id)

    declined.refresh_from_db()
    assert declined.grace_until is None


def test_an_unpaid_year_that_begins_on_a_leap_day(declined):
    """Case 74: from February 28, as the year before the leap day has no other."""
    end = datetime.datetime(2032, 2, 29, 12, tzinfo=datetime.UTC)
    Plan.objects.update(current_period_end=end)
    type(declined).objects.update(
        grace_until=None,
        starts_on=datetime.date(2030, 2, 28),
        ends_on=datetime.date(2031, 2, 28),
    )

    grace.follow(declined.plan.subscription_id)

    declined.refresh_from_db()
    assert declined.grace_until == datetime.date(2031, 3, 10)


def test_what_staff_ended_early_is_not_revived(declined):
    type(declined).objects.update(grace_until=None, ended_at=timezone.now())

    grace.follow(declined.plan.subscription_id)

    declined.refresh_from_db()
    assert declined.grace_until is None


def test_who_stops_while_owing_is_not_charged_again(declined, as_member, desk):
    as_member.post(f"/sponsors/mine/{declined.pk}/plan/stop/")

    (subscription,) = desk.objects("subscription")
    assert subscription["status"] == "canceled"
    declined.refresh_from_db()
    assert declined.grace_until


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_day_is_that_of_universal_time_wherever_one_looks_from(zone):
    before = datetime.datetime.now(datetime.UTC).date()
    with timezone.override(zone):
        found = places.today()

    assert before <= found <= datetime.datetime.now(datetime.UTC).date()
