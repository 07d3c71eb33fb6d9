"""The books at a million entries, webhooks beside plain commits, and reconciling many charges."""

from __future__ import annotations

import time
from contextlib import closing
from itertools import islice

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from devtools import intake_bench, money_crowd
from devtools.benchmarks import Benchmark
from devtools.console import say, step
from devtools.measuring import databases, measure
from devtools.stripe_sandbox.sandbox import Sandbox
from portal.accounts.models import User
from sponsors.books import ledger, reconcile

ENTRIES = 1_000_000
CHARGES, FULL = 10_000, 100_000
SLOWEST = 0.1  # seconds, p95


def reconciling(sandbox: Sandbox, charges: int) -> str:
    """Compare so many charges with the books, over HTTP.

    The local Stripe answers from a thread of this process: its work is in the time, too.
    """
    with step(f"Seeding {charges:,} charges"):
        sandbox.control("seed", charges=charges)
        money_crowd.book(sandbox)
    started = time.perf_counter()
    report = reconcile.run()
    took = time.perf_counter() - started
    if report.differences or report.compared < charges:
        raise RuntimeError(report.differences[:3])
    return (
        f"reconciled {charges:,} charges in {took:.0f} s, {charges / took:.0f} a second"
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
        "ledger, page 400, the last": f"{entries}?p=400",
        "ledger, refunds": f"{entries}?kind__exact=refund",
        "ledger, disputes (none)": f"{entries}?kind__exact=dispute",
        "ledger, this year": f"{entries}?occurred_at__gte={timezone.now():%Y}-01-01T00:00Z",
        "ledger, by id": f"{entries}?q=ch_crowd_77",
        "totals of a year": reverse("admin:sponsors_ledgerentry_totals"),
        "payments": payments,
        "payments, page 200": f"{payments}?p=200",  # there in a small crowd, too
        "payments, to look at (none)": f"{payments}?look=open",
        "payments by cheque (none)": f"{payments}?method=cheque",
        "payments of sponsors (none)": f"{payments}?for=sponsorship",
        "payments, of a day": f"{payments}?q=2025-06-05",
        "payments, by e-mail": f"{payments}?q=crowd77@example.org",
        "payments, by amount": f"{payments}?q=12.34",
        "open books": reverse("sponsors:books"),
    }
    return [
        *(
            Benchmark(name, lambda where=where: _get(client, where), 30)  # type: ignore[misc]  # bound now
            for name, where in addresses.items()
        ),
        Benchmark("export of all, first rows", lambda: _begin_export(client), 30),
    ]


def _get(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answers {response.status_code}")


def _begin_export(client: Client) -> None:
    where = reverse("admin:sponsors_ledgerentry_export")
    period = f"first=2000-01-01&last={timezone.now():%Y-%m-%d}"
    lines = list(islice(client.get(f"{where}?{period}"), 2))
    if [line.count(b",") > 10 for line in lines] != [True, True]:
        raise RuntimeError("The export has no rows.")


def row(one: Benchmark) -> str:
    found = measure(one)
    numbers = f"{found.queries:9}{found.middle * 1000:9.1f}{found.slow * 1000:9.1f}"
    verdict = f"  ← over {SLOWEST * 1000:.0f} ms" if found.slow > SLOWEST else ""
    return f"{one.name:26}{numbers}{verdict}"


def main(chosen: tuple[str, ...] = ()) -> None:
    """Measure all, or the pages that have one of the words in their name.

    ``full`` has ten times as many charges reconciled.
    """
    words = [word for word in chosen if word != "full"]
    settings.STAFF_NEED_SECOND_FACTOR = False
    with databases("money"):
        if not words:
            intake_bench.main()  # first: it forks, and the local Stripe has threads
            with closing(Sandbox()) as sandbox:
                settings.STRIPE_SECRET_KEY = sandbox.secret_key
                settings.STRIPE_API_BASE = sandbox.base
                say(reconciling(sandbox, FULL if "full" in chosen else CHARGES))
        with step(f"Writing {ENTRIES:,} ledger entries"):
            money_crowd.fill(ENTRIES, before=timezone.now() - reconcile.WINDOW)
            ledger.compact_totals()
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")  # as PostgreSQL would by itself, later
        say(f"\n{'milliseconds':26}{'queries':>9}{'p50':>9}{'p95':>9}")
        for one in pages():
            if not words or any(word in one.name for word in words):
                say(row(one))
