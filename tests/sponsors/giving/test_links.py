"""Links of mails: they stop or pause one plan, and do nothing else."""

from uuid import UUID

import pytest
from django.core.signing import Signer
from django.utils import timezone

from sponsors.giving import card_links, links, unlisting
from sponsors.models import Donation, Notice, Plan
from tests.money_factories import make_plan

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def plan(giving):
    return giving.plan(email="private@example.org")


def address(plan):
    return f"/donate/plan/{links.token_of(plan.pk)}/"


def fresh(plan):
    return Plan.objects.get(pk=plan.pk)


def test_the_address_in_a_mail_is_a_full_one(plan):
    assert links.plan_address(plan.pk) == f"http://testserver{address(plan)}"


def test_links_of_mails_sent_long_ago_keep_their_seal(settings):
    """Whoever moves or renames a module must not make them worthless."""
    settings.SECRET_KEY = "of all years"

    listed = Donation(pk=UUID(int=7), may_be_listed_at=timezone.now())
    made = [card_links.address(Notice(pk=7)), unlisting.address(listed)]

    assert links.token_of(7) == "7.DC5XOKDt33O7Ksipdlh02Fj87VtzzPdWMdheRJZ5Zcc"
    assert [one.split(".")[-1].rstrip("/") for one in made] == [
        "TjlTJKA4SmiHc34VAZrCZVUuxUd9QMpRssiw18RE9Ig",
        "Q4Tym43bEMmxvrtahM-u8daAroq8UbWNgWFRWQaCwpk",
    ]


def test_looking_changes_nothing(giving, plan, reader):
    """Mail scanners open every link."""
    before = giving.remote(plan)

    page = reader.get(address(plan)).content.decode()

    assert "$25 every month" in page
    assert giving.remote(plan) == before


def test_neither_link_nor_page_tells_the_address(plan, reader):
    page = reader.get(address(plan)).content.decode()

    assert "private" not in page + address(plan)


def test_stop_without_log_in(giving, plan, reader):
    page = reader.post(address(plan), {"do": "stop"}).content.decode()

    assert "No more payments" in page
    assert giving.remote(plan)["cancel_at_period_end"] is True


def test_pause_without_log_in(giving, plan, reader):
    page = reader.post(address(plan), {"do": "pause"}).content.decode()

    assert "Payments are paused" in page
    assert giving.remote(plan)["pause_collection"]["behavior"] == "void"


def test_used_again_it_stays_stopped(giving, plan, reader):
    for _time in range(2):
        page = reader.post(address(plan), {"do": "stop"}).content.decode()

    assert "No more payments" in page
    assert fresh(plan).cancel_at_period_end is True


@pytest.mark.parametrize("verb", ["resume", "keep", "card", "amount", "delete", ""])
def test_nothing_else_can_be_done(giving, plan, reader, verb):
    before = giving.remote(plan)

    response = reader.post(address(plan), {"do": verb, "amount": "99"})

    assert response.status_code == 200
    assert giving.remote(plan) == before


def test_a_stopped_plan_is_not_paused_or_resumed_by_its_link(giving, plan, reader):
    reader.post(address(plan), {"do": "stop"})

    page = reader.get(address(plan)).content.decode()

    assert "It is stopped" in page
    assert 'value="pause"' not in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({}, "Change the amount or the card"),
        ({"paused_at": NOW}, "Go on with it, or change the amount or the card"),
        ({"past_due_since": NOW}, "Change the card"),
        ({"cancel_at_period_end": True}, "Take this back"),
        ({"ended_at": NOW}, "Begin again"),
    ],
)
def test_it_offers_what_can_be_done_elsewhere(reader, state, words):
    plan = make_plan(**state)

    page = reader.get(address(plan)).content.decode().split("<main")[1]

    assert f">{words}</a>" in page
    assert ("you log in" in page) is ("ended_at" not in state)


def test_forged_links_are_unknown(giving, plan, reader):
    token = links.token_of(plan.pk)
    other = token.replace(f"{plan.pk}.", f"{plan.pk + 1}.", 1)

    for forged in (other, token[:-1], f"{plan.pk}", "x", f"{plan.pk}.", token * 2):
        response = reader.post(f"/donate/plan/{forged}/", {"do": "stop"})
        assert response.status_code == 404, forged

    assert giving.remote(plan)["cancel_at_period_end"] is False


def test_a_token_for_something_else_is_no_link_to_a_plan(plan, reader):
    foreign = Signer(sep=".", salt="forums.unsubscribing").sign(plan.pk)

    assert reader.post(f"/donate/plan/{foreign}/", {"do": "stop"}).status_code == 404


def test_a_link_touches_its_own_plan_only(giving, plan, reader):
    other = giving.plan(email="other@example.org", another_plan="on")

    reader.post(address(plan), {"do": "stop"})

    assert fresh(plan).cancel_at_period_end is True
    assert fresh(other).cancel_at_period_end is False


def test_the_link_works_when_the_giver_is_gone(plan, reader):
    Donation.objects.update(email="", user=None)

    assert reader.get(address(plan)).status_code == 200


def test_an_ended_plan_says_so(giving, plan, reader, stripe_client):
    stripe_client.v1.subscriptions.cancel(plan.subscription_id)
    giving.arrive()

    page = reader.get(address(plan)).content.decode()

    assert "It has ended" in page
    assert "<button" not in page.split("<main")[1].split("</main")[0]


def test_stripe_down_is_told_and_the_plan_stays(giving, plan, reader):
    giving.sandbox.control("fail_next", faults=["500"] * 3)

    page = reader.post(address(plan), {"do": "stop"}).content.decode()

    assert "nothing was changed" in page
    assert fresh(plan).cancel_at_period_end is False
