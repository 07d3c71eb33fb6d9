"""The wall between money and text: looked at anew, and no way through without the public."""

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction

from sponsors.errors import OwnSponsor, WallBetween, WrongStep
from sponsors.models import FirewallException, Placement, SponsorContact
from sponsors.sponsorship import deciding, firewall
from tests.forum_factories import make_member
from tests.money_factories import make_contact, make_sponsor, make_sponsorship
from tests.sponsors.sponsorship.conftest import show

pytestmark = pytest.mark.django_db

PAGE = "/about/funding/"


def ties():
    return [(one.user.handle, one.by) for one in firewall.look().conflicts]


def acting(sponsor, email):
    """Let a new account act for a sponsor, invited at this address."""
    user = make_member(handle=f"acts-{SponsorContact.objects.count()}")
    return make_contact(sponsor, user=user, email=email)


def test_nobody_on_both_sides(active, editor, reviewer, administrator):
    wall = firewall.look()

    assert wall.holds
    assert (wall.sponsors, wall.contacts, wall.editors) == (1, 1, 3)


@pytest.mark.parametrize("name", ["editor", "reviewer", "administrator"])
def test_an_account_with_a_hand_in_the_text(active, request, name):
    person = request.getfixturevalue(name)
    make_contact(active.sponsor, user=person, email="other@gmail.com")

    assert ties() == [(person.handle, "account")]


def test_moderators_and_members_do_not_write(active, moderator, stranger):
    make_contact(active.sponsor, user=moderator)
    make_contact(active.sponsor, user=stranger)

    assert ties() == []


def test_a_right_given_by_hand_counts(active, stranger):
    right = Permission.objects.get(
        codename="change_article", content_type__app_label="articles"
    )
    stranger.user_permissions.add(right)
    make_contact(active.sponsor, user=stranger)

    assert ties() == [("the-stranger", "account")]


def test_an_address_counts_also_a_second_one_in_capitals(active, editor):
    editor.emailaddress_set.create(email="Ed@gmail.com", verified=True)
    acting(active.sponsor, "ed@gmail.com")

    assert ties() == [("the-editor", "address")]


@pytest.mark.parametrize(
    ("email", "website", "found"),
    [
        ("x@example.org", "https://a.example", "domain"),
        ("x@gmail.com", "https://www.example.org/about", "domain"),
        ("x@eu.example.org", "https://a.example", "domain"),
        ("x@gmail.com", "https://shop.example.org", "domain"),
        ("x@gmail.com", "https://a.example", ""),
        ("x@notexample.org", "https://a.example", ""),
    ],
)
def test_the_mail_domain_of_the_organization_counts(editor, email, website, found):
    sponsor = make_sponsor(website=website)
    acting(sponsor, email)
    make_sponsorship(sponsor=sponsor, state="active")

    assert ties() == ([("the-editor", found)] if found else [])


def test_who_shares_a_public_provider_is_not_tied(active, editor):
    editor.emailaddress_set.create(email="ed@gmail.com", verified=True)
    editor.emailaddress_set.filter(email=editor.email).delete()
    type(editor).objects.filter(pk=editor.pk).update(email="ed@gmail.com")
    acting(active.sponsor, "other@gmail.com")

    assert ties() == []


def test_an_invitation_ties_nobody_until_it_is_taken_up(active, editor):
    """Or a sponsor could have the page say in public that the wall has a gap."""
    make_contact(active.sponsor, email=editor.email)
    make_contact(active.sponsor, email="x@example.org")

    assert firewall.look().holds
    assert firewall.look().contacts == 1
    assert firewall.conflicts_of(active.sponsor)  # staff is warned all the same


def test_a_domain_that_operators_name_as_shared_ties_nobody(active, editor, settings):
    acting(active.sponsor, "x@example.org")
    assert ties() == [("the-editor", "domain")]

    settings.SHARED_MAIL_DOMAINS = ["Example.org"]

    assert ties() == []


@pytest.mark.parametrize("state", ["applied", "rejected"])
def test_who_was_not_accepted_is_no_sponsor(editor, tier, sponsor, state):
    make_sponsorship(tier, sponsor, state=state)
    make_contact(sponsor, user=editor)

    assert ties() == []


