"""Every page of the accounts: who may see it, how it is built, that nobody keeps it."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from tests.accounts.conftest import give_app, log_in, sign_up
from tests.html import faults
from tests.money_factories import make_contact
from tests.personas import PASSWORD

pytestmark = pytest.mark.django_db

User = get_user_model()

LOGIN = "/accounts/login/?next="
# path → what an anonymous visitor, a member and a member with a second factor get:
# a status, or where they are sent.
TABLE = {
    "/account/": (LOGIN, 200, 200),
    "/account/profile/": (LOGIN, 200, 200),
    "/account/data/": (LOGIN, 200, 200),
    "/account/data/download/": (405, 405, 405),
    "/account/data/leave/": (LOGIN, 200, 200),
    "/account/data/left/": (200, 200, 200),
    "/accounts/login/": (200, "/", "/"),
    "/accounts/logout/": ("/", 200, 200),
    "/accounts/inactive/": (200, 200, 200),
    "/accounts/signup/": (200, "/", "/"),
    "/accounts/reauthenticate/": (LOGIN, 200, 200),
    "/accounts/email/": (LOGIN, 200, 200),
    "/accounts/confirm-email/": ("/accounts/login/", "/accounts/email/", 302),
    "/accounts/password/change/": (LOGIN, 200, 200),
    "/accounts/password/set/": (LOGIN, "/accounts/password/change/", 302),
    "/accounts/password/reset/": (200, 200, 200),
    "/accounts/password/reset/confirm/": ("/accounts/login/", "/accounts/login/", 302),
    "/accounts/password/reset/complete/": (
        "/accounts/password/reset/",
        "/accounts/password/reset/",
        302,
    ),
    "/accounts/password/reset/done/": (200, 200, 200),
    "/accounts/login/code/": (200, "/", "/"),
    "/accounts/login/code/confirm/": ("/accounts/login/code/", 302, 302),
    "/accounts/2fa/": (LOGIN, 200, 200),
    "/accounts/2fa/authenticate/": ("/accounts/login/", 302, 302),
    "/accounts/2fa/reauthenticate/": (LOGIN, "/accounts/reauthenticate/", 200),
    "/accounts/2fa/totp/activate/": (LOGIN, 200, "/accounts/2fa/totp/deactivate/"),
    "/accounts/2fa/totp/deactivate/": (LOGIN, 404, 200),
    "/accounts/2fa/recovery-codes/": (LOGIN, 404, 200),
    "/accounts/2fa/recovery-codes/generate/": (LOGIN, 200, 200),
    "/accounts/2fa/recovery-codes/download/": (LOGIN, 404, 200),
    "/accounts/2fa/webauthn/": (LOGIN, 200, 200),
    "/accounts/2fa/webauthn/add/": (LOGIN, 200, 200),
    "/accounts/2fa/webauthn/reauthenticate/": (LOGIN, "/accounts/reauthenticate/", 302),
    "/accounts/2fa/webauthn/login/": ("/accounts/login/", "/", "/"),
    "/accounts/sessions/": (LOGIN, 200, 200),
}
WITH_AN_ID = {  # tested one by one
    "/account/sessions/<int:pk>/end/",
    "/accounts/2fa/webauthn/keys/<int:pk>/remove/",
    "/accounts/2fa/webauthn/keys/<int:pk>/edit/",
}


def paths(patterns, prefix="/"):
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from paths(pattern.url_patterns, path)
        else:
            yield path


def test_the_table_knows_every_page_of_the_accounts():
    known = {
        path
        for path in paths(get_resolver().url_patterns)
        if path.startswith("/account")
        and not path.startswith("/account/giving/")  # tests/test_permissions.py
    }

    assert known == TABLE.keys() | WITH_AN_ID


def outcome(response):
    return response.status_code if response.status_code != 302 else response.url


def assert_outcome(response, expected):
    if expected == 302 or isinstance(expected, str):
        assert response.status_code == 302
        assert isinstance(expected, int) or response.url.startswith(expected)
    else:
        assert response.status_code == expected


@pytest.fixture
def protected(member):
    """A member with an authenticator app, just logged in."""
    browser = Client()
    log_in(browser)
    give_app(member)
    return browser


@pytest.mark.parametrize("path", TABLE)
def test_who_gets_which_page(path, client, protected):
    plain = Client()
    user = User.objects.create_user("plain@example.org", PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    log_in(plain, user.email)

    for browser, expected in zip((client, plain, protected), TABLE[path], strict=True):
        response = browser.get(path)
        assert_outcome(response, expected)
        assert response["Cache-Control"] == "private, no-store"


NONSENSE = [
    "",
    "x",
    "\x00",
    "-1",
    "9" * 30,
    "[]",
    "{}",
    "null",
    "é" * 300,
    "' OR 1=1 --",
]
FIELDS = (
    *("login", "email", "password", "password1", "password2", "oldpassword", "code"),
    *("credential", "next", "action", "action_add", "action_send", "action_remove"),
    *("handle", "preferred_edition", "old_enough", "name", "passwordless"),
)


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_breaks_no_page(nonsense, member):
    browser = Client()
    log_in(browser)
    give_app(member)

    for who in (Client(), browser):
        for path in TABLE:
            if who is browser and path == "/accounts/logout/":
                continue
            response = who.post(path, dict.fromkeys(FIELDS, nonsense))
            assert response.status_code < 500, path
            assert who.get(path, {"next": nonsense}).status_code < 500, path


class Page(HTMLParser):
    """What may break the content policy or the outline of a page."""

    def __init__(self, text):
        super().__init__()
        self.headings, self.offences, self.unlabelled = 0, [], []
        self.labels = set(re.findall(r'<label[^>]* for="([^"]+)"', text))
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.headings += tag == "h1"
        self.offences += [name for name in attributes if name.startswith("on")]
        self.offences += [name for name in attributes if name == "style"]
        inline = tag == "script" and "src" not in attributes
        data = attributes.get("type") in ("application/json", "application/ld+json")
        if tag == "style" or (inline and not data):
            self.offences.append(tag)
        if re.match(r"(?:data|https?|javascript):", attributes.get("src") or ""):
            self.offences.append(attributes["src"])
        typed = tag == "input" and attributes.get("type") not in ("hidden", "submit")
        if typed and attributes.get("id") not in self.labels:
            self.unlabelled.append(attributes.get("name"))


def assert_well_built(response):
    assert response.status_code == 200
    page = Page(response.content.decode())
    assert page.headings == 1
    assert page.offences == []
    assert page.unlabelled == []
    assert faults(response) == []
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("path", [path for path in TABLE if "download" not in path])
def test_every_page_obeys_the_content_policy_and_has_one_heading(
    path, client, protected
):
    for browser in (client, protected):
        response = browser.get(path)
        if response.status_code == 200:
            assert_well_built(response)


def test_the_pages_that_need_a_step_before_are_well_built(client, member):
    sign_up(client)
    assert_well_built(client.get("/accounts/confirm-email/"))

    browser = Client()
    browser.post("/accounts/login/code/", {"email": member.email})
    assert_well_built(browser.get("/accounts/login/code/confirm/"))

    browser = Client()
    browser.post("/accounts/password/reset/", {"email": member.email})
    assert_well_built(browser.get("/accounts/password/reset/confirm/"))

    give_app(member)
    browser = Client()
    log_in(browser)
    assert_well_built(browser.get("/accounts/2fa/authenticate/"))


def test_forms_with_errors_are_well_built(client):
    response = client.post("/accounts/signup/", {"email": "no address"})

    assert_well_built(response)
    assert 'role="alert"' in response.content.decode()


def test_an_account_without_a_password_may_choose_one(client, member):
    member.set_unusable_password()
    member.save()
    client.force_login(member)

    page = client.get("/account/").content.decode()
    assert "log in with a code by e-mail" in page
    assert 'href="/forums/settings/"' in page  # where its e-mails are chosen
    assert_well_built(client.get("/accounts/password/set/"))


# --- The public name --------------------------------------------------------------------


def save_name(browser, handle, edition=""):
    return browser.post(
        "/account/profile/", {"handle": handle, "preferred_edition": edition}
    )


def test_a_member_changes_name_and_edition(logged_in, member):
    assert save_name(logged_in, "river-42", "lay").url == "/account/profile/"

    member.refresh_from_db()
    assert (member.handle, member.preferred_edition) == ("river-42", "lay")


def test_who_acts_for_a_sponsor_finds_the_sponsorship_on_the_overview(
    logged_in, member
):
    before = logged_in.get("/account/").content.decode().split("<main")[1]
    make_contact(user=member, email=member.email)

    after = logged_in.get("/account/").content.decode().split("<main")[1]

    assert "Our sponsorship" not in before
    assert '<a href="/sponsors/mine/">Our sponsorship</a>' in after


@pytest.mark.parametrize(
    ("handle", "words"),
    [
        ("the-stranger", "is taken"),
        ("admin", "reserved for"),
        ("Jane Doe", "lower-case letters"),
        ("<script>", "lower-case letters"),
        ("", "required"),
    ],
)
def test_names_that_are_refused(logged_in, member, stranger, handle, words):
    response = save_name(logged_in, handle)

    assert words in str(response.context["form"].errors["handle"])
    # The header still shows the old name, not the refused one.
    assert "the-member" in response.content.decode()


def test_nobody_tries_out_all_names(logged_in, stranger):
    for _ in range(10):
        save_name(logged_in, "the-stranger")

    assert save_name(logged_in, "the-stranger").status_code == 429


def test_saving_the_edition_alone_is_no_try(logged_in):
    for _ in range(12):
        assert save_name(logged_in, "the-member", "lay").status_code == 302


# --- Sessions ---------------------------------------------------------------------------


def test_a_member_sees_and_ends_a_session(logged_in, member):
    elsewhere = Client(HTTP_USER_AGENT="Old Tablet", REMOTE_ADDR="198.51.100.7")
    log_in(elsewhere)
    page = logged_in.get("/accounts/sessions/").content.decode()
    assert "Old Tablet" in page
    assert "198.51.100.7" in page

    pk = member.usersession_set.get(user_agent="Old Tablet").pk
    logged_in.post(f"/account/sessions/{pk}/end/")

    assert elsewhere.get("/account/").status_code == 302
    assert logged_in.get("/account/").status_code == 200


def test_a_session_is_written_down_once_a_minute(
    logged_in, member, django_assert_num_queries
):
    logged_in.get("/account/profile/")
    with django_assert_num_queries(5):
        logged_in.get("/account/profile/")

    long_ago = timezone.now() - timedelta(minutes=2)
    member.usersession_set.update(last_seen_at=long_ago)
    with django_assert_num_queries(6):
        logged_in.get("/account/profile/")

    assert member.usersession_set.get().last_seen_at > long_ago
    member.usersession_set.update(last_seen_at=long_ago)
    logged_in.get("/account/profile/", headers={"User-Agent": "Another browser"})
    assert member.usersession_set.get().user_agent == "Another browser"


def test_a_member_ends_all_other_sessions(logged_in):
    elsewhere = Client()
    log_in(elsewhere)

    logged_in.post("/accounts/sessions/")

    assert elsewhere.get("/account/").status_code == 302
    assert logged_in.get("/account/").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(logged_in, as_stranger, stranger):
    as_stranger.get("/account/")
    pk = stranger.usersession_set.get().pk

    assert logged_in.post(f"/account/sessions/{pk}/end/").status_code == 404
    assert logged_in.get(f"/account/sessions/{pk}/end/").status_code == 405
    assert Client().post(f"/account/sessions/{pk}/end/").status_code == 302


def test_nobody_reaches_the_passkey_of_somebody_else(logged_in, stranger):
    key = Authenticator.objects.create(
        user=stranger, type="webauthn", data={"name": "x", "credential": {}}
    )

    for action in ("remove", "edit"):
        url = f"/accounts/2fa/webauthn/keys/{key.pk}/{action}/"
        assert logged_in.post(url).status_code == 404
        assert Client().post(url).status_code == 302
