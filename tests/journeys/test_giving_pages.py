"""Giving in a browser: by test card, declined first, monthly, stopped by the link of a mail."""

import re

import pytest

from sponsors.giving import links
from sponsors.models import Donation, LedgerEntry, Plan
from tests.sponsors.conftest import CARD, DECLINED

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stripe(stripe_sandbox, live_server, settings):
    """The portal of the browser, wired to a Stripe on this machine."""
    settings.SITE_URL = live_server.url
    settings.STRIPE_SECRET_KEY = stripe_sandbox.secret_key
    settings.STRIPE_API_BASE = stripe_sandbox.base
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": policy | {"form-action": ["'self'", stripe_sandbox.base]}
    }
    return stripe_sandbox


def fill_in(page, often="Once"):
    page.goto("/donate/")
    page.get_by_label(often, exact=True).check()
    page.locator("input[name=preset]").nth(2).check()
    if page.get_by_label("Your e-mail").count():
        page.get_by_label("Your e-mail").fill("donor@example.org")
    page.get_by_role("button", name="Go to payment").click()
    page.wait_for_url("**/c/pay/**")


def pay(page, number=CARD):
    for name, value in (
        ("email", "donor@example.org"),
        ("number", number),
        ("expiry", "12/34"),
        ("cvc", "123"),
        ("name", "A Donor"),
    ):
        field = page.locator(f"[name={name}]")
        if field.count():
            field.fill(value)
    page.locator("main form button").first.click()


@pytest.mark.usefixtures("stripe")
def test_a_gift_by_card_after_a_declined_one(desk, member):
    page = desk(member)  # it lets pass that the browser notes the 402
    fill_in(page)
    pay(page, DECLINED)
    page.get_by_text("Your card was declined").first.wait_for()
    pay(page)

    page.get_by_role("heading", name="Thank you").wait_for()

    assert "Your gift of $100 has arrived" in page.locator("main").inner_text()
    assert LedgerEntry.objects.get(kind="charge").amount == 10_000
    page.get_by_role("link", name="Your giving").click()
    page.locator("main").get_by_text("$100.00").first.wait_for()


@pytest.mark.usefixtures("stripe")
def test_a_monthly_gift_stopped_by_the_link_of_a_mail(page, assert_accessible):
    page.goto("/donate/")
    assert_accessible()
    fill_in(page, "Monthly")
    pay(page)
    page.get_by_role("heading", name="Thank you").wait_for()
    assert_accessible()
    plan = Plan.objects.get()

    page.context.clear_cookies()
    page.goto(links.plan_address(plan.pk))
    assert_accessible()
    page.get_by_role("button", name="Stop it").click()
    page.get_by_role("heading", name="No more payments").wait_for()

    plan.refresh_from_db()
    assert (plan.amount, plan.cancel_at_period_end) == (2000, True)


@pytest.mark.usefixtures("stripe")
def test_one_amount_at_a_time_and_each_currency_its_own(page):
    page.goto("/donate/")
    page.locator("input[name=preset]").first.check()
    page.locator("#id_own").fill("33")
    assert page.locator("input[name=preset]:checked").count() == 0

    page.get_by_label("Currency").select_option("eur")

    assert re.match("€", page.locator(".amounts label").first.inner_text())
    page.locator("input[name=preset]").first.check()
    assert page.locator("#id_own").input_value() == ""


@pytest.mark.usefixtures("stripe")
def test_what_was_refused_is_not_announced_as_due(desk, member):
    page = desk(member)  # it lets pass that the browser notes the 422
    page.goto("/donate/")
    page.locator("#id_own").fill("2")
    assert "You pay $2 today" in page.locator("#due").inner_text()

    page.get_by_role("button", name="Go to payment").click()
    page.get_by_role("link", name="We can take from $5").wait_for()

    assert "$2" not in page.locator("#due").inner_text()


def test_left_the_payment_page_without_a_script(chromium_browser, live_server, stripe):
    context = chromium_browser.new_context(
        base_url=live_server.url, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/donate/")
    page.get_by_label("Another amount", exact=True).and_(
        page.locator("[type=radio]")
    ).check()
    page.locator("#id_own").fill("12.50")
    page.get_by_label("Your e-mail").fill("donor@example.org")
    page.get_by_role("button", name="Go to payment").click()
    page.wait_for_url("**/c/pay/**")
    gift = Donation.objects.get()
    page.goto(f"/donate/cancelled/{gift.pk}/")
    page.get_by_role("link", name="Go on giving").click()

    assert page.locator("#id_own").input_value() == "12.50"
    assert stripe.objects("charge") == []
    context.close()
