"""The readers of environment variables: what they accept, and what they say."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import environment as env


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_or_empty_variable_takes_the_default(monkeypatch, value):
    if value is not None:
        monkeypatch.setenv("THING", value)

    assert env.text("THING", "default") == "default"
    assert env.integer("THING", 5) == 5
    assert env.flag("THING", default=True) is True
    assert env.words("THING", ("a",)) == ["a"]


def test_a_missing_variable_without_default_names_the_remedy():
    with pytest.raises(ImproperlyConfigured, match=r"THING is not set.*\.env\.example"):
        env.text("THING")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", True), ("Yes", True), (" on ", True), ("0", False), ("FALSE", False)],
)
def test_flag_understands_yes_and_no(monkeypatch, value, expected):
    monkeypatch.setenv("THING", value)

    assert env.flag("THING", default=not expected) is expected


@pytest.mark.parametrize(
    ("reader", "value", "message"),
    [
        (env.flag, "maybe", "neither yes nor no"),
        (lambda name: env.integer(name, 1), "ten", "not a whole number"),
        (lambda name: env.choice(name, ["a", "b"]), "c", "Use one of: a, b"),
        (lambda name: env.time_zone(name, "UTC"), "New York", "no time zone"),
        (lambda name: env.time_zone(name, "UTC"), "../etc", "no time zone"),
        (lambda name: env.time_zone(name, "UTC"), "America", "no time zone"),
        (env.database, "mysql://root@localhost/portal", "must look like postgresql://"),
        (env.database, "postgresql://app@localhost", "must look like postgresql://"),
        (env.database, "postgresql://app@localhost:x/portal", "not a number"),
    ],
)
def test_nonsense_is_refused_with_the_variables_name(
    monkeypatch, reader, value, message
):
    monkeypatch.setenv("THING", value)

    with pytest.raises(ImproperlyConfigured, match=f"THING.*{message}"):
        reader("THING")


def test_words_are_parted_by_commas(monkeypatch):
    monkeypatch.setenv("THING", " a.org, b.org ,,")

    assert env.words("THING") == ["a.org", "b.org"]


def test_database_url_with_quoted_password_and_socket(monkeypatch):
    monkeypatch.setenv(
        "THING", "postgresql://app:p%40ss@db:5433/portal?host=/run/pg&sslmode=require"
    )

    assert env.database("THING") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "portal",
        "USER": "app",
        "PASSWORD": "p@ss",
        "HOST": "/run/pg",
        "PORT": "5433",
        "OPTIONS": {"options": env.PLANNER, "sslmode": "require"},
    }


def test_debug_is_refused_where_visitors_come(monkeypatch):
    monkeypatch.setenv("THING", "1")

    assert env.debug("THING", allowed=True) is True
    with pytest.raises(ImproperlyConfigured, match="THING shows settings and source"):
        env.debug("THING", allowed=False)


@pytest.mark.parametrize(
    "value", ["short", "a" * 60, "django-insecure-" + "q1w2e3r4t5z6u7" * 5]
)
def test_a_weak_secret_is_refused_in_production_only(monkeypatch, value):
    monkeypatch.setenv("THING", value)

    assert env.secret("THING", strong=False) == value
    with pytest.raises(
        ImproperlyConfigured, match=r"THING is too short.*token_urlsafe"
    ):
        env.secret("THING", strong=True)
