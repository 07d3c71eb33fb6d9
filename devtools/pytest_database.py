"""pytest plugin: gives the settings their environment, and a database if none is named.

pytest-django imports the settings before any conftest, so this must be a ``-p`` plugin.
With xdist, the workers inherit what the first process found.
"""

import atexit
import os
import sys
import tempfile

from django.conf import settings

from devtools import locks
from devtools.console import Trouble
from devtools.database import Hold
from devtools.database.given import check_given
from devtools.paths import LOCAL

TEST_ENVIRONMENT = {
    "ENVIRONMENT": "test",
    "DEBUG": "0",
    "SECRET_KEY": "only-for-tests-" + "0" * 40,
    "FIELD_ENCRYPTION_KEYS": "0" * 43 + "=",
    "SITE_URL": "http://testserver",
}
SUITES = 8


def free_name() -> str:
    """Return a name that no other test run of this checkout uses now."""
    for number in range(1, SUITES + 1):
        held = locks.take(LOCAL / f"suite-{number}.lock")
        if held:
            atexit.register(held.close)  # and so it is held until the end
            return f"suite_{number}"
    raise Trouble(f"{SUITES} test runs of this folder are under way. Wait for one.")


def start_database() -> str:
    LOCAL.mkdir(exist_ok=True)
    name = free_name()
    hold = Hold()
    atexit.register(hold.release)
    return hold.take(name)


os.environ.update(TEST_ENVIRONMENT)
for variable in ("MEDIA_ROOT", "PRIVATE_MEDIA_ROOT"):
    if not os.environ.get(variable):
        scratch = tempfile.TemporaryDirectory(prefix="portal-media-")
        atexit.register(scratch.cleanup)
        os.environ[variable] = scratch.name
try:
    if given := os.environ.get("DATABASE_URL"):
        check_given(given, tests=True)
    else:
        os.environ["DATABASE_URL"] = start_database()
except Trouble as trouble:
    sys.exit(f"ERROR: {trouble}")


def pytest_configure() -> None:
    """Hash the cast's passwords fast: the real hasher takes a quarter of a second each."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
