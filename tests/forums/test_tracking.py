"""What is new to a member: marks of topics and forums, told in a constant number of queries."""

import datetime

import pytest
from django.utils import timezone

from forums.models import ForumReadTrack
from forums.overrides.forum_tracking.handler import TrackingHandler
from forums.reading import fetching, topic_page
from forums.rules.access import Access
from tests import forum_factories as factories

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
handler = TrackingHandler()


@pytest.fixture
def forum():
    return factories.make_forum()


@pytest.fixture
def ann():
    return factories.make_member("ann")


def ago(hours):
    return timezone.now() - hours * HOUR


def new_to(user):
    return list(fetching.unread_topics(Access.for_user(user)))


def test_what_was_written_before_joining_is_not_new(forum):
    topic = factories.make_topic(forum, created=ago(5))
    old, young = factories.make_member(), factories.make_member()
    young.date_joined = ago(1)
    young.save()

    assert new_to(old) == [topic]
    assert new_to(young) == []


def test_topic_is_read_up_to_what_was_shown(forum, ann):
    topic = factories.make_topic(forum, created=ago(5))
    factories.make_post(topic, created=ago(1))
    topic.refresh_from_db()

    handler.mark_topic_read(topic, ann, up_to=ago(3))

    assert new_to(ann) == [topic]
    handler.mark_topic_read(topic, ann)
    assert new_to(ann) == []


def test_mark_never_moves_back(forum, ann):
    topics = [factories.make_topic(forum) for _ in range(2)]

    handler.mark_topic_read(topics[0], ann)
    handler.mark_topic_read(topics[0], ann, up_to=ago(9))

    assert new_to(ann) == [topics[1]]


def test_new_answer_makes_a_read_topic_new_again(forum, ann):
    topic = factories.make_topic(forum)
    handler.mark_topic_read(topic, ann)

    factories.make_post(topic)

    assert new_to(ann) == [topic]


def test_marks_of_others_change_nothing(forum, ann):
    topic = factories.make_topic(forum)
    for _ in range(2):
        handler.mark_topic_read(topic, factories.make_member())

    assert new_to(ann) == [topic]


def test_last_read_topic_marks_the_forum(forum, ann):
    topics = [factories.make_topic(forum) for _ in range(3)]

    for topic in topics:
        assert not ForumReadTrack.objects.exists()
        topic.forum.refresh_from_db()
        handler.mark_topic_read(topic, ann)

    track = ForumReadTrack.objects.get(user=ann)
    assert (track.forum, track.mark_time) == (forum, topics[-1].last_post_on)
    assert new_to(ann) == []


def test_marking_a_forum_reads_it_and_no_other(forum, ann):
    factories.make_topic(forum)
    other = factories.make_topic()
    forum.refresh_from_db()

    handler.mark_forums_read([forum], ann)

    assert new_to(ann) == [other]


def test_forum_is_new_and_so_are_those_above(ann, django_assert_num_queries):
    parent = factories.make_forum(category=True)
    child = factories.make_forum(parent=parent)
    quiet = factories.make_forum(parent=parent)
    factories.make_topic(child)
    forums = Access.for_user(ann).forums

    with django_assert_num_queries(1):
        found = ForumReadTrack.objects.get_unread_forums_from_list(forums, ann)

    assert found == [parent, child]
    assert quiet not in found


def test_machinas_own_question_gets_the_same_answer(forum, ann):
    topics = [factories.make_topic(forum) for _ in range(3)]
    handler.mark_topic_read(topics[1], ann)

    assert handler.get_unread_topics(topics, ann) == [topics[0], topics[2]]
    assert handler.get_unread_forums(ann) == [forum]


@pytest.mark.parametrize("count", [1, 3])
def test_reading_a_topic_costs_two_queries(
    forum, ann, count, django_assert_num_queries
):
    topics = [factories.make_topic(forum) for _ in range(count + 1)]
    for topic in topics:
        handler.mark_topic_read(topic, factories.make_member())

    with django_assert_num_queries(2):  # the mark · whether anything else is new
        handler.mark_topic_read(topics[0], ann)


def test_answers_written_by_oneself_are_not_new(forum, ann):
    topic = factories.make_topic(forum)
    handler.mark_topic_read(topic, ann, up_to=ago(1))
    factories.make_post(topic, ann)

    access = Access.for_user(ann)
    page = topic_page.TopicPage(fetching.topic_or_404(access, topic.pk), access)

    assert [entry.is_new for entry in page.entries] == [True, False]


def test_topic_without_a_readable_post_leaves_no_mark(forum, ann):
    topic = factories.make_topic(forum, approved=False)

    handler.mark_topic_read(topic, ann)

    assert not ann.topic_tracks.exists()
