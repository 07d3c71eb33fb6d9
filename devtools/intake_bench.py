"""Webhooks kept in a second beside single rows committed in a second, by the same PostgreSQL.

A webhook is a call of the WSGI application, as gunicorn calls it: middleware, signature,
the event and its job in the database, the answer, the line of the log. A plain commit is
one INSERT of the same text over the same connection. Both take turns, round by round; the
network and gunicorn itself are left out of both.
"""

from __future__ import annotations

import io
import json
import logging
import multiprocessing
import os
import statistics
import time
from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_hex
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeAlias

import stripe
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.urls import reverse

from devtools.console import say
from portal.logs import JsonFormatter, RequestFilter
from sponsors.models import StripeEvent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.synchronize import Barrier

SECRET = f"whsec_{token_hex(16)}"
EVENTS, ROUNDS = 200, 9
WORKERS, THREADS = 2, 2  # of gunicorn, as docs/operations.md starts it
GOAL = 0.4  # of the rate of plain commits, one at a time, each on the disk
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
LONGEST = 120  # seconds of one round

Environ: TypeAlias = "dict[str, Any]"
Side: TypeAlias = "Callable[[Environ], None]"
Run: TypeAlias = "Callable[[Side, Sequence[Environ]], float]"


@dataclass(frozen=True, slots=True)
class Rates:
    """Seconds that each round of ``events`` took; webhooks and plain commits in turn."""

    events: int
    kept: Sequence[float]
    plain: Sequence[float]

    @property
    def share(self) -> float:
        """Rate of webhooks ÷ rate of plain commits, in the middle of the rounds."""
        rounds = zip(self.kept, self.plain, strict=True)
        return statistics.median(plain / kept for kept, plain in rounds)

    @property
    def best_share(self) -> float:
        return min(self.plain) / min(self.kept)

    def __str__(self) -> str:
        times = (statistics.median, min)
        rates = [
            self.events / of(side) for side in (self.kept, self.plain) for of in times
        ]
        shares = f"{self.share:10.2f}{self.best_share:8.2f}"
        return "".join(f"{rate:10.0f}" for rate in rates) + shares


def main() -> None:
    """Print both rates and their ratio; leaves no event behind."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain (id serial PRIMARY KEY, words text)")
    say(f"\n{'a second':26}{'webhooks':>10}{'best':>10}{'plain':>10}{'best':>10}"
        f"{'ratio':>10}{'best':>8}")  # fmt: skip
    with production():
        with durable():
            found = measure(one_at_a_time)
            verdict = f"  ← less than {GOAL}" if found.share < GOAL else ""
            say(f"{'one at a time, on disk':26}{found}{verdict}")
            say(f"{'four at once, on disk':26}{measure(four_at_once)}")
        say(f"{'one at a time, in memory':26}{measure(one_at_a_time)}")
    # Nobody at the local Stripe paid these: reading them is not what is measured next.
    StripeEvent.objects.all().delete()


def measure(run: Run, events: int = EVENTS, rounds: int = ROUNDS) -> Rates:
    application = WSGIHandler()
    kept, plain = [], []
    for _round in range(rounds + 1):
        requests = [request(f"evt_{token_hex(12)}") for _ in range(events)]
        kept.append(run(lambda one: post(application, one), requests))
        plain.append(run(commit, requests))
    return Rates(events, kept[1:], plain[1:])  # the first was for warming up


def one_at_a_time(side: Side, requests: Sequence[Environ]) -> float:
    started = time.perf_counter()
    for one in requests:
        side(one)
    return time.perf_counter() - started


def four_at_once(side: Side, requests: Sequence[Environ]) -> float:
    """Share the requests among processes and threads with a connection each."""
    connection.close()  # no process may inherit it
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(WORKERS * THREADS + 1, timeout=LONGEST)
    processes = [
        context.Process(target=_worker, args=(side, requests[number::WORKERS], gate))
        for number in range(WORKERS)
    ]
    for process in processes:
        process.start()
    gate.wait()
    started = time.perf_counter()
    gate.wait()
    took = time.perf_counter() - started
    for process in processes:
        process.join()
    return took


def _worker(side: Side, requests: Sequence[Environ], gate: Barrier) -> None:
    def work(mine: Sequence[Environ]) -> None:
        connection.ensure_connection()
        gate.wait()
        one_at_a_time(side, mine)
        gate.wait()
        connection.close()

    threads = [
        Thread(target=work, args=(requests[number::THREADS],))
        for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def request(key: str) -> Environ:
    """Return what gunicorn would hand over for a signed event of 1.8 kB."""
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
        body, SECRET, int(time.time())
    )
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": reverse("stripe_hook"),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "localhost",
        "HTTP_STRIPE_SIGNATURE": signature,
        "wsgi.input": io.BytesIO(body.encode()),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
    }


def post(application: WSGIHandler, request: Environ) -> None:
    """Have a webhook handled; raises RuntimeError unless it was kept."""
    response = application(request, lambda *_: len)  # its status is known already
    text = b"".join(response)
    response.close()
    if response.status_code != 200:
        raise RuntimeError(f"{response.status_code}: {text!r}")


def commit(request: Environ) -> None:
    """Write the same text as a row of its own."""
    words = request["wsgi.input"].getvalue().decode()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO plain (words) VALUES (%s)", [words])


@contextmanager
def production() -> Iterator[None]:
    """Keep connections open and write each request's line of log, as production does."""
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
    given = connection.settings_dict["CONN_MAX_AGE"]
    log = logging.getLogger("portal.request")
    level, propagates = log.level, log.propagate
    with open(os.devnull, "w") as nowhere:
        handler = logging.StreamHandler(nowhere)
        handler.setFormatter(JsonFormatter())
        handler.addFilter(RequestFilter())
        try:
            connection.settings_dict["CONN_MAX_AGE"] = 60
            log.addHandler(handler)
            log.setLevel(logging.INFO)
            log.propagate = False
            yield
        finally:
            connection.settings_dict["CONN_MAX_AGE"] = given
            log.removeHandler(handler)
            log.setLevel(level)
            log.propagate = propagates


@contextmanager
def durable() -> Iterator[None]:
    """Have the server wait for the disk at each commit, as a server in production does.

    The private server of a checkout does not. Killed within, the next run puts it right.
    """
    try:
        with connection.cursor() as cursor:
            for name in DURABLE:
                cursor.execute(f"ALTER SYSTEM SET {name} = on")
        _reload()
        yield
    finally:
        with connection.cursor() as cursor:
            for name in DURABLE:
                cursor.execute(f"ALTER SYSTEM RESET {name}")
        _reload()


def _reload() -> None:
    """Have the server read its configuration again, and meet it anew."""
    before = _loaded_at()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_reload_conf()")
    deadline = time.monotonic() + LONGEST
    while _loaded_at() == before:
        if time.monotonic() > deadline:
            raise TimeoutError("PostgreSQL does not read its configuration.")
        time.sleep(0.05)


def _loaded_at() -> dt.datetime:
    connection.close()  # what a session has was told to it when it began
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_conf_load_time()")
        found: dt.datetime = cursor.fetchone()[0]
    return found
