"""Logs name the request and the account, never the person."""

import json
import logging

import pytest
from django.db import IntegrityError, transaction
from django.test import Client, override_settings
from django.urls import reverse

from portal import logs
from portal.accounts.models import User


@pytest.fixture
def lines():
    """Collect what the production formatter makes of everything that is logged."""
    collected = []

    class Collector(logging.Handler):
        def emit(self, record):
            collected.append(json.loads(self.format(record)))

    handler = Collector(logging.INFO)
    handler.addFilter(logs.RequestFilter())
    handler.setFormatter(logs.JsonFormatter())
    root, request_log = logging.getLogger(), logging.getLogger("portal.request")
    level = request_log.level
    request_log.setLevel(logging.INFO)
    root.addHandler(handler)
    yield collected
    root.removeHandler(handler)
    request_log.setLevel(level)


def of_request(lines):
    return next(line for line in lines if line["logger"] == "portal.request")


def test_a_request_is_one_line_without_its_query(reader, db, lines):
    response = reader.get(reverse("about"), {"q": "osteosarcoma jane@example.org"})

    line = of_request(lines)
    assert line["request_id"] == response["X-Request-ID"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/about/", 200)
    assert line["milliseconds"] >= 0
    assert "user_id" not in line
    assert "osteosarcoma" not in json.dumps(lines)


def test_an_account_is_named_by_its_id_only(as_member, member, lines):
    as_member.get(reverse("about"))

    line = of_request(lines)
    assert line["user_id"] == str(member.pk)
    assert member.email not in json.dumps(lines)
    assert member.handle not in json.dumps(lines)


def test_addresses_are_struck_out_of_tracebacks(member):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        User.objects.create(email=member.email, handle="another")
    error = caught.value
    record = logging.LogRecord(
        "x", logging.ERROR, __file__, 1, "mail to %s", ("a.b@c-d.org",), None
    )
    record.exc_info = (type(error), error, error.__traceback__)

    entry = json.loads(logs.JsonFormatter().format(record))

    assert member.email in str(error)
    assert entry["message"] == "mail to [e-mail]"
    assert "IntegrityError" in entry["traceback"]
    assert member.email not in entry["traceback"]


def test_lines_for_people_are_free_of_addresses_too():
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "to a@b.org", (), None)

    assert logs.PlainFormatter("{message}", style="{").format(record) == "to [e-mail]"


@override_settings(ROOT_URLCONF="tests.portal.test_errors")
def test_the_traceback_of_an_error_bears_the_number_people_are_shown(lines):
    Client(raise_request_exception=False).get(
        "/broken/", headers={"X-Request-ID": "support-0001"}
    )

    error = next(line for line in lines if line["level"] == "error")
    assert error["request_id"] == "support-0001"
    assert "RuntimeError" in error["traceback"]


def test_outside_a_request_nothing_is_claimed():
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "hello", (), None)

    logs.RequestFilter().filter(record)

    entry = json.loads(logs.JsonFormatter().format(record))
    assert entry.keys() == {"time", "level", "logger", "message"}


def test_production_logs_json_to_one_handler():
    made = logs.configuration(as_json=True, level="INFO")

    assert made["handlers"]["console"]["formatter"] == "json"
    assert made["root"]["handlers"] == ["console"]
