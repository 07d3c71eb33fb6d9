"""Every page of the accounts in a real browser: no accessibility rule broken, no overflow."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.accounts.conftest import give_app
from tests.journeys.test_passkey import log_in

pytestmark = pytest.mark.django_db(transaction=True)

OPEN = [
    "login/?next=/account/",
    "signup/",
    "login/code/",
    "password/reset/",
    "inactive/",
]
MEMBER = [
    "/account/",
    "/account/profile/",
    "/account/data/",
    "/account/data/leave/",
    "/account/data/left/",
    *(
        f"/accounts/{path}"
        for path in (
            "email/",
            "password/change/",
            "reauthenticate/",
            "sessions/",
            "logout/",
            "2fa/",
            "2fa/totp/activate/",
            "2fa/webauthn/",
            "2fa/webauthn/add/",
        )
    ),
]
PROTECTED = [
    f"/accounts/2fa/{path}"
    for path in ("", "recovery-codes/", "recovery-codes/generate/", "totp/deactivate/")
]


@pytest.fixture(params=[(1280, "light"), (320, "dark")], ids=["wide", "phone"])
def screen(request, page):
    width, scheme = request.param
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    return page


def assert_good(page):
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], page.url


def test_the_ways_in_are_for_everybody(screen):
    for path in OPEN:
        screen.goto(f"/accounts/{path}")
        assert_good(screen)

    screen.goto("/accounts/login/code/")
    screen.get_by_label("E-mail address").fill(
        "somebody-with-a-very-long-name@department.university-hospital.example.org"
    )
    screen.get_by_role("button", name="Send me a code").click()
    screen.get_by_role("heading", name="Log in with a code").wait_for()
    assert_good(screen)


def test_a_form_with_errors_is_for_everybody(screen):
    screen.goto("/accounts/signup/")
    screen.evaluate("document.querySelector('main form').noValidate = true")
    screen.get_by_role("button", name="Create the account").click()
    screen.get_by_role("alert").wait_for()

    assert_good(screen)


def test_the_members_pages_are_for_everybody(screen, member):
    log_in(screen, member.email)
    for path in MEMBER:
        screen.goto(path)
        assert_good(screen)

    give_app(member)
    for path in PROTECTED:
        screen.goto(path)
        assert_good(screen)


def test_signing_up_works_by_keyboard_alone(page, mailoutbox):
    page.goto("/accounts/signup/?next=/account/profile/")
    page.get_by_label("E-mail address").focus()
    page.keyboard.type("new@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("four words in a row")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Confirm your e-mail address").wait_for()

    code = next(line for line in mailoutbox[0].body.splitlines() if "    " in line)
    page.get_by_label("Code").focus()
    page.keyboard.type(code.strip())
    page.keyboard.press("Enter")

    page.wait_for_url("**/account/profile/")
