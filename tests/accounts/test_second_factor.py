"""Authenticator app, recovery codes and passkeys: set up, used, removed, encrypted."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from portal.accounts import encryption
from tests.accounts.conftest import (
    TOTP_SECRET,
    give_app,
    log_in,
    mailed_code,
    totp_code,
)
from tests.personas import PASSWORD

pytestmark = pytest.mark.django_db


def make_session_old(client, seconds=301):
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - seconds
    session.save()


def test_an_app_is_set_up_and_recovery_codes_are_shown(logged_in, member):
    page = logged_in.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret

    response = logged_in.post(
        "/accounts/2fa/totp/activate/", {"code": totp_code(secret)}
    )

    assert response.url == "/accounts/2fa/recovery-codes/"
    codes = re.findall(
        rb"<li><code>(\d{8})</code>", logged_in.get(response.url).content
    )
    assert len(codes) == 10


@pytest.mark.django_db(transaction=True)
def test_a_new_second_factor_is_told_by_mail(logged_in, member):
    page = logged_in.get("/accounts/2fa/totp/activate/")

    logged_in.post(
        "/accounts/2fa/totp/activate/", {"code": totp_code(page.context["form"].secret)}
    )

    subjects = [message.subject for message in mail.outbox]
    assert "A second factor was set up" in subjects


def test_the_picture_for_the_app_obeys_the_content_policy(logged_in):
    page = logged_in.get("/accounts/2fa/totp/activate/").content.decode()

    assert "<svg" in page
    assert "data:" not in page
    assert "style=" not in page
    assert "<?xml" not in page


def test_a_recovery_code_opens_the_account_once(client, member):
    give_app(member)
    code = (
        member.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    )

    for expected in (True, False):
        log_in(client)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        assert ("_auth_user_id" in client.session) is expected
        client.post("/accounts/logout/")


def test_the_app_is_removed_with_its_recovery_codes(logged_in, member):
    give_app(member)

    assert logged_in.get("/accounts/2fa/totp/deactivate/").status_code == 200
    logged_in.post("/accounts/2fa/totp/deactivate/")

    assert not Authenticator.objects.filter(user=member).exists()
    assert mail.outbox[-1].subject == "A second factor was removed"


def test_new_recovery_codes_replace_the_old(logged_in, member):
    give_app(member)
    old = member.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()

    logged_in.post("/accounts/2fa/recovery-codes/generate/")

    new = member.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()
    assert not set(old) & set(new)
    assert (
        new[0]
        in logged_in.get("/accounts/2fa/recovery-codes/download/").content.decode()
    )


def test_secrets_are_not_in_the_database_in_clear(member):
    give_app(member)

    stored = [a.data for a in Authenticator.objects.all()]
    assert TOTP_SECRET not in str(stored)
    assert all(
        data[name].startswith("gAAAA")
        for data in stored
        for name in ("secret", "seed")
        if name in data
    )


def test_keys_can_be_changed(client, member, settings, capsys):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_ENCRYPTION_KEYS = [old]
    give_app(member)

    settings.FIELD_ENCRYPTION_KEYS = [new, old]
    call_command("rotate_encryption_keys")
    settings.FIELD_ENCRYPTION_KEYS = [new]

    log_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": totp_code()})
    assert "_auth_user_id" in client.session
    assert "2 second factors" in capsys.readouterr().out


def test_a_missing_key_says_what_to_do(settings):
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    token = encryption.encrypt("secret")
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(ImproperlyConfigured, match="Put the old key back"):
        encryption.decrypt(token)


def test_a_key_that_is_none_is_found_at_the_start(settings):
    assert encryption.check_keys() == []

    settings.FIELD_ENCRYPTION_KEYS = ["not a key"]

    assert [error.id for error in encryption.check_keys()] == ["accounts.E001"]


SENSITIVE = [
    ("get", "/accounts/2fa/totp/activate/"),
    ("get", "/accounts/2fa/webauthn/add/"),
    ("post", "/accounts/email/"),
]


@pytest.mark.parametrize(("method", "path"), SENSITIVE)
def test_sensitive_steps_ask_again_when_the_log_in_is_old(logged_in, method, path):
    data = {"email": "new@example.org", "action_add": ""}
    make_session_old(logged_in)

    response = getattr(logged_in, method)(path, data)
    assert response.url.startswith("/accounts/reauthenticate/?next=")
    refused = logged_in.post(response.url, {"password": "wrong-wrong-wrong"})
    assert "This is not your password" in refused.content.decode()
    accepted = logged_in.post(response.url, {"password": PASSWORD})

    # The step itself follows: the page opens, or the held-back form is done now.
    assert accepted.url in (f"{path}?email=new%40example.org&action_add=", path) or (
        accepted.url == "/accounts/confirm-email/"
    )


@pytest.mark.parametrize(("method", "path"), SENSITIVE)
def test_sensitive_steps_trust_a_log_in_of_just_now(logged_in, method, path):
    data = {"email": "new@example.org", "action_add": ""}

    response = getattr(logged_in, method)(path, data)

    assert response.status_code == 200 or response.url == "/accounts/confirm-email/"


@pytest.fixture
def passwordless(client, member):
    """A member who has no password and logged in by code, a while ago."""
    member.set_unusable_password()
    member.save()
    client.post("/accounts/login/code/", {"email": member.email})
    client.post("/accounts/login/code/confirm/", {"code": mailed_code()})
    make_session_old(client)
    return client


@pytest.mark.parametrize(("method", "path"), SENSITIVE)
def test_who_has_no_password_proves_the_mailbox_again(passwordless, method, path):
    response = getattr(passwordless, method)(
        path, {"email": "new@example.org", "action_add": ""}
    )

    assert response.url == "/accounts/password/reset/"


def test_an_old_session_cannot_give_an_account_its_first_password(passwordless, member):
    new = {"password1": "quite-new-password", "password2": "quite-new-password"}

    response = passwordless.post("/accounts/password/set/", new)

    assert "some time ago" in str(response.context["form"].errors)
    member.refresh_from_db()
    assert not member.has_usable_password()


def test_a_fresh_session_gives_an_account_its_first_password(passwordless, member):
    make_session_old(passwordless, seconds=10)
    new = {"password1": "quite-new-password", "password2": "quite-new-password"}

    passwordless.post("/accounts/password/set/", new)

    member.refresh_from_db()
    assert member.check_password("quite-new-password")


def test_recovery_codes_ask_again_when_the_log_in_is_old(logged_in, member):
    give_app(member)
    make_session_old(logged_in)

    for path in ("", "generate/", "download/"):
        response = logged_in.get(f"/accounts/2fa/recovery-codes/{path}")
        assert response.status_code == 302, path
        assert "reauthenticate" in response.url


def test_asking_again_offers_the_app_and_the_passkey(logged_in, member):
    give_app(member)

    page = logged_in.get("/accounts/reauthenticate/").content.decode()
    assert "Use a code from your authenticator app" in page

    response = logged_in.post(
        "/accounts/2fa/reauthenticate/", {"code": totp_code(), "next": "/account/"}
    )
    assert response.url == "/account/"


def test_an_unconfirmed_address_gets_no_second_factor(logged_in, member):
    # Else whoever signs up with a stranger's address could lock the owner out for ever.
    member.emailaddress_set.update(verified=False)

    response = logged_in.get("/accounts/2fa/totp/activate/")

    assert response.url == "/accounts/2fa/"


def test_passkeys_are_not_asked_of_people_without_javascript(client):
    page = client.get("/accounts/login/").content.decode()

    assert re.search(r"<button[^>]*data-passkey=[^>]* hidden>Use a passkey", page)


def test_a_made_up_passkey_opens_nothing(client, member):
    for credential in ("", "{}", "null", "[]", '{"id": "x"}', "no json"):
        response = client.post(
            "/accounts/2fa/webauthn/login/", {"credential": credential}
        )
        assert response.status_code in (302, 403), credential
        assert "_auth_user_id" not in client.session
