"""The books at a million entries, webhooks beside plain commits, and reconciling many charges."""

from __future__ import annotations

import json
import statistics
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import stripe
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from devtools import money_crowd
from devtools.bench import WARM_UP
from devtools.benchmarks import Benchmark
from devtools.console import say, step
from devtools.forum_bench import use
from devtools.stripe_sandbox.sandbox import Sandbox
from portal.accounts.models import User
from sponsors import ledger, reconcile
from sponsors.models import StripeEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "{base}_money"
ENTRIES = 1_000_000
CHARGES = 10_000  # of which 100,000 are foretold
EVENTS = 600
SLOWEST = 0.1  # seconds, p95
SHARE = 0.4  # of the rate of plain commits


@contextmanager
def database() -> Iterator[None]:
    """Make a database beside the one at hand, and drop it again."""
    base = connection.settings_dict["NAME"]
    name = NAME.format(base=base)
    try:
        for statement in (
            f'DROP DATABASE IF EXISTS "{name}"',
            f'CREATE DATABASE "{name}"',
        ):
            _ask(base, statement)
        use(name)
        call_command("migrate", interactive=False, verbosity=0)
        yield
    finally:
        _ask(base, f'DROP DATABASE IF EXISTS "{name}"')


def _ask(base: str, statement: str) -> None:
    use(base)
    with connection.cursor() as cursor:
        cursor.execute(statement)


def intake(sandbox: Sandbox) -> str:
    """Compare kept events with single rows committed one by one, turn about."""
    client, kept, plain = Client(SERVER_NAME="localhost"), 0.0, 0.0
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain (id serial PRIMARY KEY, words text)")
    for part in range(4):
        messages = [
            _message(sandbox, f"evt_{part}_{number}") for number in range(EVENTS // 4)
        ]
        kept += _seconds(lambda one: _post(client, one), messages)
        plain += _seconds(lambda one: _commit(one[0]), messages)
    # Nobody at the local Stripe paid these: reading them is not what is measured next.
    StripeEvent.objects.all().delete()
    share = plain / kept
    verdict = "" if share >= SHARE else f"  ← less than {SHARE}"
    return (
        f"webhooks kept {EVENTS / kept:6.0f}/s, plain commits {EVENTS / plain:6.0f}/s: "
        f"{share:.2f}{verdict}"
    )


def _seconds(run: object, messages: list[tuple[bytes, str]]) -> float:
    started = time.perf_counter()
    for one in messages:
        run(one)  # type: ignore[operator]  # a lambda of one message
    return time.perf_counter() - started


def _message(sandbox: Sandbox, key: str) -> tuple[bytes, str]:
    found = {"id": f"ch_{key}", "object": "charge", "metadata": {"payment": key}}
    event = {
        "id": key,
        "object": "event",
        "type": "charge.succeeded",
        "api_version": settings.STRIPE_API_VERSION,
        "livemode": False,
        "created": int(time.time()),
        "data": {"object": {**found, "description": "x" * 1500}},
    }
    body = json.dumps(event)
    signature = stripe.WebhookSignature.generate_signature_header(
        body, sandbox.webhook_secret, int(time.time())
    )
    return body.encode(), signature


def _post(client: Client, message: tuple[bytes, str]) -> None:
    body, signature = message
    response = client.post(
        reverse("stripe_hook"),
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signature},
    )
    if response.status_code != 200:
        raise RuntimeError(response.content)


def _commit(body: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO plain (words) VALUES (%s)", [body.decode()])


def reconciling(sandbox: Sandbox) -> str:
    """Compare many charges that are booked with the books, over HTTP."""
    sandbox.control("seed", charges=CHARGES)
    money_crowd.book(sandbox.objects("charge"), sandbox.objects("balance_transaction"))
    started = time.perf_counter()
    report = reconcile.run()
    took = time.perf_counter() - started
    if report.differences or report.compared < CHARGES:
        raise RuntimeError(report.differences[:3])
    foretold = took * 100_000 / CHARGES / 60
    return (
        f"reconciled {CHARGES:,} charges in {took:.1f} s ({CHARGES / took:.0f}/s; "
        f"100,000 in about {foretold:.1f} min)"
    )


def pages() -> list[Benchmark]:
    keeper = User.objects.create_user(
        "keeper@example.org", None, handle="keeper", is_staff=True
    )
    keeper.groups.add(Group.objects.get(name="Finance"))
    client = Client(SERVER_NAME="localhost")
    client.force_login(keeper)
    entries = reverse("admin:sponsors_ledgerentry_changelist")
    payments = reverse("admin:sponsors_payment_changelist")
    addresses = {
        "ledger": entries,
        "ledger, page 200": f"{entries}?p=200",
        "ledger, refunds": f"{entries}?kind__exact=refund",
        "ledger, by id": f"{entries}?q=ch_crowd_77",
        "totals by month": reverse("admin:sponsors_ledgerentry_totals"),
        "payments": payments,
        "payments, by e-mail": f"{payments}?q=crowd77@example.org",
        "payments, by amount": f"{payments}?q=12.34",
        "open books": reverse("sponsors:books"),
    }
    return [
        Benchmark(name, lambda where=where: _get(client, where), 30)  # type: ignore[misc]  # bound now
        for name, where in addresses.items()
    ]


def _get(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answers {response.status_code}")


def row(one: Benchmark) -> str:
    for _each in range(WARM_UP):
        one.run()
    with CaptureQueriesContext(connection) as captured:
        one.run()
    queries, found = len(captured), []
    for _each in range(one.rounds):
        started = time.perf_counter()
        one.run()
        found.append(time.perf_counter() - started)
    slow = statistics.quantiles(found, n=20)[-1]
    verdict = f"  ← over {SLOWEST * 1000:.0f} ms" if slow > SLOWEST else ""
    middle = statistics.median(found)
    return f"{one.name:26}{queries:9}{middle * 1000:9.1f}{slow * 1000:9.1f}{verdict}"


def main(chosen: tuple[str, ...] = ()) -> None:
    """Measure all, or the pages that have one of the words in their name."""
    sandbox = Sandbox()
    settings.STRIPE_SECRET_KEY = sandbox.secret_key
    settings.STRIPE_API_BASE = sandbox.base
    settings.STRIPE_WEBHOOK_SECRETS = [sandbox.webhook_secret]
    settings.STAFF_NEED_SECOND_FACTOR = False
    try:
        with database():
            if not chosen:
                say("")
                say(intake(sandbox))
                say(reconciling(sandbox))
            with step(f"Writing {ENTRIES:,} ledger entries"):
                money_crowd.fill(ENTRIES, before=timezone.now() - reconcile.WINDOW)
                ledger.compact_totals()
            say(f"\n{'milliseconds':26}{'queries':>9}{'p50':>9}{'p95':>9}")
            for one in pages():
                if not chosen or any(word in one.name for word in chosen):
                    say(row(one))
    finally:
        sandbox.close()