def test_an_editors_organization_is_not_approved(
    tier, sponsor, editor, administrator, reader
):
    one = make_sponsorship(tier, sponsor)
    make_contact(sponsor, user=editor, email="ed@gmail.com")
    with pytest.raises(WallBetween):
        deciding.approve(sponsorship=one, by=administrator)

    deciding.excuse(
        sponsor=sponsor, user=editor, reason="Writes about bikes.", by=administrator
    )
    deciding.approve(sponsorship=one, by=administrator)

    text = reader.get(PAGE).content.decode()
    assert "Bone Bank: Writes about bikes." in text
    assert "the-editor" not in text
    assert "the wall holds" in text


def test_nobody_excuses_themselves(sponsor, editor):
    with pytest.raises(OwnSponsor):
        deciding.excuse(sponsor=sponsor, user=editor, reason="Me.", by=editor)


def test_an_exception_needs_words_and_is_there_once(sponsor, editor, administrator):
    with pytest.raises(deciding.NoReason):
        deciding.excuse(sponsor=sponsor, user=editor, reason=" ", by=administrator)
    for _ in range(2):
        deciding.excuse(sponsor=sponsor, user=editor, reason="A", by=administrator)
    assert FirewallException.objects.count() == 1

    with pytest.raises(IntegrityError), transaction.atomic():
        FirewallException.objects.create(sponsor=sponsor, user=editor, reason="B")
    with pytest.raises(IntegrityError), transaction.atomic():
        FirewallException.objects.create(sponsor=sponsor, reason="")


def test_an_exception_that_ended_is_public_as_past_and_the_tie_counts_again(
    reader, active, editor, administrator
):
    make_contact(active.sponsor, user=editor, email="ed@gmail.com")
    say = {"sponsor": active.sponsor, "user": editor, "by": administrator}
    deciding.excuse(**say, reason="Writes about bikes.")
    assert firewall.look().holds
    exception = FirewallException.objects.get()

    deciding.end_excuse(exception=exception, by=administrator, reason="Writes again.")

    assert ties() == [("the-editor", "account")]
    text = " ".join(reader.get(PAGE).content.decode().split())
    assert "the wall has a gap" in text
    assert "Writes about bikes." in text
    assert "past) It ended: Writes again." in text
    deciding.excuse(**say, reason="Only bikes, this time for good.")
    assert firewall.look().holds


def test_an_exception_ends_once_for_a_reason_and_not_by_oneself(
    active, editor, administrator, member
):
    exception = FirewallException.objects.create(
        sponsor=active.sponsor, user=editor, reason="A"
    )
    for by, reason, refusal in (
        (administrator, " ", deciding.NoReason),
        (editor, "B", OwnSponsor),
        (member, "B", OwnSponsor),
    ):
        with pytest.raises(refusal):
            deciding.end_excuse(exception=exception, by=by, reason=reason)
    exception.refresh_from_db()
    assert exception.ended_at is None

    deciding.end_excuse(exception=exception, by=administrator, reason="B")
    with pytest.raises(WrongStep):
        deciding.end_excuse(exception=exception, by=administrator, reason="C")

    exception.refresh_from_db()
    assert exception.end_reason == "B"


def test_the_public_page_says_when_there_is_a_gap(reader, active, editor):
    assert "the wall holds" in reader.get(PAGE).content.decode()

    make_contact(active.sponsor, user=editor)

    text = reader.get(PAGE).content.decode()
    assert "the wall has a gap" in text
    assert "Bone Bank (1 account)" in text


@pytest.mark.parametrize("count", [1, 3])
def test_looking_costs_the_same(reader, editor, count, django_assert_num_queries):
    for _ in range(count):
        show(make_sponsorship(state="active"), "sponsors")
    reader.get(PAGE)

    with django_assert_num_queries(6):
        response = reader.get(PAGE)

    assert f"There {'is 1' if count == 1 else 'are 3'} accepted" in (
        response.content.decode()
    )
    assert "s-maxage=60" in response["Cache-Control"]


@pytest.mark.parametrize("spot", ["article", "", "print"])
def test_the_database_knows_no_place_in_an_article(active, spot):
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(sponsorship=active, spot=spot)
