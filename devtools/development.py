"""The environment of a development checkout: what the settings read, filled in."""

import base64
import json
import os
import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from devtools import locks, ports
from devtools.console import Trouble
from devtools.paths import LOCAL, MAIL

KEYS = LOCAL / "keys.json"
STRIPE_KEYS = LOCAL / "stripe-keys.json"
ASSIGNMENT = re.compile(
    r"""(export\s+)?(?P<name>[A-Za-z_]\w*)=
        ((?P<quote>['"])(?P<quoted>.*)(?P=quote) | (?P<plain>[^'"\s]\S*(\s+[^\s#]\S*)*))?
        (\s+\#.*)?""",
    re.VERBOSE,
)


def is_meant() -> bool:
    """Tell whether the environment leaves room for development, the default here."""
    return (os.environ.get("ENVIRONMENT") or "development") == "development"


def defaults() -> dict[str, str]:
    """Return what development needs and nobody has to choose."""
    port = os.environ.get("PORT") or "8000"
    return {
        "ENVIRONMENT": "development",
        "DEBUG": "1",
        "SITE_URL": f"http://localhost:{port}",
        "MAIL_DIR": str(MAIL),
        # All log-ins of the demonstration have it: no wall between them.
        "SHARED_MAIL_DOMAINS": "example.org",
        **keys(),
        **stripe(int(port)),
    }


def stripe(port: int) -> dict[str, str]:
    """Return what leads the portal to the sandbox, unless somebody has keys of Stripe's own.

    All or nothing: a sandbox key must not reach Stripe, nor a real one the sandbox.
    """
    if os.environ.get("STRIPE_SECRET_KEY") or os.environ.get("STRIPE_API_BASE"):
        return {}
    base = f"http://127.0.0.1:{ports.sandbox(port)}"
    return {**made_once(STRIPE_KEYS, new_stripe_keys), "STRIPE_API_BASE": base}


def new_stripe_keys() -> dict[str, str]:
    return {
        "STRIPE_SECRET_KEY": f"sk_test_sandbox_{secrets.token_hex(16)}",
        "STRIPE_WEBHOOK_SECRETS": f"whsec_sandbox_{secrets.token_hex(16)}",
    }


def adopt(values: Mapping[str, str]) -> None:
    """Complete the environment; what is set stays, and empty counts as unset."""
    for name, value in values.items():
        if value and not os.environ.get(name):
            os.environ[name] = value


def keys() -> dict[str, str]:
    """Return this checkout's own keys, made once: sessions survive a restart."""
    return made_once(KEYS, new_keys)


def new_keys() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_ENCRYPTION_KEYS": base64.urlsafe_b64encode(os.urandom(32)).decode(),
    }


def made_once(path: Path, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Return what the file holds, made at the first call and for this user's eyes only."""
    LOCAL.mkdir(exist_ok=True)
    with locks.exclusive(LOCAL / "keys.lock"):
        if not path.exists():
            half = path.with_suffix(".half")
            half.touch(mode=0o600)
            half.write_text(json.dumps(make()))
            half.rename(path)
        return dict(json.loads(path.read_text()))


def read_env_file(path: Path) -> dict[str, str]:
    """Return the variables of NAME=value lines; # starts a comment after a space."""
    lines = path.read_text().splitlines() if path.exists() else []
    values = {}
    for number, line in enumerate(lines, 1):
        if not (text := line.strip()) or text.startswith("#"):
            continue
        found = ASSIGNMENT.fullmatch(text)
        if not found:
            raise Trouble(f"{path.name} line {number} is not NAME=value.")
        values[found["name"]] = found["quoted"] or found["plain"] or ""
    return values
