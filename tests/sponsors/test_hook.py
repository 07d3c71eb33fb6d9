"""The door at which Stripe knocks (cases 13 to 26 of the list of hard cases)."""

import json
import time

import pytest
import stripe as sdk
from django.db import connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from portal import jobs
from sponsors.hearing import event_reading, inbox, inbox_tasks, webhooks
from sponsors.hearing.webhooks import LARGEST_BODY
from sponsors.models import StripeEvent
from tests.sponsors.conftest import HOOK

pytestmark = pytest.mark.django_db

SECRET = "whsec_0123456789abcdef0123456789"
OTHER = "whsec_another_secret_0123456789"
VERSION = "2026-10-28.endive"


@pytest.fixture(autouse=True)
def _secret(settings):
    settings.STRIPE_SECRET_KEY = "sk_test_51abc"
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]


def event(**fields):
    return {
        "id": "evt_1",
        "object": "event",
        "type": "charge.succeeded",
        "api_version": VERSION,
        "livemode": False,
        "created": int(time.time()),
        "data": {"object": {"id": "ch_1", "object": "charge"}},
        **fields,
    }


def sign(body, secret=SECRET, at=None):
    text = body.decode() if isinstance(body, bytes) else body
    return sdk.WebhookSignature.generate_signature_header(text, secret, at)


def knock(body, signature=None, **headers):
    if isinstance(body, dict):
        body = json.dumps(body).encode()
    if signature is not None:
        headers["Stripe-Signature"] = signature
    return Client(enforce_csrf_checks=True).post(
        HOOK, body, content_type="application/json", headers=headers
    )


def kept():
    return list(StripeEvent.objects.values_list("event_id", "status"))


def readings():
    """Return the jobs that will read what came."""
    jobs = ProcrastinateJob.objects.order_by("pk")
    return list(jobs.values_list("task_name", "args", "priority"))


READING = ("sponsors.read_fresh", {}, 10)


def test_a_signed_event_is_kept_as_it_came():
    body = json.dumps(event(), indent=3).encode()

    answer = knock(body, sign(body))

    row = StripeEvent.objects.get()
    assert answer.status_code == 200
    assert (row.event_id, row.status, bytes(row.body)) == ("evt_1", "new", body)
    assert "Set-Cookie" not in answer.headers


def test_the_same_event_twice_is_kept_and_read_once():
    """Case 1."""
    body = json.dumps(event()).encode()

    answers = [knock(body, sign(body)).status_code for _ in range(3)]

    assert answers == [200, 200, 200]
    assert kept() == [("evt_1", "new")]
    assert readings() == [READING]


def test_an_event_and_its_job_take_one_statement(django_assert_num_queries):
    """Together or not at all, without a transaction around them."""
    found = webhooks.read_event(json.dumps(event()).encode())

    with django_assert_num_queries(1):
        number = inbox.keep(found)

    assert StripeEvent.objects.get().pk == number
    assert readings() == [READING]
    assert inbox.keep(found) is None


def keep(number):
    return inbox.keep(webhooks.read_event(json.dumps(event(id=number)).encode()))


def test_a_burst_is_read_by_one_job():
    for number in range(4):
        keep(f"evt_{number}")

    assert readings() == [READING]


@pytest.mark.parametrize("changed", ["status = 'doing'", "scheduled_at = now()"])
def test_a_reader_at_work_or_to_be_tried_again_does_not_count(changed):
    keep("evt_1")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE procrastinate_jobs SET {changed}")

    keep("evt_2")

    assert readings() == [READING, READING]


def test_another_job_that_waits_does_not_count():
    with transaction.atomic():
        jobs.enqueue(inbox_tasks.read_event, event_number=1)

    keep("evt_1")

    assert READING in readings()


