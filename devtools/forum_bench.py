"""The forums with a thousand posts and with a million, side by side, in databases of their own."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from devtools.bench import WARM_UP
from devtools.benchmarks import forums
from devtools.benchmarks.forums import Page
from devtools.console import say
from devtools.forum_crowd import BIG, SMALL
from devtools.forum_crowd.filling import fill

GROWTH = 1.5  # times its time at a thousand posts
NAME = "{base}_forums_{size}"
HEADER = ("queries", "p50", "p95", "queries", "p50", "p95", "ratio")


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """Make two databases beside the one at hand, fill them, and drop them again."""
    base = connection.settings_dict["NAME"]
    names = {size.name: NAME.format(base=base, size=size.name) for size in (SMALL, BIG)}
    try:
        for size in (SMALL, BIG):
            name = names[size.name]
            _ask(base, f'DROP DATABASE IF EXISTS "{name}"')
            _ask(base, f'CREATE DATABASE "{name}"')
            use(name)
            call_command("migrate", interactive=False, verbosity=0)
            fill(size)
        yield names
    finally:
        for name in names.values():
            _ask(base, f'DROP DATABASE IF EXISTS "{name}"')
        use(base)


def use(database: str) -> None:
    """Let this process work with another database of the same server."""
    connection.close()
    connection.settings_dict["NAME"] = database


def _ask(base: str, statement: str) -> None:
    use(base)
    with connection.cursor() as cursor:
        cursor.execute(statement)


def compare(names: dict[str, str], chosen: tuple[str, ...] = ()) -> list[str]:
    """Measure each page in both databases in turn; return what missed its goal."""
    _lift_limits()
    use(names["small"])
    small = forums.pages()
    use(names["big"])
    pairs = list(zip(small, forums.pages(), strict=True))
    say(f"\n{'milliseconds':26}{SMALL.posts:>20,} posts{BIG.posts:>17,} posts")
    say(f"{'':26}" + "".join(f"{word:>9}" for word in HEADER))
    missed = []
    for few, many in pairs:
        if chosen and not any(word in few.name for word in chosen):
            continue
        use(names["small"])
        before = measure(few)
        use(names["big"])
        after = measure(many)
        missing = misses(many, before, after)
        numbers = (*before.row(), *after.row(), f"{after.middle / before.middle:.2f}")
        say(f"{few.name:26}" + "".join(f"{one:>9}" for one in numbers) + missing)
        missed += [f"{few.name}:{missing}"] if missing else []
    return missed


class Measured:
    """Queries, and seconds of the middle and of the slow rounds."""

    def __init__(self, queries: int, times: list[float]) -> None:
        self.queries = queries
        self.middle = statistics.median(times)
        self.slow = statistics.quantiles(times, n=20)[-1]

    def row(self) -> tuple[str, str, str]:
        milliseconds = f"{self.middle * 1000:.1f}", f"{self.slow * 1000:.1f}"
        return str(self.queries), *milliseconds


def measure(page: Page) -> Measured:
    # What allauth notes of each session once a minute is no part of any page.
    UserSession.objects.update(last_seen_at=timezone.now())
    for _ in range(WARM_UP):
        page.run()
    with CaptureQueriesContext(connection) as captured:
        page.run()
    queries = len(captured)  # the next request empties the list
    times = []
    for _ in range(page.rounds):
        started = time.perf_counter()
        page.run()
        times.append(time.perf_counter() - started)
    return Measured(queries, times)


def misses(page: Page, before: Measured, after: Measured) -> str:
    """Say which goals a page misses at the large size."""
    found = []
    if page.queries is not None and after.queries > page.queries:
        found.append(f"more than {page.queries} queries")
    if after.slow > page.p95:
        found.append(f"p95 over {page.p95 * 1000:.0f} ms")
    if not page.may_grow and after.middle > GROWTH * before.middle:
        found.append(f"{GROWTH} times slower than small")
    return "  ← " + ", ".join(found) if found else ""


def _lift_limits() -> None:
    """Allow the visits of an hour within seconds; the counting stays."""
    settings.ACCOUNT_RATE_LIMITS = {
        name: "100000/s/user" if name.startswith("forum_") else limit
        for name, limit in settings.ACCOUNT_RATE_LIMITS.items()
    }


def main(chosen: tuple[str, ...] = ()) -> None:
    with databases() as names:
        missed = compare(names, chosen)
        say(f"\n{len(missed)} goals missed." if missed else "\nEvery goal is met.")
