"""The settings as a production server meets them: complete, strict, or a clear refusal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import django
import pytest

ROOT = Path(__file__).resolve().parents[2]

PRODUCTION = {
    "PATH": os.environ["PATH"],
    "ENVIRONMENT": "production",
    "SECRET_KEY": "k8Zq3vW1xY7bN5mT9rL2pJ4hG6fD0sA-eUiOcXzQwErTyUiOpAsDf",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere",
    "SITE_URL": "https://portal.example.org",
    "CONTACT_EMAIL": "editors@portal.example.org",
    "FIELD_ENCRYPTION_KEYS": "0" * 43 + "=",
    "EMAIL_HOST": "mail.example.org",
}

MAIL = "MAILERS" if django.VERSION >= (6, 1) else "EMAIL_BACKEND"

SHOW = """
import json, django
from django.conf import settings
names = {names!r}
print(json.dumps({{name: getattr(settings, name) for name in names}}))
"""


def python(code_or_args, environment):
    # On 6.1 libraries still use what it deprecates.
    strict = ["-W", "error"] if django.VERSION < (6, 0) else []
    command = [sys.executable, *strict, *code_or_args]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "portal.settings", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def shown(*names, **changes):
    """Return settings as a process with this environment sees them."""
    result = python(["-c", SHOW.format(names=names)], PRODUCTION | changes)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


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
def test_production_says_what_is_missing(missing):
    environment = {k: v for k, v in PRODUCTION.items() if k != missing}

    result = python(["-c", SHOW.format(names=["DEBUG"])], environment)

    assert result.returncode != 0
    assert f"{missing} is not set. .env.example says" in result.stderr


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
def test_production_refuses_what_is_unsafe(changes, message):
    result = python(["-c", SHOW.format(names=["DEBUG"])], PRODUCTION | changes)

    assert result.returncode != 0
    assert message in result.stderr


def test_production_is_strict_without_being_asked():
    settings = shown(
        "DEBUG",
        "ALLOWED_HOSTS",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "STAFF_NEED_SECOND_FACTOR",
    )

    assert settings == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["portal.example.org"],
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "STAFF_NEED_SECOND_FACTOR": True,
    }


@pytest.mark.parametrize(
    ("count", "header"), [("0", None), ("1", ["HTTP_X_FORWARDED_PROTO", "https"])]
)
def test_the_proxys_header_counts_only_behind_a_proxy(count, header):
    settings = shown("SECURE_PROXY_SSL_HEADER", TRUSTED_PROXY_COUNT=count)

    assert settings["SECURE_PROXY_SSL_HEADER"] == header


def test_deploy_check_is_clean():
    result = python(
        ["manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION
    )

    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout + result.stderr


def test_development_writes_mail_to_files():
    settings = shown(MAIL, ENVIRONMENT="development", MAIL_DIR="/tmp/m")

    assert "filebased.EmailBackend" in str(settings[MAIL])


def test_production_sends_mail_through_the_named_server():
    settings = shown(MAIL, EMAIL_HOST="mail.example.org")

    assert "smtp.EmailBackend" in str(settings[MAIL])


def test_static_files_build_and_every_template_finds_its_own(tmp_path):
    target = tmp_path / "static"
    environment = PRODUCTION | {"STATIC_ROOT": str(target)}

    built = python(["manage.py", "collectstatic", "--noinput", "-v0"], environment)

    assert built.returncode == 0, built.stderr
    manifest = json.loads((target / "staticfiles.json").read_text())["paths"]
    wanted = {
        name
        for template in (ROOT / "templates").rglob("*.html")
        for name in static_names(template.read_text())
    }
    assert wanted - manifest.keys() == set()
    compressed = {path.name for path in target.rglob("*.gz")}
    assert any(name.startswith("page") and ".css" in name for name in compressed)
    assert any(name.endswith(".svg.gz") for name in compressed)


def static_names(text):
    """Yield the names in ``{% static "…" %}`` tags that are written out."""
    for piece in text.split("{% static ")[1:]:
        quote = piece[0]
        if quote in "\"'":
            yield piece[1:].split(quote)[0]
