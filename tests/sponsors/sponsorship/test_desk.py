"""The sponsor's own pages: whose they are, what each role may do, and nobody else."""

import datetime
import threading

import pytest
from django.db import connection
from django.utils.formats import date_format
from pytest_django.asserts import assertContains, assertNotContains

from sponsors.errors import NotYourInvitation
from sponsors.models import FirewallException, Notice, SponsorContact, Sponsorship
from sponsors.sponsorship import contacts, sponsorships
from tests.money_factories import (
    make_contact,
    make_sponsor,
    make_sponsorship,
    make_tier,
)
from tests.sponsors.papers.posting import post
from tests.sponsors.sponsorship.conftest import picture, show

pytestmark = pytest.mark.django_db


def address(one, *parts):
    return "/".join(["/sponsors/mine", str(one.pk), *parts, ""])


BUTTONS = {
    "logo": ("logo",),
    "pay": ("pay",),
    "renew": ("renew",),
    "billing": ("billing",),
    "contacts": ("invite",),
}


@pytest.mark.parametrize("parts", [(), *BUTTONS.values(), ("plan", "stop")])
def test_another_sponsors_pages_are_not_there(as_stranger, stranger, active, parts):
    own = make_sponsorship(state="active")
    make_contact(own.sponsor, user=stranger, role="owner")
    ask = as_stranger.post if parts else as_stranger.get

    assert ask(address(active, *parts)).status_code == 404


@pytest.mark.parametrize("role", SponsorContact.Role.values)
@pytest.mark.parametrize("right", BUTTONS)
def test_each_role_may_do_its_part(as_stranger, stranger, active, role, right):
    make_contact(active.sponsor, user=stranger, role=role)

    status = as_stranger.post(address(active, *BUTTONS[right])).status_code

    assert (status != 403) == (role in contacts.RIGHTS[right])


def test_a_renewal_names_the_year_that_it_continues(as_member, active, member):
    made = sponsorships.renew(
        sponsorship=active, tier=active.tier, interval="once", by=member
    )

    page = as_member.get(address(made))

    assertContains(page, f'href="{address(active)}">the year until')
    assertContains(page, date_format(active.ends_on))
    assertNotContains(as_member.get(address(active)), "It continues")


@pytest.mark.parametrize(("days", "is_open"), [(61, False), (60, True), (1, True)])
def test_renewing_stands_open_once_the_end_is_near(as_member, active, days, is_open):
    last = sponsorships.today() + datetime.timedelta(days=days)
    Sponsorship.objects.filter(pk=active.pk).update(ends_on=last)

    page = as_member.get(address(active)).content.decode()

    folded = page.rpartition("<summary>Renew for the year after")[0]
    assert folded.endswith("<details open>" if is_open else "<details>")


@pytest.mark.parametrize("parts", BUTTONS.values())
def test_buttons_are_no_pages(as_member, active, parts):
    assert as_member.get(address(active, *parts)).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same(
    as_member, active, tier, count, django_assert_num_queries
):
    for number in range(count):
        make_contact(active.sponsor, email=f"c{number}@bonebank.example")
    show(active)
    for place in active.placements.all()[:count]:
        place.days.create(day="2026-11-01", shown=7)

    with django_assert_num_queries(17):
        response = as_member.get(address(active))

    assert response.content.decode().count('<td class="align-right">7</td>') == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same(as_member, sponsor, count, django_assert_num_queries):
    for _ in range(count):
        make_sponsorship(sponsor=sponsor, state="active")

    with django_assert_num_queries(11):
        response = as_member.get("/sponsors/mine/")

    assert len(response.context["own"]) == count


def invite(browser, one, email="stranger@example.org", name=""):
    typed = {"email": email, "role": "billing", "name": name}
    return browser.post(address(one, "invite"), typed)


def test_an_invitation_is_taken_up_by_who_has_the_address(
    as_member, as_stranger, stranger, active
):
    invite(as_member, active)
    contact = active.sponsor.contacts.get(email="stranger@example.org")
    assert Notice.objects.get(kind="sponsor_invite").about == str(contact.pk)
    assert as_stranger.get(address(active)).status_code == 404

    as_stranger.post(f"/sponsors/mine/join/{contact.pk}/")

    assert as_stranger.get(address(active)).status_code == 200


def test_an_invitation_lets_nobody_decide_unless_it_says_so(as_member, active):
    form = as_member.get(address(active)).context["invite_form"]

    assert form["role"].value() == "assets"


def test_an_invitation_carries_no_words_of_whoever_sends_it(as_member, active):
    """The address may be anybody's, and the mail is ours."""
    refused = invite(as_member, active, name="Bob, see https://prize.example")
    invite(as_member, active, name="Bob\r\nYou have won")

    [mail] = post()

    assert refused.status_code == 422
    assert active.sponsor.contacts.get(email=mail.to[0]).name == "Bob You have won"
    assert "won" not in mail.body
    assert mail.body.startswith("Hello,")


def test_nobody_is_invited_before_the_organization_is_accepted(as_member, member):
    """Else anybody with an account could have us mail strangers, under a name of their choice."""
    one = make_sponsorship(state="applied")
    make_contact(one.sponsor, user=member, role="owner")

    answer = as_member.post(
        address(one, "invite"),
        {"email": "x@example.net", "role": "billing"},
        follow=True,
    )

    assertContains(answer, "once we have accepted the application")
    assertNotContains(answer, "Invite somebody")
    assert one.sponsor.contacts.count() == 1
    assert not Notice.objects.exists()


def test_an_address_that_is_merely_typed_opens_nothing(
    as_member, as_stranger, stranger, active
):
    stranger.emailaddress_set.update(verified=False)
    invite(as_member, active)
    contact = active.sponsor.contacts.get(email="stranger@example.org")

    assert as_stranger.post(f"/sponsors/mine/join/{contact.pk}/").status_code == 404


