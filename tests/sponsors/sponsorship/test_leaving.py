"""Who acts for a sponsor and deletes the account: invitations go, payments have somebody."""

import pytest

from portal import privacy
from sponsors.models import Plan, SponsorContact
from tests.accounts.conftest import log_in
from tests.money_factories import make_contact, make_plan, make_sponsorship, stripe_id

pytestmark = pytest.mark.django_db


def pays_yearly(sponsorship, **fields):
    return Plan.objects.create(
        sponsorship=sponsorship,
        amount=sponsorship.amount,
        currency=sponsorship.currency,
        interval="yearly",
        **{
            "status": "active",
            "subscription_id": stripe_id("sub"),
            "synced_at": sponsorship.paid_at,
            **fields,
        },
    )


def test_an_invitation_that_nobody_took_up_goes_whatever_its_case(member, sponsor):
    mine = make_contact(email=member.email.upper())
    other = make_contact(email="somebody.else@example.org")

    privacy.leave(user=member, keep_words=True)

    left = SponsorContact.objects.values_list("pk", flat=True)
    assert mine.pk not in left
    assert list(left) == [other.pk]


def test_the_last_who_decides_stops_the_yearly_payment_first(member, client, active):
    pays_yearly(active)
    log_in(client, member.email)
    typed = {"words": "keep", "confirmation": member.handle}

    text = client.post("/account/data/leave/", typed).content.decode()

    assert "the only one who decides for a sponsor" in text
    member.refresh_from_db()
    assert member.anonymised_at is None
    assert active.sponsor.contacts.get().user == member


@pytest.mark.parametrize("role", ["billing", "assets"])
def test_others_who_do_not_decide_do_not_help(member, stranger, active, role):
    pays_yearly(active)
    make_contact(active.sponsor, user=stranger, role=role)

    with pytest.raises(privacy.DecidesAlone):
        privacy.leave(user=member, keep_words=True)


def test_an_invitation_does_not_help_until_it_is_accepted(member, stranger, active):
    pays_yearly(active)
    contact = make_contact(active.sponsor, email=stranger.email, role="owner")
    with pytest.raises(privacy.DecidesAlone):
        privacy.leave(user=member, keep_words=True)

    SponsorContact.objects.filter(pk=contact.pk).update(user=stranger)
    privacy.leave(user=member, keep_words=True)

    assert [one.user for one in active.sponsor.contacts.all()] == [stranger]


@pytest.mark.parametrize(
    "fields",
    [
        {"cancel_at_period_end": True},
        {"status": "canceled"},
        {"subscription_id": None},
    ],
)
def test_a_payment_that_ends_holds_nobody(member, active, fields):
    pays_yearly(active, **fields)

    privacy.leave(user=member, keep_words=True)

    assert not active.sponsor.contacts.exists()


def test_a_sponsorship_paid_once_holds_nobody(member, active):
    make_plan()  # somebody's gift
    make_sponsorship(state="active", interval="yearly")

    privacy.leave(user=member, keep_words=True)

    assert not active.sponsor.contacts.exists()
