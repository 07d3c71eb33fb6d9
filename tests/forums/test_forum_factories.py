"""The factories make what they say."""

import pytest

from tests.forum_factories import make_forum, make_member, make_post, make_topic

pytestmark = pytest.mark.django_db


def test_a_topic_with_an_answer_is_counted_everywhere():
    forum = make_forum()
    topic = make_topic(forum)

    answer = make_post(topic, make_member(trusted=False))

    topic.refresh_from_db()
    forum.refresh_from_db()
    assert (topic.posts_count, topic.last_post_id) == (2, answer.pk)
    assert (forum.direct_topics_count, forum.direct_posts_count) == (1, 2)
    assert answer.poster.forum_profile.posts_count == 1
