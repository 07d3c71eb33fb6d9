"""What `make bench` measures is really there, and it is measured as often as it says."""

import pytest
from django.db import connection

from articles.models import Article, Audience
from devtools import bench, measuring
from devtools.benchmarks import Benchmark, crowd
from tests.factories import make_page, make_subject


@pytest.mark.django_db
def test_every_round_is_measured():
    calls = []

    found = measuring.measure(Benchmark("x", lambda: calls.append(1), rounds=5))

    assert len(calls) == measuring.WARM_UP + 1 + 5
    assert found.queries == 0
    assert 0 < found.middle <= found.slow


@pytest.mark.django_db
def test_crowd_is_published_in_both_editions_and_found(client, monkeypatch):
    subject = make_subject(is_demo=True)
    for audience in Audience:
        make_page(subject, audience)
    monkeypatch.setattr(crowd, "SUBJECTS", 3)

    crowd.gather()
    crowd.gather()  # the second time there is nothing to do

    assert Article.objects.published().count() == 6
    assert crowd.NAME in client.get("/search/?q=benchmark").content.decode()


@pytest.mark.django_db
def test_row_shows_queries_and_ratios(client):
    page = make_page()

    visit = Benchmark("page", lambda: client.get(page.get_absolute_url()), rounds=3)

    name, queries, middle, slow, _ = bench.row(visit, unit=0.001).split()
    assert name == "page"
    assert int(queries) > 0
    assert 0 < float(middle) <= float(slow)


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_run_left_is_dropped(monkeypatch):
    base = f"{connection.settings_dict['NAME']}_bench"
    monkeypatch.setitem(connection.settings_dict, "NAME", base)
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{base}_money"')

    bench.drop_leftovers()

    with connection.cursor() as cursor:
        query = "SELECT 1 FROM pg_database WHERE starts_with(datname, %s)"
        cursor.execute(query, [base])
        assert cursor.fetchall() == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_databases_of_a_measurement_go_with_it(monkeypatch):
    base = connection.settings_dict["NAME"]
    monkeypatch.setitem(connection.settings_dict, "NAME", base)

    names = [f"{base}_few", f"{base}_many"]

    def interrupted():
        with measuring.databases("few", "many") as made:
            assert made == names
            measuring.use(names[0])
            assert not Article.objects.exists()  # but its table is there
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert connection.settings_dict["NAME"] == base
    with connection.cursor() as cursor:
        query = "SELECT 1 FROM pg_database WHERE datname = ANY(%s)"
        cursor.execute(query, [names])
        assert cursor.fetchall() == []
