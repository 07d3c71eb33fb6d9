"""No test leaves anything to the next, not even one with real commits."""

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_real_commits_leave_groups_and_no_cache(time, editor):
    assert cache.get("left-over") is None
    assert set(editor.groups.all()) == {Group.objects.get(name="Editors")}

    cache.set("left-over", time)


@pytest.mark.parametrize("time", ["first", "second"])
def test_rolled_back_tests_still_find_the_groups(time, editor):
    assert cache.get("left-over") is None
    assert editor.groups.filter(name="Editors").exists()