def test_another_persons_invitation_is_not_there(as_member, as_expert, expert, active):
    invite(as_member, active)
    contact = active.sponsor.contacts.get(email="stranger@example.org")

    assert as_expert.post(f"/sponsors/mine/join/{contact.pk}/").status_code == 404


def test_an_invitation_is_taken_up_once(as_member, as_stranger, active):
    """Replayed, forwarded to somebody else, or for a second address of the same person."""
    invite(as_member, active)
    contact = active.sponsor.contacts.get(email="stranger@example.org")
    join = f"/sponsors/mine/join/{contact.pk}/"
    assert as_stranger.post(join).status_code == 302

    assert as_stranger.post(join).status_code == 404
    assert as_member.post(join).status_code == 404


def test_an_invitation_that_was_taken_back_opens_nothing(
    as_member, as_stranger, active
):
    invite(as_member, active)
    contact = active.sponsor.contacts.get(email="stranger@example.org")
    as_member.post(address(active, "contacts", str(contact.pk), "remove"))

    assert as_stranger.post(f"/sponsors/mine/join/{contact.pk}/").status_code == 404


def test_who_acts_already_joins_no_second_time(stranger, active):
    second = "second@example.org"
    stranger.emailaddress_set.create(email=second, verified=True)
    waiting = [
        make_contact(active.sponsor, email=email, role=role)
        for email, role in ((stranger.email, "assets"), (second, "owner"))
    ]
    contacts.accept(contact=waiting[0], user=stranger)

    with pytest.raises(NotYourInvitation):
        contacts.accept(contact=waiting[1], user=stranger)

    assert active.sponsor.contacts.get(user=stranger).role == "assets"


@pytest.mark.django_db(transaction=True)
def test_two_invitations_taken_up_at_once_are_one(stranger, member):
    sponsor = make_sponsor()
    second = "second@example.org"
    stranger.emailaddress_set.create(email=second, verified=True)
    outcomes = []

    def accept(contact):
        try:
            contacts.accept(contact=contact, user=stranger)
            outcomes.append("in")
        except NotYourInvitation:
            outcomes.append("no")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=accept, args=[make_contact(sponsor, email=email)])
        for email in (stranger.email, second)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["in", "no"]


@pytest.mark.parametrize("role", ["billing", "assets"])
def test_nobody_but_who_decides_invites_or_removes(as_stranger, stranger, active, role):
    make_contact(active.sponsor, user=stranger, role=role)
    owner = active.sponsor.contacts.get(role="owner")

    assert invite(as_stranger, active, "x@example.org").status_code == 403
    remove = address(active, "contacts", str(owner.pk), "remove")
    assert as_stranger.post(remove).status_code == 403
    assert set(active.sponsor.contacts.values_list("role", flat=True)) == {
        "owner",
        role,
    }


def test_an_editor_joins_only_with_an_exception(
    as_member, as_editor, editor, active, administrator
):
    invite(as_member, active, editor.email)
    contact = active.sponsor.contacts.get(email=editor.email)
    as_editor.post(f"/sponsors/mine/join/{contact.pk}/")
    assert as_editor.get(address(active)).status_code == 404

    FirewallException.objects.create(
        sponsor=active.sponsor, user=editor, reason="Writes about bikes only."
    )
    as_editor.post(f"/sponsors/mine/join/{contact.pk}/")

    assert as_editor.get(address(active)).status_code == 200


def test_the_last_who_decides_cannot_be_removed(as_member, active):
    me = active.sponsor.contacts.get()

    as_member.post(address(active, "contacts", str(me.pk), "remove"))

    assert active.sponsor.contacts.count() == 1


def test_a_contact_of_another_sponsor_is_not_there(as_member, active):
    other = make_contact()

    response = as_member.post(address(active, "contacts", str(other.pk), "remove"))

    assert response.status_code == 404
    assert SponsorContact.objects.filter(pk=other.pk).exists()


def test_a_new_logo_waits_for_staff(as_member, active):
    as_member.post(
        address(active, "logo"),
        {"logo": picture(), "logo_alt": "New", "url": "https://new.example"},
    )

    active.refresh_from_db()
    assert not active.logo
    assert active.proposed_logo
    assert (active.logo_alt, active.proposed_alt) == ("", "New")


def test_a_bad_logo_is_said_on_the_page(as_member, active):
    svg = b"<svg onload=alert(1)>"
    upload = picture(name="logo.svg")
    upload.file.seek(0)
    upload.file.truncate()
    upload.file.write(svg)
    upload.file.seek(0)
    upload.size = len(svg)

    response = as_member.post(
        address(active, "logo"), {"logo": upload, "logo_alt": "A"}
    )

    assert response.status_code == 422
    assert "SVG files can carry programs" in response.content.decode()


def test_renewing_chooses_among_the_offered_tiers(as_member, active):
    old = make_tier(year=2020)
    said = {"tier": old.pk, "interval": "once"}
    assert as_member.post(address(active, "renew"), said).status_code == 422

    for _ in range(2):
        as_member.post(address(active, "renew"), {**said, "tier": active.tier.pk})

    (made,) = Sponsorship.objects.filter(renews=active)
    assert (made.amount, made.approved_at) == (active.tier.amount, None)


def test_billing_changes_the_next_invoice(as_member, active):
    said = {"billing_address": "2 New Street", "country": "at", "vat_id": "ATU1234567"}

    as_member.post(address(active, "billing"), said)

    active.sponsor.refresh_from_db()
    assert active.sponsor.billing_address == "2 New Street"
    assert active.sponsor.country == "AT"
