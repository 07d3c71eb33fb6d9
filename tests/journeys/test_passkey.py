"""A passkey is added, logs in alone to where the person wanted, and is a second factor."""

import pytest

from tests.personas import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def device(page):
    """Give the browser a device that keeps passkeys and says yes to everything."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return devtools


def log_in(page, email):
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/")


def add_passkey(page, *, alone):
    page.goto("/accounts/2fa/webauthn/add/")
    if alone:
        page.get_by_label("Log in with this passkey alone").check()
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()


def test_a_passkey_is_added_and_logs_in_to_where_the_person_wanted(
    page, device, member
):
    log_in(page, member.email)
    add_passkey(page, alone=True)
    page.goto("/accounts/2fa/webauthn/")
    assert page.get_by_text("works without a password").is_visible()
    page.context.clear_cookies()

    page.goto("/accounts/login/?next=/account/profile/%23name")
    page.get_by_role("button", name="Use a passkey").click()

    page.wait_for_url("**/account/profile/#name")
    assert page.get_by_label("Public name").input_value() == "the-member"


def test_a_passkey_is_the_second_factor_after_the_password(page, device, member):
    log_in(page, member.email)
    add_passkey(page, alone=False)
    page.context.clear_cookies()

    page.goto("/accounts/login/?next=/account/")
    page.get_by_label("E-mail address").fill(member.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("heading", name="Confirm it’s you").wait_for()
    page.get_by_role("button", name="Use a passkey").click()

    page.wait_for_url("**/account/")


def test_a_refused_passkey_is_said_in_words(page, device, member):
    page.goto("/accounts/login/")
    device.send("WebAuthn.disable")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }"
    )

    page.get_by_role("button", name="Use a passkey").click()

    page.get_by_text("The passkey did not work").wait_for()
    assert page.url.endswith("/accounts/login/")


def test_the_picture_for_the_app_is_drawn(page, member):
    log_in(page, member.email)
    page.goto("/accounts/2fa/totp/activate/")

    box = page.locator("figure svg").bounding_box()
    assert box["width"] > 120
    assert box["height"] > 120
