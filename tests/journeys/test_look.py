"""What readers see: nothing cut off, nothing out of reach, in light and dark, without scripts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from portal.demo.loading import load_all

pytestmark = pytest.mark.django_db(transaction=True)

SUBJECT = "cryoablation-of-bone-metastases"
READING = (
    "/",
    "/lay/",
    f"/lay/{SUBJECT}/",
    f"/pro/{SUBJECT}/",
    f"/pro/{SUBJECT}/history/",
    f"/pro/{SUBJECT}/print/",
    f"/pro/{SUBJECT}/report/",
    "/search/?q=ice",
    "/a-z/",
    "/topics/",
    "/people/",
    "/evidence/",
    "/references/tuncali2007/",
    "/about/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
)
WIDTHS = (320, 375, 768, 1440)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SHIFTS = """() => new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    document.fonts.ready.then(() => setTimeout(() => done(sum), 300));
})"""


def at(page, width, scheme="light"):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1440, "dark")])
def test_axe_finds_nothing_on_any_page_of_a_reader(page, width, scheme):
    load_all()
    at(page, width, scheme)
    found = []

    for path in READING:
        page.goto(path)
        rules = Axe().run(page).response["violations"]
        found += [f"{path} {rule['id']}" for rule in rules]

    assert found == []


def test_no_page_scrolls_sideways(page):
    load_all()
    too_wide = []

    for path in READING:
        page.goto(path)
        for width in WIDTHS:
            at(page, width)
            if page.evaluate(OVERFLOW) > 0:
                too_wide.append(f"{path} at {width}")

    assert too_wide == []


def test_keyboard_leads_from_a_number_to_its_note_to_the_list_and_back(page):
    load_all()
    page.goto(f"/pro/{SUBJECT}/")
    number = page.get_by_role("button", name=re.compile("^reference 1:")).first
    number.focus()

    page.keyboard.press("Enter")
    note = page.get_by_role("note", name="Reference 1", exact=True)
    note.wait_for()
    note.get_by_role("link", name="Show in reference list").press("Enter")

    page.wait_for_url("**#ref-1")
    note.wait_for(state="hidden")
    page.locator("#ref-1").get_by_role("link", name="What it is").first.press("Enter")
    page.wait_for_url("**#cite-1-**")


def test_edition_switch_keeps_the_section(page):
    load_all()
    at(page, 1440)
    page.goto(f"/lay/{SUBJECT}/")
    page.locator(".contents").get_by_role("link", name="What can go wrong").click()
    page.locator(".contents [aria-current]", has_text="What can go wrong").wait_for()

    page.get_by_role("link", name="This part for professionals").click()

    page.wait_for_url(f"**/pro/{SUBJECT}/#s-complications")


def test_phone_folds_contents_and_facts_and_opens_them_without_scripts(
    chromium_browser, live_server
):
    load_all()
    context = chromium_browser.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        viewport={"width": 375, "height": 800},
    )
    page = context.new_page()
    page.goto(f"/lay/{SUBJECT}/")
    outcomes = page.locator(".contents").get_by_role("link", name="How well it works")
    author = page.locator(".facts").get_by_role("link", name="History")

    assert not outcomes.is_visible()
    assert not author.is_visible()
    for summary in page.locator("summary:visible").all():
        assert summary.bounding_box()["height"] >= 44
    page.locator(".contents summary").click()
    page.locator(".facts summary").last.click()
    assert outcomes.is_visible()
    assert author.is_visible()
    context.close()


def test_wide_window_shows_contents_and_facts_unfolded(page):
    load_all()
    at(page, 1440)

    page.goto(f"/lay/{SUBJECT}/")

    assert page.locator(".contents").get_by_role("link").last.is_visible()
    assert page.locator(".facts").get_by_role("link", name="History").is_visible()
    assert not page.locator(".contents summary").is_visible()


def test_nothing_moves_when_the_fonts_arrive(page):
    load_all()
    at(page, 375)
    page.goto(f"/pro/{SUBJECT}/")

    assert page.evaluate(SHIFTS) < 0.05


def test_paper_has_every_reference_and_nothing_to_click(page):
    load_all()
    page.goto(f"/pro/{SUBJECT}/")

    page.emulate_media(media="print")

    assert page.locator(".refs li").last.is_visible()
    assert page.get_by_text("Printed from").is_visible()
    for part in (".site-search", ".contents", ".after", ".editions"):
        assert not page.locator(part).is_visible()
