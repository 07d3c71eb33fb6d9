"""The settings as a production server meets them: complete, strict, or a clear refusal."""

import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import django
import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import checks

ROOT = Path(__file__).resolve().parents[2]

PRODUCTION = {
    "PATH": os.environ.get("PATH", ""),
    "ENVIRONMENT": "production",
    "SECRET_KEY": "k8Zq3vW1xY7bN5mT9rL2pJ4hG6fD0sA-eUiOcXzQwErTyUiOpAsDf",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere",
    "SITE_URL": "https://portal.example.org",
    "CONTACT_EMAIL": "editors@portal.example.org",
    "FIELD_ENCRYPTION_KEYS": "0" * 43 + "=",
    "EMAIL_HOST": "mail.example.org",
    "MEDIA_ROOT": "/srv/portal/media",
    "PRIVATE_MEDIA_ROOT": "/srv/portal/private",
}

MAIL = "MAILERS" if django.VERSION >= (6, 1) else "EMAIL_BACKEND"


@pytest.fixture
def settings_with(monkeypatch):
    """Return what the settings become with this environment, without loading them."""

    def run(environment=None, **changes):
        values = PRODUCTION if environment is None else environment
        for name in os.environ:
            monkeypatch.delenv(name)
        for name, value in (values | changes).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "portal" / "settings.py"))

    return run


def manage(*arguments, **changes):
    # On 6.1 libraries still use what it deprecates.
    strict = ["-W", "error"] if django.VERSION < (6, 0) else []
    return subprocess.run(
        [sys.executable, *strict, "manage.py", *arguments],
        cwd=ROOT,
        env=PRODUCTION | changes,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize(
    "missing",
    [
        "ENVIRONMENT",
        "SECRET_KEY",
        "DATABASE_URL",
        "SITE_URL",
        "CONTACT_EMAIL",
        "FIELD_ENCRYPTION_KEYS",
        "EMAIL_HOST",
    ],
)
def test_production_says_what_is_missing(settings_with, missing):
    environment = {k: v for k, v in PRODUCTION.items() if k != missing}

    with pytest.raises(ImproperlyConfigured, match=rf"{missing} is not set\. \.env"):
        settings_with(environment)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"DEBUG": "1"}, "DEBUG shows settings and source code"),
        ({"SECRET_KEY": "x"}, "SECRET_KEY is too short"),
        ({"ENVIRONMENT": "live"}, "ENVIRONMENT='live' is not known"),
        (
            {"CACHE_URL": "redis://localhost"},
            "CACHE_URL needs the Python package redis",
        ),
    ],
)
def test_production_refuses_what_is_unsafe(settings_with, changes, message):
    with pytest.raises(ImproperlyConfigured, match=message):
        settings_with(**changes)


def test_production_is_strict_without_being_asked(settings_with):
    expected = {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["portal.example.org"],
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "STAFF_NEED_SECOND_FACTOR": True,
    }

    settings = settings_with()

    assert {name: settings[name] for name in expected} == expected
    policy = settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert policy["upgrade-insecure-requests"] is True


@pytest.mark.parametrize(
    ("count", "header"), [("0", None), ("1", ("HTTP_X_FORWARDED_PROTO", "https"))]
)
def test_the_proxys_header_counts_only_behind_a_proxy(settings_with, count, header):
    settings = settings_with(TRUSTED_PROXY_COUNT=count)

    assert settings.get("SECURE_PROXY_SSL_HEADER") == header


@pytest.mark.parametrize(
    ("environment", "backend"),
    [("development", "filebased"), ("test", "locmem"), ("production", "smtp")],
)
def test_mail_goes_where_it_should(settings_with, environment, backend):
    settings = settings_with(ENVIRONMENT=environment)

    assert f"{backend}.EmailBackend" in str(settings[MAIL])


def test_a_redis_may_hold_the_cache_where_its_package_is(settings_with, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name == "redis")

    cache = settings_with(CACHE_URL="redis://localhost:6379/0")["CACHES"]["default"]

    assert cache["BACKEND"].endswith("RedisCache")
    assert cache["LOCATION"] == "redis://localhost:6379/0"


def test_deploy_check_is_clean():
    result = manage("check", "--deploy", "--fail-level", "WARNING")

    assert result.returncode == 0, result.stderr
    told = re.findall(r"\w+\.[A-Z]\d+", result.stdout + result.stderr)
    # Which fonts a machine has is a piece of information.
    assert set(told) <= {"sponsors.I001"}


@pytest.mark.parametrize("name", ["MEDIA_ROOT", "PRIVATE_MEDIA_ROOT"])
def test_uploads_that_an_upgrade_would_take_away_are_told_of(settings, name):
    settings.MEDIA_ROOT = settings.PRIVATE_MEDIA_ROOT = Path("/srv/portal/uploads")
    assert checks.check_uploads() == []

    setattr(settings, name, ".local/uploads")  # from the release, where commands run

    assert [one.id for one in checks.check_uploads()] == ["portal.W002"]


def test_static_files_build_and_every_template_finds_its_own(tmp_path):
    target = tmp_path / "static"

    built = manage("collectstatic", "--noinput", "-v0", STATIC_ROOT=str(target))

    assert built.returncode == 0, built.stderr
    manifest = json.loads((target / "staticfiles.json").read_text())["paths"]
    wanted = {
        name
        for template in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"{% static ['\"](.+?)['\"] %}", template.read_text())
    }
    assert wanted - manifest.keys() == set()
    compressed = {path.name for path in target.rglob("*.gz")}
    assert any(name.startswith("pages.") and ".css" in name for name in compressed)
    assert any(name.endswith(".svg.gz") for name in compressed)


def test_mails_come_from_the_address_that_takes_answers(settings_with):
    assert settings_with()["DEFAULT_FROM_EMAIL"].endswith(
        "<editors@portal.example.org>"
    )
