"""PostgreSQL stops and starts, or is set back, while money comes in."""

import subprocess
import sys
import threading
import time

import pytest

from devtools.paths import ROOT
from tests.sponsors.faults.conftest import copy, execute
from tests.sponsors.faults.processes import PATIENCE, answers, deliver, until

pytestmark = pytest.mark.slow

GIFTS = 6
SUMS = """
SELECT (SELECT count(*) FROM sponsors_ledgerentry WHERE kind = 'charge'),
       (SELECT sum(amount) FROM sponsors_ledgerentry WHERE kind = 'charge'),
       (SELECT count(*) FROM sponsors_ledgerentry WHERE kind = 'fee'),
       (SELECT count(*) FROM sponsors_receipt WHERE voided_at IS NULL),
       (SELECT count(*) FROM sponsors_notice WHERE sent_at IS NOT NULL)
"""
LEDGER = """
SELECT kind, stripe_id, payment_id, amount, currency, settled_amount
FROM sponsors_ledgerentry ORDER BY 1, 2
"""
NEWEST = "SELECT id FROM sponsors_payment ORDER BY created_at DESC LIMIT 1"
DOUBTED = "SELECT id FROM sponsors_payment WHERE review_reason <> ''"
PAPERS = "SELECT payment_id, amount FROM sponsors_receipt WHERE voided_at IS NULL"
UNREAD = "SELECT count(*) FROM sponsors_stripeevent WHERE status = 'new'"


def begin(portal, number, interval="once"):
    """Begin gifts in a process of their own; return the ids of their pages."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.sponsors.faults.begin", str(number), interval],
        cwd=ROOT,
        env=portal.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def crash(cluster):
    """Stop the server as a crash would: nobody is waited for, nothing is put in order."""
    control = [cluster.binaries.path / "pg_ctl", "stop", "-D", cluster.data]
    cluster.account.run([*control, "-m", "immediate", "-w"])


def cut(cluster):
    """End every connection, as a restart does that is over at once."""
    execute(
        cluster,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = 'portal' AND pid <> pg_backend_pid()",
    )


@pytest.mark.parametrize("go_away", [crash, cut])
def test_the_database_goes_away_while_gifts_arrive(
    cluster, own_portal, stripe_sandbox, go_away
):
    """Case 34: the door answers 500, Stripe sends again, all is read and mailed."""
    sessions = begin(own_portal, GIFTS)
    server = own_portal.serve()
    own_portal.keep_working()
    stripe_sandbox.control("config", hold=True, retry_delays=[0.3] * 200)
    stripe_sandbox.pay(sessions.pop())
    sample = stripe_sandbox.webhooks()[0]
    stripe_sandbox.control("config", hold=False, webhook_url=own_portal.hook)
    payer = threading.Thread(target=pay_slowly, args=(stripe_sandbox, sessions))
    payer.start()

    until(lambda: row(cluster, SUMS)[0] >= 2)
    go_away(cluster)
    if go_away is crash:
        assert deliver(own_portal.hook, sample) == 500
        assert answers(f"{own_portal.url}/readyz") == 503
    payer.join()
    cluster.ensure_running()

    until(lambda: deliver(own_portal.hook, sample) == 200)
    stripe_sandbox.wait(PATIENCE)
    assert taken_by_the_portal(stripe_sandbox) <= kept(cluster)
    until(lambda: row(cluster, SUMS)[4] >= GIFTS - 1)
    assert_books_are_right(cluster, own_portal)
    assert server.poll() is None


def pay_slowly(stripe, sessions):
    for session in sessions:
        stripe.pay(session)
        time.sleep(0.3)


def taken_by_the_portal(stripe):
    """Return the events that were answered with 200: all but the first gift's."""
    told = stripe.control("deliveries", limit=1000)
    assert {one["result"] for one in told} == {"taken", "200"}
    return {one["event"] for one in told if one["result"] == "200"}


def kept(cluster):
    query = "SELECT event_id FROM sponsors_stripeevent"
    return {event for (event,) in execute(cluster, query, database="portal")}


def assert_books_are_right(cluster, portal):
    """After a reconciliation, which reads at once what the sweeper would read later."""
    assert "0 different" in reconcile(portal)
    charges, money, fees, receipts, _mails = row(cluster, SUMS)
    assert (charges, fees, receipts) == (GIFTS, GIFTS, GIFTS)
    assert money == GIFTS * 1500
    assert row(cluster, UNREAD) == (0,)


def row(cluster, query):
    return execute(cluster, query, database="portal")[0]


def test_an_old_backup_is_restored(cluster, own_portal, stripe_sandbox, stripe_client):
    """Case 95: the same ledger again; what only Stripe remembers waits for somebody's look."""
    stripe_sandbox.control("config", drop=["*"])
    old, kept_on = *begin(own_portal, 1), *begin(own_portal, 1, "monthly")
    for session in (old, kept_on):
        stripe_sandbox.pay(session)
    reconcile(own_portal)
    copy(cluster, "portal", "backup")

    stripe_sandbox.pay(*begin(own_portal, 1))
    new = row(cluster, NEWEST)
    charge, *_rest = stripe_sandbox.objects("charge")
    stripe_client.v1.refunds.create({"charge": charge["id"], "amount": 500})
    [plan] = stripe_sandbox.objects("subscription")
    stripe_sandbox.control("renew", subscription=plan["id"])
    reconcile(own_portal)
    ledger = execute(cluster, LEDGER, database="portal")
    papers = execute(cluster, PAPERS, database="portal")
    copy(cluster, "backup", "portal")

    said = reconcile(own_portal)

    again = execute(cluster, LEDGER, database="portal")
    doubted = execute(cluster, DOUBTED, database="portal")
    assert "0 different" in said
    assert [kind for kind, *_rest in again].count("charge") == 4
    assert sorted(again, key=str) == sorted(ledger, key=str)
    assert doubted == [new]
    assert len(execute(cluster, PAPERS, database="portal")) == len(papers) - 1
    assert "0 repaired, 0 different" in reconcile(own_portal)


def reconcile(portal):
    code, said = portal.manage("stripe_reconcile")
    assert code == 0, said
    return said