def test_the_reader_reads_all_that_nobody_tried(monkeypatch):
    """Also what was being written when it began."""
    late = []
    monkeypatch.setattr(
        event_reading.time, "sleep", lambda _: late.append(keep("evt_4"))
    )
    monkeypatch.setattr(event_reading, "PORTION", 2)
    read = []
    monkeypatch.setattr(
        event_reading.fetching, "HANDLERS", {"charge.succeeded": read.append}
    )
    known = [keep(f"evt_{number}") for number in (1, 2, 3)]
    StripeEvent.objects.filter(pk=known[1]).update(attempts=1)

    inbox_tasks.read_fresh()

    tried = StripeEvent.objects.filter(attempts=1).values_list("pk", flat=True)
    assert set(tried) == {*known, *late}
    assert len(read) == 3


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_meanwhile_costs_no_event():
    """A restarted database: the next call finds its connection dead."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
    other.close()

    body = json.dumps(event()).encode()

    assert knock(body, sign(body)).status_code == 200
    assert kept() == [("evt_1", "new")]


def test_an_event_that_nobody_reads_is_kept_as_ignored():
    """Case 11: anything but 200 would have Stripe try for days."""
    body = json.dumps(event(type="payout.paid")).encode()

    assert knock(body, sign(body)).status_code == 200
    assert kept() == [("evt_1", "ignored")]
    assert readings() == []


def forged_signatures():
    body = json.dumps(event()).encode()
    text, now = body.decode(), int(time.time())
    good = sign(body)
    v1 = good.split("v1=")[1]
    return {
        "15 none": (body, None),
        "15 empty": (body, ""),
        "16 wrong secret": (body, sign(body, OTHER)),
        "17 changed body": (body.replace(b"ch_1", b"ch_2"), good),
        "18 301 seconds old": (body, sign(body, at=now - 302)),
        "19 from the future": (body, sign(body, at=now + 400)),
        "19 next year": (body, sign(body, at=now + 31_536_000)),
        "22 v0 only": (body, f"t={now},v0={v1}"),
        "two timestamps": (body, f"t={now},t={now + 9},v1={v1}"),
        "no timestamp": (body, f"v1={v1}"),
        "not a number": (body, f"t=now,v1={v1}"),
        "24 not UTF-8": (b"\xff\xfe" + body, good),
        "of another text": (body, sign(text + " ")),
        "null byte": (body, good + "\x00"),
        "not ASCII": (body, f"t={now},v1=é"),
    }


@pytest.mark.parametrize("name", forged_signatures())
def test_what_is_not_signed_is_refused(name):
    """Cases 15 to 19, 22 and 24."""
    body, signature = forged_signatures()[name]

    assert knock(body, signature).status_code == 400
    assert kept() == []


def test_a_minute_of_wrong_clock_is_forgiven():
    body = json.dumps(event()).encode()

    assert knock(body, sign(body, at=int(time.time()) + 60)).status_code == 200


def test_both_secrets_hold_while_one_is_rolled(settings):
    """Cases 20 and 91."""
    settings.STRIPE_WEBHOOK_SECRETS = [OTHER, SECRET]
    body, again = json.dumps(event()).encode(), json.dumps(event(id="evt_2")).encode()

    assert knock(body, sign(body, SECRET)).status_code == 200
    assert knock(again, sign(again, OTHER)).status_code == 200


def test_one_of_two_signatures_is_enough():
    """Case 21: Stripe sends both while a secret is rolled."""
    body, now = json.dumps(event()).encode(), int(time.time())
    wrong, right = sign(body, OTHER, now), sign(body, SECRET, now)

    assert knock(body, f"{wrong},{right.split(',')[1]}").status_code == 200


@pytest.mark.parametrize("secrets", [[], [""], ["  "], ["", " "]])
def test_a_blank_secret_opens_to_nobody(settings, secrets):
    """Case 23."""
    settings.STRIPE_WEBHOOK_SECRETS = secrets
    body = json.dumps(event()).encode()
    answers = {knock(body, sign(body, blank)).status_code for blank in ("x", SECRET)}

    assert answers == {400}
    assert kept() == []


NO_EVENTS = [
    b"", b"not JSON", b"[]", b"[1]", b'"text"', b"null", b"1", b"{}", b"NaN",
    *[
        json.dumps(event(**{name: value})).encode()
        for name, value in [
            ("id", None), ("id", ""), ("id", "ch_1"), ("id", "evt_" + "x" * 300),
            ("id", "evt_1'; --"), ("id", ["evt_1"]), ("type", 1), ("type", "x" * 100),
            ("created", "soon"), ("created", 10**30), ("created", None),
            ("data", None), ("data", {}), ("data", {"object": "ch_1"}), ("livemode", 1),
            ("livemode", None), ("api_version", 7),
        ]
    ],
    b"[" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("body", NO_EVENTS, ids=range(len(NO_EVENTS)))
def test_a_signed_message_that_is_no_event_is_refused(body):
    """Case 24, with a good signature."""
    assert knock(body, sign(body)).status_code == 400
    assert kept() == []


def test_real_money_is_refused_by_a_test_portal_and_the_reverse(settings):
    """Case 14."""
    live = json.dumps(event(livemode=True)).encode()
    play = json.dumps(event()).encode()

    assert knock(live, sign(live)).status_code == 400
    settings.STRIPE_SECRET_KEY = "sk_live_51abc"
    assert knock(play, sign(play)).status_code == 400
    assert knock(live, sign(live)).status_code == 200


@pytest.mark.parametrize("version", ["2020-08-27", "", None])
def test_an_event_of_another_api_version_is_refused(version, caplog):
    """Case 13: the endpoint is set up wrongly; the log says how to cure it."""
    body = json.dumps(event(api_version=version)).encode()

    assert knock(body, sign(body)).status_code == 400
    assert VERSION in caplog.text


def test_ten_megabytes_are_refused_unread():
    """Case 25."""
    body = b"x" * (10 * 1024 * 1024)

    assert knock(body, "t=1,v1=x").status_code == 413


def test_a_body_just_over_the_limit_is_refused():
    assert knock(b" " * (LARGEST_BODY + 1), "t=1,v1=x").status_code == 413


@pytest.mark.parametrize("length", ["-1", "+5", "1_0", "\u00b2"])
def test_a_length_that_is_no_number_is_refused(length):
    answer = Client().post(
        HOOK, b"{}", content_type="application/json", CONTENT_LENGTH=length
    )

    assert answer.status_code == 413


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "head"])
def test_only_post_is_taken(method):
    """Case 26."""
    assert getattr(Client(), method)(HOOK).status_code == 405


def test_a_thin_event_is_refused():
    body = (
        b'{"id": "evt_1", "object": "v2.core.event", "type": "v1.x", "livemode": false}'
    )

    assert knock(body, sign(body)).status_code == 400


def test_an_event_with_nothing_behind_it_stays_for_later(settings, caplog):
    """Its object cannot be fetched: the reason is kept, the next attempt is set."""
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    body = json.dumps(event()).encode()
    knock(body, sign(body))

    event_reading.read_all_new()

    row = StripeEvent.objects.get()
    assert (row.status, row.attempts) == ("new", 1)
    assert "Unreachable" in row.error


def test_what_is_for_people_is_spared_the_machine():
    """The message is let in before sessions, cookies and policies; others are not."""
    body = json.dumps(event()).encode()

    assert "Content-Security-Policy" not in knock(body, sign(body)).headers
    assert "Content-Security-Policy" in Client().get(HOOK).headers
    assert HOOK == webhooks.ADDRESS
