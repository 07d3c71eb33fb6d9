"""`make bench`: how fast the pages are, as a ratio to an empty page of the same run."""

import os
import statistics
import sys
import time
from importlib import import_module
from pkgutil import iter_modules

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from devtools import benchmarks, development
from devtools.benchmarks import Benchmark
from devtools.console import say, step
from devtools.database import Hold

DATABASE = "bench"
WARM_UP = 3
PING_ROUNDS = 400


def main(*chosen: str) -> int:
    """Measure everything, or what has one of the words in its name.

    ``forums`` stands for the forums, whose million posts take minutes to write, ``money``
    for the books, ``full`` for a longer run of theirs; further words choose among pages.
    """
    hold = Hold()
    with step("Preparing a database of its own"):
        os.environ["DATABASE_URL"] = hold.take(DATABASE)
        try:
            prepare()
        except BaseException:
            hold.release()
            raise
    try:
        if not {"forums", "money"} & set(chosen):
            measure_all(chosen)
        if not chosen or "money" in chosen:
            money_bench = import_module("devtools.money_bench")  # it needs the models
            money_bench.main(tuple(word for word in chosen if word != "money"))
        if not chosen or "forums" in chosen:
            forum_bench = import_module("devtools.forum_bench")  # it needs the models
            forum_bench.main(tuple(word for word in chosen if word != "forums"))
    finally:
        connection.close()
        hold.release()
    return 0


def prepare() -> None:
    """Set Django up as in production but for the address, with the demo content."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    development.adopt(development.defaults())
    os.environ["DEBUG"] = "0"
    django.setup()
    settings.ROOT_URLCONF = "devtools.benchmarks.urls"
    call_command("migrate", interactive=False, verbosity=0)
    call_command("demo", verbosity=0, stdout=sys.stderr)
    drop_leftovers()
    for module in iter_modules(benchmarks.__path__):
        import_module(f"devtools.benchmarks.{module.name}")


def drop_leftovers() -> None:
    """Drop what a run that was killed left behind: databases of a million rows."""
    like = f"{connection.settings_dict['NAME']}_"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [like]
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE "{name}"')


def measure_all(chosen: tuple[str, ...]) -> None:
    client = Client(SERVER_NAME="localhost")
    ping = times(Benchmark("ping", lambda: client.get("/ping/"), PING_ROUNDS))
    unit = statistics.median(ping)
    say(f"\n1.0 is an empty page of this run: {unit * 1000:.2f} ms\n")
    say(f"{'':40} {'queries':>8} {'p50':>8} {'p95':>8} {'ms':>8}")
    for make in benchmarks.registered():
        for one in make():
            if not chosen or any(word in one.name for word in chosen):
                say(row(one, unit))


def row(one: Benchmark, unit: float) -> str:
    with CaptureQueriesContext(connection) as captured:
        one.run()
    queries = len(captured)  # the next request empties the list
    found = times(one)
    middle = statistics.median(found)
    slow = statistics.quantiles(found, n=20)[-1]
    return (
        f"{one.name:40} {queries:8} {middle / unit:8.1f} {slow / unit:8.1f} "
        f"{middle * 1000:8.1f}"
    )


def times(one: Benchmark) -> list[float]:
    """Return the seconds of each round."""
    for _ in range(WARM_UP):
        one.run()
    found = []
    for _ in range(one.rounds):
        started = time.perf_counter()
        one.run()
        found.append(time.perf_counter() - started)
    return found
