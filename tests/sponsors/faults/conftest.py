"""Servers that tests may break: a PostgreSQL and portals of their own."""

import os
import secrets
import shutil

import psycopg
import pytest

from devtools.database.cluster import Cluster
from tests.databases import url_of_this_database
from tests.sponsors.faults.processes import Portal

MIGRATED = "migrated"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A PostgreSQL server for these tests alone, with a migrated database to copy.

    Unlike the one for development it waits until a commit is written.
    """
    # Root's files lie under a name made from the folder's: no killed run has used it.
    folder = tmp_path_factory.mktemp(f"cluster-{secrets.token_hex(4)}")
    found = Cluster.at(folder)
    found.ensure_running()
    try:
        found.create(MIGRATED)
        execute(found, "ALTER SYSTEM SET synchronous_commit = on")
        execute(found, "SELECT pg_reload_conf()")
        code, said = Portal(found.url(MIGRATED), {}, folder).manage("migrate")
        assert code == 0, said
        yield found
    finally:
        found.stop()
        shutil.rmtree(found.account.sockets, ignore_errors=True)
        if os.geteuid() == 0:
            shutil.rmtree(found.account.home, ignore_errors=True)


def execute(cluster, *statements, database="postgres"):
    """Run statements; return the rows of the last one."""
    with psycopg.connect(cluster.url(database), autocommit=True) as connection:
        for statement in statements:
            done = connection.execute(statement)
        return done.fetchall() if done.description else []


def copy(cluster, source, target):
    """Make a database anew from another one: so backups are taken and restored."""
    execute(
        cluster,
        f"DROP DATABASE IF EXISTS {target} WITH (FORCE)",
        f"CREATE DATABASE {target} TEMPLATE {source}",
    )


@pytest.fixture
def wired(stripe_sandbox):
    """What a portal must be told to speak to the local Stripe."""
    return {
        "STRIPE_API_BASE": stripe_sandbox.base,
        "STRIPE_SECRET_KEY": stripe_sandbox.secret_key,
        "STRIPE_WEBHOOK_SECRETS": stripe_sandbox.webhook_secret,
    }


@pytest.fixture
def portal(stripe, wired, transactional_db, tmp_path):
    """The portal in other processes, over the database of this test."""
    made = Portal(url_of_this_database(), wired, tmp_path)
    yield made
    made.close()


@pytest.fixture
def own_portal(cluster, wired, tmp_path):
    """The portal in other processes, over a server that may be stopped."""
    copy(cluster, MIGRATED, "portal")
    made = Portal(cluster.url("portal"), wired, tmp_path)
    yield made
    made.close()
