"""Tiny readers of environment variables that fail loudly, naming the variable and the remedy.

An empty value counts as unset everywhere.
"""

import os
import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off"}

# PostgreSQL's defaults are made for turning disks and for hours of work. Pages take few rows
# from large tables that lie in memory: a row there costs little more than its neighbor, and
# compiling a query takes longer than answering it.
PLANNER = "-c random_page_cost=1.1 -c jit=off"


def text(name: str, default: str | None = None) -> str:
    """Return the variable; without a default a missing or empty one is an error."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(
            f"{name} is not set. .env.example says what it is for; set it in the "
            "environment, or start the portal with `make run`, which sets it."
        )
    return default


def choice(name: str, allowed: Sequence[str], default: str | None = None) -> str:
    """Return the variable if it is one of ``allowed``."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not known. Use one of: {', '.join(allowed)}."
        )
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """Return the variable as a truth value: 1/true/yes/on or 0/false/no/off."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    word = raw.lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r} is neither yes nor no. Use 1 or 0.")


def debug(name: str, *, allowed: bool) -> bool:
    """Return whether debugging was asked for; asking where it is not allowed is an error."""
    wanted = flag(name)
    if wanted and not allowed:
        raise ImproperlyConfigured(
            f"{name} shows settings and source code to visitors. Leave it unset where "
            "ENVIRONMENT=production."
        )
    return wanted


def secret(name: str, *, strong: bool) -> str:
    """Return a key; a ``strong`` one is long and was not written by hand."""
    value = text(name)
    if strong and (len(value) < 50 or len(set(value)) < 10 or "insecure" in value):
        raise ImproperlyConfigured(
            f"{name} is too short or too simple to protect sessions. Make one with: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    return value


def integer(name: str, default: int) -> int:
    """Return the variable as a whole number."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={raw!r} is not a whole number.") from None


def time_zone(name: str, default: str) -> ZoneInfo:
    """Return the time zone that the variable names, such as America/New_York."""
    value = text(name, default)
    try:
        return ZoneInfo(value)
    except (OSError, ValueError, LookupError):
        raise ImproperlyConfigured(
            f"{name}={value!r} is no time zone. Name one as America/New_York or UTC."
        ) from None


def words(name: str, default: Sequence[str] = ()) -> list[str]:
    """Return a comma-separated variable as a list without empty items."""
    found = [word.strip() for word in os.environ.get(name, "").split(",")]
    return [word for word in found if word] or list(default)


def amounts(name: str, default: str) -> dict[str, tuple[int, ...]]:
    """Return ``usd 500-2500000, eur 500`` as currency → whole minor units, one or a range."""
    found: dict[str, tuple[int, ...]] = {}
    for part in text(name, default).split(","):
        match = re.fullmatch(
            r"([a-z]{3}) ([0-9]{1,15})(?:-([0-9]{1,15}))?", part.strip()
        )
        if not match:
            raise ImproperlyConfigured(
                f"{name}: {part.strip()!r} is not a currency and minor units, such as "
                "`usd 500-2500000` (5 to 25,000 dollars) or `jpy 500`."
            )
        found[match[1]] = tuple(int(number) for number in match.groups()[1:] if number)
    return found


def database(name: str) -> dict[str, object]:
    """Return Django's database settings from ``postgresql://user:pw@host:port/name?option=…``.

    A ``host`` among the options names a directory with a Unix socket.
    """
    url = text(name)
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:
        raise ImproperlyConfigured(
            f"{name} must look like postgresql://user:password@host:5432/name "
            "(PostgreSQL is the only database the portal runs on)."
        )
    options = dict(parse_qsl(parts.query))
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{name} has a port that is not a number.") from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(port or options.pop("port", "")),
        "OPTIONS": {"options": PLANNER, **options},
    }
