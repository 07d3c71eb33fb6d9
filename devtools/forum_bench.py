"""The forums with a thousand posts and with a million, side by side, in databases of their own."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone

from devtools.benchmarks import forums
from devtools.benchmarks.forums import Page
from devtools.console import say
from devtools.forum_crowd import BIG, SMALL
from devtools.forum_crowd.filling import fill
from devtools.measuring import Measured, databases, measure, use

GROWTH = 1.5  # times its time at a thousand posts
SIZES = (SMALL, BIG)
HEADER = ("queries", "p50", "p95", "queries", "p50", "p95", "ratio")


def compare(names: list[str], chosen: tuple[str, ...] = ()) -> list[str]:
    """Measure each page in both databases in turn; return what missed its goal."""
    _lift_limits()
    pages = [_pages_in(name) for name in names]
    say(f"\n{'milliseconds':26}{SMALL.posts:>20,} posts{BIG.posts:>17,} posts")
    say(f"{'':26}" + "".join(f"{word:>9}" for word in HEADER))
    missed = []
    for few, many in zip(*pages, strict=True):
        if chosen and not any(word in few.name for word in chosen):
            continue
        before, after = (
            measure_in(name, page)
            for name, page in zip(names, (few, many), strict=True)
        )
        missing = misses(many, before, after)
        numbers = (*_row(before), *_row(after), f"{after.middle / before.middle:.2f}")
        say(f"{few.name:26}" + "".join(f"{one:>9}" for one in numbers) + missing)
        missed += [f"{few.name}:{missing}"] if missing else []
    return missed


def _pages_in(database: str) -> list[Page]:
    use(database)
    return forums.pages()


def measure_in(database: str, page: Page) -> Measured:
    """Measure a page as its members see it whose sessions allauth has just noted.

    It notes each once a minute, which is no part of any page.
    """
    use(database)
    UserSession.objects.update(last_seen_at=timezone.now())
    return measure(page)


def _row(found: Measured) -> tuple[str, str, str]:
    milliseconds = f"{found.middle * 1000:.1f}", f"{found.slow * 1000:.1f}"
    return str(found.queries), *milliseconds


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
    with databases(*(f"forums_{size.name}" for size in SIZES)) as names:
        for name, size in zip(names, SIZES, strict=True):
            use(name)
            fill(size)
        missed = compare(names, chosen)
        say(f"\n{len(missed)} goals missed." if missed else "\nEvery goal is met.")
