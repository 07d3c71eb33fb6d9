"""Every page of the forums costs the same for one and for three of everything."""

import pytest
from django.core.cache import cache

from forums.models import Attachment
from forums.reading import muting
from forums.telling import subscriptions
from tests import factories as articles
from tests import forum_factories as factories

pytestmark = pytest.mark.django_db

# session · member · last seen · measures · forums · rules
FRAME = 6


@pytest.fixture
def forum():
    return factories.make_forum()


@pytest.fixture
def warm(as_member):
    """A member's browser that has been here a moment ago."""
    as_member.get("/forums/settings/")
    cache.clear()
    return as_member


def cost(client, path, queries, django_assert_num_queries):
    with django_assert_num_queries(queries):
        response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("count", [1, 3])
def test_index(warm, count, django_assert_num_queries):
    for _ in range(count):
        category = factories.make_forum(category=True)
        for _ in range(count):
            factories.make_topic(factories.make_forum(parent=category))

    # marks · newest posts
    cost(warm, "/forums/", FRAME + 2, django_assert_num_queries)


@pytest.mark.parametrize("count", [1, 3])
def test_forum(warm, forum, count, django_assert_num_queries):
    for _ in range(count):
        topic = factories.make_topic(forum, subject=articles.make_subject())
        factories.make_post(topic)

    # own waiting ones · topics, in two · whether it is followed
    path = forum.get_absolute_url()
    text = cost(warm, path, FRAME + 4, django_assert_num_queries)
    assert text.count('class="topic-row"') == count


@pytest.mark.parametrize("count", [1, 3])
def test_forum_with_forums_below(warm, forum, count, django_assert_num_queries):
    for _ in range(count):
        factories.make_topic(factories.make_forum(parent=forum))
    factories.make_topic(forum)

    # besides: the marks and the newest posts below
    path = forum.get_absolute_url()
    cost(warm, path, FRAME + 4 + 2, django_assert_num_queries)


@pytest.mark.parametrize("count", [1, 3])
def test_topic_on_the_first_visit(warm, forum, count, django_assert_num_queries):
    topic = factories.make_topic(forum)
    for _ in range(count):
        factories.make_post(topic)

    # topic · posts · one view · mark · is anything else new · mark the forum
    # · reading, with a first profile
    path = topic.get_absolute_url()
    text = cost(warm, path, FRAME + 3 + 3 + 2, django_assert_num_queries)
    assert text.count("<article") == count + 1


@pytest.mark.parametrize("count", [1, 3])
def test_topic_on_the_second_visit(warm, forum, count, django_assert_num_queries):
    topic = factories.make_topic(forum)
    for _ in range(count):
        factories.make_post(topic)
    warm.get(topic.get_absolute_url())

    # topic · posts · one view
    path = topic.get_absolute_url()
    cost(warm, path, FRAME + 3, django_assert_num_queries)


@pytest.mark.parametrize("count", [1, 3])
def test_topic_with_everything(warm, member, forum, count, django_assert_num_queries):
    page = articles.make_page()
    topic = factories.make_topic(forum, subject=page.subject)
    others = [factories.make_post() for _ in range(count)]
    for other in others:
        text = f"> [post:{other.pk}]\n> Quoted.\n\n@[{other.poster_id}]"
        post = factories.make_post(topic, text=text, concern="crisis")
        muting.mute(member=post.poster, by=member)
        Attachment.objects.create(
            post=post, kind="pdf", extension="pdf", file="x", size=1, description="x"
        )
    subscriptions.follow(by=member, topic=topic)
    warm.get(topic.get_absolute_url())

    # topic · posts · page of the subject · quoted posts · files · card · help lines
    # · one view
    path = topic.get_absolute_url()
    cost(warm, path, FRAME + 8, django_assert_num_queries)


@pytest.mark.parametrize("count", [1, 3])
def test_last_page_is_found_without_counting(
    warm, forum, count, django_assert_num_queries
):
    topic = factories.make_topic(forum)
    poster = factories.make_member()
    for _ in range(20 * count):
        factories.make_post(topic, poster)
    warm.get(topic.get_absolute_url() + "?page=99")

    path = topic.get_absolute_url() + "?page=99"
    text = cost(warm, path, FRAME + 3, django_assert_num_queries)
    assert text.count("<article") == 1


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/forums/unread/", 3),  # marks of the forums · which topics · topics
        ("/forums/mine/", 1),
        ("/forums/following/", 3),  # which topics · topics · forums
        ("/forums/members/{pk}/", 3),  # the member · posts · mute
        ("/forums/members/{pk}/posts/", 2),
    ],
)
@pytest.mark.parametrize("count", [1, 3])
def test_lists(warm, member, stranger, path, more, count, django_assert_num_queries):
    for _ in range(count):
        topic = factories.make_topic(poster=stranger)
        factories.make_post(topic, member)
        factories.make_post(topic)
        subscriptions.follow(by=member, topic=topic, forum=topic.forum)

    address = path.format(pk=stranger.pk)
    cost(warm, address, FRAME + more, django_assert_num_queries)


def test_moderator_counts_are_right_without_counting_posts(
    as_moderator, moderator, forum
):
    factories.allow("can_approve_posts", moderator)
    topic = factories.make_topic(forum)
    poster = factories.make_member()
    for number in range(20):
        factories.make_post(topic, poster, approved=number > 4)

    text = as_moderator.get(topic.get_absolute_url() + "?page=2").content.decode()

    assert text.count("<article") == 1


def test_far_pages_are_read_from_the_nearer_end(as_member, forum, monkeypatch):
    monkeypatch.setattr("forums.reading.pages.FAR", 5)
    topic = factories.make_topic(forum)
    poster = factories.make_member()
    for number in range(2, 46):
        factories.make_post(topic, poster, text=f"Number {number}.")

    for page, first, last in ((2, 21, 40), (3, 41, 45)):
        address = f"{topic.get_absolute_url()}?page={page}"
        text = as_member.get(address).content.decode()
        found = [number for number in range(2, 46) if f"Number {number}." in text]
        assert found == list(range(first, last + 1))
