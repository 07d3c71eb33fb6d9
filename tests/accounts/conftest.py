"""What the tests of accounts share: codes out of mails, people under way, second factors."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail

from tests.personas import PASSWORD

CODE = re.compile(r"^ {4}(\S+-\S+)$", re.MULTILINE)
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def mailed_code() -> str:
    """Return the code in the newest mail."""
    return CODE.search(mail.outbox[-1].body)[1]


def totp_code(secret: str = TOTP_SECRET) -> str:
    """Return the digits an authenticator app shows now."""
    counter = next(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def give_app(user) -> None:
    """Give a person an authenticator app and recovery codes."""
    totp.TOTP.activate(user, TOTP_SECRET)
    RecoveryCodes.activate(user)


def sign_up(client, email="new@example.org", **extra):
    data = {"email": email, "password1": PASSWORD, "old_enough": "on", **extra}
    return client.post("/accounts/signup/", data)


def log_in(client, email="member@example.org", password=PASSWORD, **extra):
    return client.post(
        "/accounts/login/", {"login": email, "password": password, **extra}
    )


@pytest.fixture
def logged_in(client, member):
    """A member who has just logged in with a password."""
    log_in(client)
    return client
