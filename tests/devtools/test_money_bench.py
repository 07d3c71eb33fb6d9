"""The benchmark of the books measures what it says, and its crowd fits the books."""

import io

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from devtools import intake_bench, money_bench, money_crowd
from devtools.benchmarks import Benchmark
from devtools.intake_bench import Rates
from sponsors.books import ledger, reconcile
from sponsors.models import LedgerEntry, StripeEvent


@pytest.fixture
def _to_the_sandbox(stripe_sandbox, settings):
    settings.STRIPE_SECRET_KEY = stripe_sandbox.secret_key
    settings.STRIPE_API_BASE = stripe_sandbox.base


@pytest.fixture
def _plain():
    """The table beside, and the settings put back."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain (id serial PRIMARY KEY, words text)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE plain")


def plain_rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM plain")
        return [words for (words,) in cursor.fetchall()]


def test_ratios_are_of_the_same_rounds_and_of_the_best():
    rates = Rates(events=100, kept=[2.0, 1.0, 4.0], plain=[1.0, 0.4, 1.0])

    assert (rates.share, rates.best_share) == (0.4, 0.4)
    assert str(rates).split() == ["50", "100", "100", "250", "0.40", "0.40"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_plain")
def test_both_sides_write_the_same_text_once(settings):
    settings.STRIPE_SECRET_KEY = "sk_test_51abc"

    with intake_bench.production():
        intake_bench.measure(intake_bench.one_at_a_time, events=3, rounds=1)

    kept = [bytes(event.body).decode() for event in StripeEvent.objects.order_by("pk")]
    assert len(kept) == 6  # warmed up with as many
    assert kept == plain_rows()
    assert ProcrastinateJob.objects.count() == 1  # a reader waits for all of them


@pytest.mark.django_db
def test_a_webhook_that_is_not_kept_stops_the_measuring(settings):
    settings.STRIPE_SECRET_KEY = "sk_test_51abc"
    with intake_bench.production():
        request = intake_bench.request("evt_1")
        request["wsgi.input"] = io.BytesIO(b"x" * int(request["CONTENT_LENGTH"]))

        with pytest.raises(RuntimeError, match="400"):
            intake_bench.post(intake_bench.WSGIHandler(), request)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_plain")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_four_connections_share_the_requests():
    requests = [intake_bench.request(f"evt_{number}") for number in range(6)]

    assert intake_bench.four_at_once(intake_bench.commit, requests) > 0

    bodies = [one["wsgi.input"].getvalue().decode() for one in requests]
    assert sorted(plain_rows()) == sorted(bodies)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_server_waits_for_the_disk_while_it_is_measured():
    before = shown()

    with intake_bench.durable():
        assert set(shown()) == {"on"}

    assert shown() == before


def shown():
    with connection.cursor() as cursor:
        found = []
        for name in intake_bench.DURABLE:
            cursor.execute(f"SHOW {name}")
            found.append(cursor.fetchone()[0])
    return found


@pytest.mark.django_db
def test_the_crowd_fits_the_books_and_every_page_answers(settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    money_crowd.fill(11_000, before=timezone.now() - reconcile.WINDOW)

    assert LedgerEntry.objects.count() == 5280 + 5280 + 440
    assert ledger.wrong_totals() == []
    for page in money_bench.pages():
        name_and_numbers = money_bench.row(Benchmark(page.name, page.run, rounds=2))
        assert name_and_numbers.startswith(page.name)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_to_the_sandbox")
def test_seeded_charges_are_booked_as_the_local_stripe_moved_them(stripe_sandbox):
    told = money_bench.reconciling(stripe_sandbox, 120)

    assert told.startswith("reconciled 120 charges")
    assert LedgerEntry.objects.filter(kind="charge").count() == 120
    assert sum(ledger.balances().values()) == sum(
        one["net"] for one in stripe_sandbox.objects("balance_transaction")
    )
