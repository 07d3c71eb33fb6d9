"""The benchmark of the forums says which goals were missed, and its pages exist."""

import pytest
from django.db import connection

from devtools import forum_bench
from devtools.benchmarks import forums
from devtools.benchmarks.forums import Page
from devtools.forum_crowd import SMALL, filling
from devtools.measuring import Measured

QUICK = Measured(8, middle=0.02, slow=0.02)


@pytest.mark.parametrize(
    ("after", "page", "said"),
    [
        (QUICK, {}, []),
        (Measured(9, 0.02, 0.02), {"queries": 8}, ["more than 8 queries"]),
        (Measured(8, 0.02, 0.3), {}, ["p95 over 250 ms"]),
        (Measured(8, 0.04, 0.04), {}, ["1.5 times slower"]),
        (Measured(8, 0.04, 0.04), {"may_grow": True}, []),
        (Measured(8, 0.11, 0.11), {"may_grow": True, "p95": 0.1}, ["over 100 ms"]),
    ],
)
def test_missed_goals_are_named(after, page, said):
    missing = forum_bench.misses(Page("x", lambda: None, 20, **page), QUICK, after)

    assert all(words in missing for words in said)
    assert bool(missing) == bool(said)


@pytest.mark.slow
@pytest.mark.django_db
def test_every_page_answers_and_keeps_its_goal_of_queries():
    filling.write(SMALL)

    for page in forums.pages():
        once_more = Page(page.name, page.run, rounds=2)
        found = forum_bench.measure_in(connection.settings_dict["NAME"], once_more)

        assert found.queries > 0
        if page.queries:
            assert found.queries <= page.queries + 2, (
                page.name
            )  # savepoints of the test
