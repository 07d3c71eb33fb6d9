"""Regular gifts: what their givers do about them, and what Stripe knows afterwards."""

import pytest
from django.db import transaction

from sponsors import stripe_gateway
from sponsors.errors import NotRunning, PlanUnreachable
from sponsors.giving import links, plans
from sponsors.models import Payment, Plan
from tests.sponsors.giving.world import RENEWALS_DECLINED

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(giving, as_member):
    return giving.plan(browser=as_member)


def url(plan, verb):
    return f"/account/giving/plans/{plan.pk}/{verb}/"


def test_a_monthly_gift_is_a_plan_of_its_giver(plan, member):
    assert list(plans.of_giver(member)) == [plan]
    assert (plan.amount, plan.interval, plan.status) == (2500, "monthly", "active")


def test_stopped_at_the_end_of_the_period_then_taken_back(giving, plan, as_member):
    page = as_member.post(url(plan, "stop"), follow=True).content.decode()
    plan.refresh_from_db()
    assert "no more money is taken" in page
    assert (plan.cancel_at_period_end, plan.is_running) == (True, True)
    assert giving.remote(plan)["cancel_at_period_end"] is True

    page = as_member.post(url(plan, "keep"), follow=True).content.decode()

    plan.refresh_from_db()
    assert "goes on" in page
    assert plan.cancel_at_period_end is False
    giving.sandbox.control("renew", subscription=plan.subscription_id)
    giving.arrive()
    assert Payment.objects.filter(plan=plan, charge_id__isnull=False).count() == 2


def test_stopped_on_a_page_of_stripes_it_can_be_taken_back_here(
    giving, plan, as_member
):
    """Stripe's own pages set a date as the end, which is not the end of the period."""
    billing = as_member.post(url(plan, "card")).url
    giving.sandbox.open(billing, {"do": "cancel", "subscription": plan.subscription_id})
    giving.arrive()
    assert "Stopped" in as_member.get("/account/giving/").content.decode()

    page = as_member.post(url(plan, "keep"), follow=True).content.decode()

    plan.refresh_from_db()
    assert "goes on" in page
    assert (plan.cancel_at_period_end, giving.remote(plan)["cancel_at"]) == (
        False,
        None,
    )


def test_stopped_and_not_taken_back_it_ends_with_the_period(giving, plan, as_member):
    as_member.post(url(plan, "stop"))

    giving.sandbox.advance(days=32)
    giving.arrive()

    plan.refresh_from_db()
    assert (plan.status, plan.is_running) == ("canceled", False)
    assert Payment.objects.filter(plan=plan).count() == 1
    assert "Ended on" in as_member.get("/account/giving/").content.decode()


def test_paused_nothing_is_taken_until_it_goes_on(giving, plan, as_member):
    as_member.post(url(plan, "pause"))
    giving.sandbox.advance(days=32)
    giving.arrive()
    plan.refresh_from_db()
    paid = Payment.objects.filter(plan=plan, charge_id__isnull=False)
    assert (paid.count(), plan.paused_at is not None) == (1, True)

    as_member.post(url(plan, "resume"))
    giving.sandbox.advance(days=32)
    giving.arrive()

    plan.refresh_from_db()
    assert (paid.count(), plan.paused_at) == (2, None)


def test_a_month_in_which_it_was_paused_reads_as_paused(giving, plan, as_member):
    as_member.post(url(plan, "pause"))
    giving.sandbox.control("renew", subscription=plan.subscription_id)
    giving.arrive()

    page = as_member.get("/account/giving/").content.decode()

    assert page.count("paused, nothing was taken") == 1
    assert "not paid" not in page


def test_a_month_whose_card_was_declined_does_not(giving, as_member, stripe_client):
    plan = giving.plan(browser=as_member, number=RENEWALS_DECLINED)
    giving.sandbox.advance(days=32)
    [invoice] = giving.sandbox.objects("invoice", status="open")
    stripe_client.v1.invoices.void_invoice(invoice["id"])
    giving.arrive()

    page = as_member.get("/account/giving/").content.decode()

    assert plan.payments.count() == 2
    assert "paused" not in page
    assert "not paid" in page


def test_another_amount_holds_from_the_next_payment_on(giving, plan, as_member):
    response = as_member.post(url(plan, "amount"), {"amount": "12.50"})
    giving.sandbox.advance(days=32)
    giving.arrive()

    plan.refresh_from_db()
    assert response.url == "/account/giving/"
    assert plan.amount == 1250
    amounts = plan.payments.order_by("created_at").values_list("amount", flat=True)
    assert list(amounts) == [2500, 1250]


@pytest.mark.parametrize("amount", ["0", "-5", "4.99", "99999999", "1e3", "", "٥٠"])
def test_an_amount_that_cannot_be_taken_changes_nothing(
    giving, plan, as_member, amount
):
    page = as_member.post(url(plan, "amount"), {"amount": amount})

    assert "There is a problem" in page.content.decode()
    assert giving.remote(plan)["items"]["data"][0]["price"]["unit_amount"] == 2500


