"""Addresses with the number of a post lead to the page on which it stands."""

import pytest

from forums.reading.pages import POSTS
from tests import forum_factories as factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return factories.make_topic()


@pytest.mark.parametrize("number", ["0", "9" * 19, "9" * 5000, "²", "-1"])
def test_a_number_that_no_post_has_leads_to_the_discussion(as_member, topic, number):
    answer = as_member.get(topic.get_absolute_url(), {"post": number})

    assert answer["Location"] == topic.get_absolute_url()


def test_a_number_that_no_forum_has_is_not_found(as_member):
    answer = as_member.post("/forums/mark-read/", {"forum": "9" * 5000})

    assert answer.status_code == 404


def test_the_last_post_of_a_page_is_not_looked_for_on_the_next(as_member, topic):
    posts = [factories.make_post(topic) for _ in range(POSTS)]
    address = topic.get_absolute_url()

    found = [
        as_member.get(address, {"post": post.pk})["Location"] for post in posts[-2:]
    ]

    last, next_one = posts[-2:]
    assert found == [
        f"{address}#post-{last.pk}",
        f"{address}?page=2#post-{next_one.pk}",
    ]
