"""Consent to be listed can be taken back: with an account, by a mail's link, by staff."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from sponsors.giving import links, unlisting
from sponsors.models import Donation
from tests.accounts.conftest import give_app
from tests.money_factories import make_donation, make_paid, make_plan
from tests.sponsors.papers.posting import post

pytestmark = pytest.mark.django_db

LINK = re.compile(r"(/donate/unlist/\S+/)")


def make_listed(name, **fields):
    """Return a gift of last week whose giver agreed to be listed."""
    now = timezone.now()
    week = timezone.timedelta(days=7)
    listed = {"is_anonymous": False, "public_name": name, "may_be_listed_at": now}
    gift = make_donation(**listed, created_at=now - week, **fields)
    make_paid(gift)
    return gift


def names():
    page = Client().get("/donate/donors/").content.decode()
    return re.findall(r"<li>([^<]+)</li>", page.split('class="donors"')[-1])


@pytest.fixture
def link():
    """The link in the mail of a guest who is listed with two gifts, among others."""
    for name in ("Ada", "Ada L."):
        make_listed(name, email="ada@example.org")
    make_listed("Grace", email="grace@example.org")
    return LINK.search(post()[0].body)[1]


def test_a_guest_is_taken_off_by_the_link_of_the_receipts_mail(link):
    assert names() == ["Ada", "Ada L.", "Grace"]

    page = Client().post(link).content.decode()

    assert "You are not listed" in page
    assert names() == ["Grace"]
    assert Client().post(link).status_code == 200  # again: nothing is left to do
    assert Donation.objects.filter(public_name="Ada").exists()


def test_a_guests_link_leaves_the_account_with_that_address_alone(link, member):
    """A gift of a guest and one of an account are told apart, whatever the address."""
    make_listed("Ada of the account", user=member, email="ada@example.org")

    Client().post(link)

    assert names() == ["Ada of the account", "Grace"]


def test_looking_takes_nobody_off_and_tells_nothing(link):
    page = Client().get(link).content.decode()
    Client().head(link)

    assert "Take my name off" in page
    assert not {"Ada", "ada@example.org"} & set(re.findall(r"[\w@.]+", page))
    assert len(names()) == 3


def test_forged_links_and_those_for_something_else_do_nothing(link):
    token = link.split("/")[3]
    number, seal = token.split(".")
    other = Donation.objects.get(public_name="Grace").pk.hex
    plan = links.token_of(make_plan().pk)

    for forged in (f"{other}.{seal}", token[:-1], number, "x", plan):
        assert Client().post(f"/donate/unlist/{forged}/").status_code == 404
    assert Client().post(f"/donate/plan/{token}/", {"do": "stop"}).status_code == 404
    assert len(names()) == 3


def test_a_member_is_taken_off_with_the_account(member, as_member, as_stranger):
    make_listed("Ada", user=member)
    make_listed("Grace", email="member@example.org")
    assert "Take my name off" in as_member.get("/account/giving/").content.decode()
    assert as_member.get("/account/giving/unlist/").status_code == 405

    as_stranger.post("/account/giving/unlist/")
    assert names() == ["Ada", "Grace"]
    as_member.post("/account/giving/unlist/")

    assert names() == ["Grace"]
    assert "Take my name off" not in as_member.get("/account/giving/").content.decode()


def test_staff_take_a_name_off_that_should_not_stand_there(finance, as_finance):
    give_app(finance)
    gift = make_listed("<b>Dr Somebody Else</b>")
    page = f"/admin/sponsors/payment/{gift.payments.get().pk}"
    assert names() == ["&lt;b&gt;Dr Somebody Else&lt;/b&gt;"]
    assert (
        "off the page of donors" in as_finance.get(f"{page}/change/").content.decode()
    )

    as_finance.get(f"{page}/unlist/")
    assert len(names()) == 1
    as_finance.post(f"{page}/unlist/")

    assert names() == []


def test_nobody_else_takes_a_name_off(as_editor, as_member):
    gift = make_listed("Ada")
    page = f"/admin/sponsors/payment/{gift.payments.get().pk}/unlist/"

    for browser in (as_editor, as_member, Client()):
        browser.post(page)

    assert names() == ["Ada"]


def test_mails_to_people_who_are_not_listed_have_no_such_link():
    make_paid(make_donation(is_anonymous=False, public_name="Ada"))

    [mail] = post()

    assert "/donate/unlist/" not in mail.body


def test_people_who_left_are_not_taken_for_one_another():
    gifts = [make_listed(name, email="") for name in ("Ada", "Grace")]

    unlisting.take_off(unlisting.of_giver(gifts[0]))

    assert names() == ["Grace"]
