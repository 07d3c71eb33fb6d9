"""Giving by keyboard alone, without scripts, with large type, on paper; and small mistakes."""

import pytest

from sponsors.giving import links
from sponsors.models import Donation, LedgerEntry, Plan
from tests.journeys.test_giving_pages import pay, stripe
from tests.money_factories import make_donation, make_paid

__all__ = ["stripe"]

pytestmark = pytest.mark.django_db(transaction=True)


def tab_to(page, name):
    """Press Tab until a field of this name, or a button with these words, has the focus."""
    for _each in range(60):
        page.keyboard.press("Tab")
        if (
            page.evaluate(
                "document.activeElement.name || document.activeElement.innerText"
            )
            == name
        ):
            return
    pytest.fail(f"{name} cannot be reached by keyboard")


@pytest.mark.usefixtures("stripe")
def test_by_keyboard_alone(page):
    page.goto("/donate/")
    tab_to(page, "interval")
    page.keyboard.press("ArrowRight")
    tab_to(page, "preset")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    tab_to(page, "email")
    page.keyboard.type("donor@example.org")
    tab_to(page, "Go to payment")
    page.keyboard.press("Enter")
    page.wait_for_url("**/c/pay/**")
    tab_to(page, "cvc")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Thank you").wait_for()
    assert (Plan.objects.get().amount, Plan.objects.get().interval) == (1000, "monthly")


@pytest.mark.usefixtures("stripe")
def test_what_is_taken_and_when_is_said_before_the_button(page):
    page.goto("/donate/")
    due = page.locator("#due")
    assert "until you stop it" in due.inner_text()  # true of whatever is chosen

    page.get_by_label("$50").check()
    assert due.inner_text() == "You pay $50 today. It is taken once."
    page.get_by_label("Monthly").check()
    page.locator("#id_own").fill("12,50")
    assert due.inner_text().startswith("You pay $12.50 today and on the ")
    assert due.inner_text().endswith(" of each month, until you stop it.")
    page.get_by_label("Currency").select_option("eur")
    assert due.inner_text().startswith("You pay €12.50 today")
    assert "€" in page.locator("#id_own_helptext").inner_text()


@pytest.mark.usefixtures("stripe")
def test_a_slip_in_the_address_is_asked_about_and_a_rare_one_is_not(
    page, assert_accessible
):
    page.goto("/donate/")
    email = page.get_by_label("Your e-mail")
    for rare in ("ann@mail.com", "ann@example.org", "ann"):
        email.fill(rare)
        email.press("Tab")
        assert page.locator(".meant button").count() == 0, rare

    email.fill("ann@gmial.com")
    email.press("Tab")
    assert_accessible()
    page.get_by_role("button", name="ann@gmail.com").click()

    assert email.input_value() == "ann@gmail.com"
    assert page.locator(".meant").is_hidden()


@pytest.mark.usefixtures("stripe")
def test_what_is_wrong_has_the_focus_and_leads_to_its_field(desk, member):
    page = desk(member)  # it lets pass that the browser notes the 422
    page.goto("/donate/")
    page.locator("#id_own").fill("2")
    page.get_by_role("button", name="Go to payment").click()
    page.get_by_role("alert").wait_for()

    assert page.evaluate("document.activeElement.className").endswith("error-summary")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_own"


@pytest.mark.usefixtures("stripe")
def test_monthly_and_stopped_again_without_a_script(chromium_browser, live_server):
    context = chromium_browser.new_context(
        base_url=live_server.url, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/donate/")
    page.get_by_label("Monthly").check()
    page.get_by_label("Currency").select_option("eur")
    page.get_by_role("button", name="Show amounts in this currency").click()
    page.locator(".amounts label").get_by_text("€5", exact=True).wait_for()
    fields = page.locator("form[data-giving]")
    fields.get_by_label("€20").check()
    fields.get_by_label("Your e-mail").fill("donor@example.org")
    page.get_by_text("Dedication, public name, message").click()
    page.get_by_label("Dedicate this gift").select_option("memory")
    page.get_by_label("Name of the person").fill("Erik")
    page.get_by_role("button", name="Go to payment").click()
    page.wait_for_url("**/c/pay/**")
    pay(page)
    page.get_by_role("heading", name="Thank you").wait_for()
    assert "In memory of Erik" in page.locator("main").inner_text()

    page.goto(links.plan_address(Plan.objects.get().pk))
    page.get_by_role("button", name="Stop it").click()
    page.get_by_role("heading", name="No more payments").wait_for()

    assert Plan.objects.get().cancel_at_period_end
    assert LedgerEntry.objects.get(kind="charge").currency == "eur"
    context.close()


@pytest.mark.usefixtures("stripe")
def test_type_of_twice_the_size_cuts_nothing_off(page):
    page.set_viewport_size({"width": 640, "height": 900})
    too_wide = []

    for path in ("/donate/", "/donate/donors/", "/about/books/", "/sponsors/"):
        page.goto(path)
        page.evaluate("document.documentElement.classList.add('twice')")
        page.evaluate(
            "() => { const sheet = new CSSStyleSheet(); "
            "sheet.replaceSync('.twice { font-size: 200% !important }'); "
            "document.adoptedStyleSheets = [sheet]; }"
        )
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            too_wide.append(path)

    assert too_wide == []


def test_a_receipt_on_paper_is_the_paper_alone_and_says_that_it_is_a_copy(desk, member):
    paid = make_paid(make_donation(user=member, email=member.email))
    tab = desk(member)
    tab.goto(f"/account/giving/receipts/{paid.receipts.get().pk}/")
    assert not tab.get_by_text("DUPLICATE").is_visible()

    tab.emulate_media(media="print")

    assert tab.get_by_text("DUPLICATE").is_visible()
    for gone in (
        tab.get_by_role("link", name="Save as PDF"),
        tab.locator(".site-foot"),
    ):
        assert not gone.is_visible()


@pytest.mark.usefixtures("stripe")
def test_pressed_twice_it_is_one_gift(page):
    page.goto("/donate/")
    page.get_by_label("$50").check()
    page.get_by_label("Your e-mail").fill("donor@example.org")
    page.get_by_role("button", name="Go to payment").dblclick()
    page.wait_for_url("**/c/pay/**")

    assert Donation.objects.count() == 1