def test_the_card_is_changed_on_a_page_of_stripes(giving, plan, as_member):
    response = as_member.post(url(plan, "card"))

    (session,) = giving.sandbox.objects("billing_portal.session")
    assert (response.status_code, response.url) == (303, session["url"])
    assert session["customer"] == plan.customer_id
    assert session["return_url"] == "http://testserver/account/giving/"


def test_declined_renewal_then_another_card_then_paid(giving, as_member):
    plan = giving.plan(browser=as_member, number=RENEWALS_DECLINED)
    giving.sandbox.advance(days=32)
    giving.arrive()
    plan.refresh_from_db()
    assert (plan.status, plan.past_due_since is not None) == ("past_due", True)
    page = as_member.get("/account/giving/").content.decode()
    assert "The last payment did not go through" in page

    giving.sandbox.control(
        "set_card", subscription=plan.subscription_id, number="4242424242424242"
    )
    giving.sandbox.advance(days=8)
    giving.arrive()

    plan.refresh_from_db()
    assert (plan.status, plan.past_due_since) == ("active", None)


def test_a_plan_that_owes_ends_at_once_when_it_is_stopped(giving, as_member):
    plan = giving.plan(browser=as_member, number=RENEWALS_DECLINED)
    giving.sandbox.advance(days=32)
    giving.arrive()
    plan.refresh_from_db()

    page = as_member.post(url(plan, "stop"), follow=True).content.decode()

    plan.refresh_from_db()
    assert "has ended" in page
    assert plan.ended_at is not None


def test_ended_in_the_dashboard_meanwhile(giving, plan, as_member, stripe_client):
    stripe_client.v1.subscriptions.cancel(plan.subscription_id)

    page = as_member.post(url(plan, "pause"), follow=True).content.decode()

    plan.refresh_from_db()
    assert "This plan has ended." in page
    assert plan.ended_at is not None


@pytest.mark.parametrize("verb", ["pause", "resume"])
def test_a_stopped_gift_is_said_to_be_stopped_whatever_an_old_tab_asks(
    giving, plan, as_member, verb
):
    as_member.post(url(plan, "stop"), follow=True)
    before = giving.remote(plan)

    page = as_member.post(url(plan, verb), follow=True).content.decode()

    assert "it is stopped already" in page
    assert "goes on" not in page
    assert giving.remote(plan) == before


def test_paused_stopped_and_taken_back_it_is_said_to_be_paused(giving, plan, as_member):
    for verb in ("pause", "stop"):
        as_member.post(url(plan, verb), follow=True)

    page = as_member.post(url(plan, "keep"), follow=True).content.decode()

    assert "Your regular gift is paused" in page
    assert "goes on." not in page


def test_a_plan_that_owes_is_not_called_paused(giving, as_member, reader):
    """Stripe would try the open bill again all the same."""
    plan = giving.plan(browser=as_member, number=RENEWALS_DECLINED)
    giving.sandbox.advance(days=32)
    giving.arrive()
    link = links.plan_address(plan.pk).removeprefix("http://testserver")

    page = as_member.post(url(plan, "pause"), follow=True).content.decode()
    from_mail = reader.get(link).content.decode()

    assert "is tried again" in page
    assert "is paused" not in page
    assert "is tried again until you stop it" in from_mail
    assert 'value="pause"' not in from_mail
    plan.refresh_from_db()
    assert plan.paused_at is None


def test_stripe_down_changes_nothing_and_says_so(giving, plan, as_member):
    giving.sandbox.control("fail_next", faults=["500"] * 3)

    page = as_member.post(url(plan, "stop"), follow=True).content.decode()

    assert "nothing was changed" in page
    assert Plan.objects.get().cancel_at_period_end is False


def test_stripe_is_never_asked_within_a_transaction(plan):
    with (
        pytest.raises(stripe_gateway.InsideTransaction),
        transaction.atomic(),
    ):
        plans.pause(plan=plan)


def test_a_plan_without_customer_has_no_card_page(plan):
    plan.customer_id = ""

    with pytest.raises(NotRunning):
        plans.card_page(plan=plan, return_url="http://testserver/")


def test_a_plan_is_not_touched_when_stripe_cannot_be_reached(giving, plan):
    giving.sandbox.control("fail_next", faults=["500"] * 3)

    with pytest.raises(PlanUnreachable):
        plans.keep(plan=plan)


@pytest.mark.parametrize("verb", ["stop", "keep", "pause", "resume", "card", "amount"])
def test_nobody_touches_a_plan_of_somebody_else(giving, plan, as_stranger, verb):
    before = giving.remote(plan)

    response = as_stranger.post(url(plan, verb), {"amount": "5"})

    assert response.status_code == 404
    assert giving.remote(plan) == before


@pytest.mark.parametrize("verb", ["stop", "pause", "card"])
def test_a_plan_is_not_changed_by_looking(plan, as_member, verb):
    assert as_member.get(url(plan, verb)).status_code == 405


def test_an_unknown_verb_is_no_page(plan, as_member):
    assert as_member.post(url(plan, "delete")).status_code == 404
