"""States follow from dated facts; each verb is possible in the drawn states and no other."""

import datetime

import pytest
from django.utils import timezone

from sponsors.errors import MoneyError
from sponsors.sponsorship import deciding, sponsorships
from sponsors.sponsorship.sponsorships import State
from tests.money_factories import make_sponsorship

pytestmark = pytest.mark.django_db

BACK = "http://testserver/sponsors/mine/1/"
DAY = datetime.timedelta(days=1)


def today():
    return timezone.now().date()


def sponsorship_in(state, tier, sponsor):
    dates = {
        State.PAID: {"starts_on": today() + DAY, "ends_on": today() + 365 * DAY},
        State.ENDED: {"starts_on": today() - 365 * DAY, "ends_on": today() - DAY},
    }
    kept = {"applied", "approved", "rejected", "active"}
    return make_sponsorship(
        tier,
        sponsor,
        state=str(state) if state in kept else "active",
        **dates.get(state, {}),
    )


def verbs(one, staff, member, tier):
    """Return name → a call of every verb there is."""
    say = {"sponsorship": one, "by": staff}
    return {
        "approve": lambda: deciding.approve(**say),
        "reject": lambda: deciding.reject(**say, reason="No."),
        "pay": lambda: sponsorships.payment_page(
            sponsorship=one, success_url=BACK, cancel_url=BACK
        ),
        "renew": lambda: sponsorships.renew(
            sponsorship=one, tier=tier, interval="once", by=member
        ),
        "change_logo": lambda: sponsorships.change_logo(
            sponsorship=one, logo=None, alt="A", url="https://a.example"
        ),
        "accept_logo": lambda: deciding.accept_logo(**say),
        "end": lambda: deciding.end(**say, reason="Asked for."),
    }


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", sponsorships.STEPS)
def test_every_verb_in_every_state(
    stripe, verb, state, tier, sponsor, member, administrator
):
    one = sponsorship_in(state, tier, sponsor)
    assert sponsorships.state_of(one) == state

    try:
        verbs(one, administrator, member, tier)[verb]()
        worked = True
    except MoneyError:
        worked = False

    assert worked == (state in sponsorships.STEPS[verb])


@pytest.mark.parametrize("verb", ["approve", "reject", "end"])
def test_what_was_decided_leads_to_the_next_state(
    verb, tier, sponsor, member, administrator
):
    before = State.ACTIVE if verb == "end" else State.APPLIED
    one = sponsorship_in(before, tier, sponsor)

    verbs(one, administrator, member, tier)[verb]()

    one.refresh_from_db()
    after = {
        "approve": State.APPROVED,
        "reject": State.REJECTED,
        "end": State.ENDED,
    }
    assert sponsorships.state_of(one) == after[verb]


def test_it_ends_at_midnight_with_no_ones_help(active):
    last = active.ends_on

    assert sponsorships.state_of(active, last) is State.ACTIVE
    assert sponsorships.state_of(active, last + DAY) is State.ENDED
    assert list(sponsorships.active(last)) == [active]
    assert list(sponsorships.active(last + DAY)) == []


@pytest.mark.parametrize("verb", ["reject", "end"])
@pytest.mark.parametrize("reason", ["", "  "])
def test_a_no_needs_a_reason(verb, reason, tier, sponsor, administrator):
    state = State.ACTIVE if verb == "end" else State.APPLIED
    one = sponsorship_in(state, tier, sponsor)

    with pytest.raises(deciding.NoReason):
        getattr(deciding, verb)(sponsorship=one, by=administrator, reason=reason)


def test_nobody_decides_about_their_own(tier, sponsor, member):
    one = sponsorship_in(State.APPLIED, tier, sponsor)

    with pytest.raises(deciding.OwnSponsor):
        deciding.approve(sponsorship=one, by=member)
