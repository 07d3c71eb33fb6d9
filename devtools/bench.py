"""`make bench`: how fast the pages are, as a ratio to an empty page of the same run."""

import os
import sys
from importlib import import_module
from pkgutil import iter_modules

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from devtools import benchmarks, development
from devtools.benchmarks import Benchmark
from devtools.console import say, step
from devtools.database import Hold
from devtools.measuring import measure

DATABASE = "bench"
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
    unit = measure(Benchmark("ping", lambda: client.get("/ping/"), PING_ROUNDS)).middle
    say(f"\n1.0 is an empty page of this run: {unit * 1000:.2f} ms\n")
    say(f"{'':40} {'queries':>8} {'p50':>8} {'p95':>8} {'ms':>8}")
    for make in benchmarks.registered():
        for one in make():
            if not chosen or any(word in one.name for word in chosen):
                say(row(one, unit))


def row(one: Benchmark, unit: float) -> str:
    found = measure(one)
    return (
        f"{one.name:40} {found.queries:8} {found.middle / unit:8.1f} "
        f"{found.slow / unit:8.1f} {found.middle * 1000:8.1f}"
    )
