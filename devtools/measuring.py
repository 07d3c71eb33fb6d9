"""How measurements are taken, and the databases of their own that they are taken in."""

from __future__ import annotations

import statistics
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devtools.benchmarks import Benchmark

WARM_UP = 3


@dataclass(frozen=True)
class Measured:
    """Queries of one round, and the seconds of the middle round and of the slow ones (p95)."""

    queries: int
    middle: float
    slow: float


def measure(one: Benchmark) -> Measured:
    """Run a benchmark until it is warm, once to count its queries, and then its rounds."""
    for _ in range(WARM_UP):
        one.run()
    with CaptureQueriesContext(connection) as captured:
        one.run()
    queries = len(captured)  # the next request empties the list
    seconds = []
    for _ in range(one.rounds):
        started = time.perf_counter()
        one.run()
        seconds.append(time.perf_counter() - started)
    slow = statistics.quantiles(seconds, n=20)[-1]
    return Measured(queries, statistics.median(seconds), slow)


@contextmanager
def databases(*suffixes: str) -> Iterator[list[str]]:
    """Make migrated databases beside the one at hand; drop them again, come what may.

    Gives their names. The last one made is the one in use.
    """
    base = connection.settings_dict["NAME"]
    names = [f"{base}_{suffix}" for suffix in suffixes]
    try:
        for name in names:
            _ask(base, f'DROP DATABASE IF EXISTS "{name}"')
            _ask(base, f'CREATE DATABASE "{name}"')
            use(name)
            call_command("migrate", interactive=False, verbosity=0)
        yield names
    finally:
        for name in names:
            _ask(base, f'DROP DATABASE IF EXISTS "{name}"')
        use(base)


def use(database: str) -> None:
    """Let this process work with another database of the same server."""
    if connection.settings_dict["NAME"] != database:
        connection.close()
        connection.settings_dict["NAME"] = database


def _ask(base: str, statement: str) -> None:
    use(base)
    with connection.cursor() as cursor:
        cursor.execute(statement)
