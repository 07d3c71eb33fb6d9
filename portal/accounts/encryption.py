"""Encryption of secrets at rest: second factors are worthless to whoever copies a table."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured


def _derived_key() -> str:
    """Return the key of development and tests, where nobody wants to make one by hand."""
    digest = hashlib.sha256(f"field-encryption:{settings.SECRET_KEY}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()


def _cipher() -> MultiFernet:
    keys = settings.FIELD_ENCRYPTION_KEYS or [_derived_key()]
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """Encrypt with the first of ``FIELD_ENCRYPTION_KEYS``."""
    return _cipher().encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """Decrypt with whichever key fits; raise ``ImproperlyConfigured`` when none does."""
    try:
        return _cipher().decrypt(token.encode("ascii")).decode()
    except InvalidToken:
        raise ImproperlyConfigured(
            "A second factor was encrypted with a key that FIELD_ENCRYPTION_KEYS no "
            "longer lists. Put the old key back at the end of the list."
        ) from None


def rotate(token: str) -> str:
    """Return the same secret, encrypted with the first key."""
    return _cipher().rotate(token.encode("ascii")).decode("ascii")


def check_keys(**kwargs: object) -> list[CheckMessage]:  # noqa: ARG001  Django's signature
    """Say at the start, not at the first log-in, that a key is not one."""
    try:
        _cipher()
    except ValueError:
        return [
            Error(
                "FIELD_ENCRYPTION_KEYS holds something that is not a Fernet key.",
                hint="Make one with: python -c 'from cryptography.fernet import Fernet; "
                "print(Fernet.generate_key().decode())'",
                id="accounts.E001",
            )
        ]
    return []
