"""The forums of the benchmark are as their size says, and every counter in them is right."""

import pytest

from devtools.console import Trouble
from devtools.forum_crowd import SMALL, company, counters, filling, plan, words
from forums import counting, markup
from forums.models import (
    ExpertAnswer,
    Forum,
    ForumProfile,
    Mention,
    Post,
    Quotation,
    Report,
    Topic,
    TopicReadTrack,
)
from forums.rules.access import Access
from forums.searching import search
from portal.accounts.models import User
from tests.forum_factories import make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(db):
    filling.write(SMALL)


def test_there_is_as_much_as_the_size_says(crowd):
    size = SMALL
    giant = Topic.objects.get(pk=plan.GIANT)

    assert Post.objects.count() == size.posts
    assert Topic.objects.count() == size.topics
    assert Forum.objects.count() == plan.FORUMS
    assert User.objects.count() == size.members + 1  # and a moderator
    assert TopicReadTrack.objects.count() == size.tracks
    assert Post.objects.waiting().count() == size.waiting
    assert giant.posts_count == size.giant_posts
    assert giant.subscribers.count() >= size.giant_subscribers
    assert Report.objects.filter(state="open").count() == size.reports // 4
    assert ExpertAnswer.objects.exists()


def test_counters_are_what_the_tables_hold(crowd):
    assert counters.wrong() == {}


def test_counters_are_what_the_portal_would_count(crowd):
    topics = Topic.objects.order_by("pk")[:20]
    before = list(topics.values())
    forums = list(Forum.objects.order_by("pk").values())
    members = list(ForumProfile.objects.order_by("pk").values())

    for topic in topics:
        counting.recount_topic(topic)
    for forum in Forum.objects.all():
        counting.recount_forum(forum)
    counting.recount_members(User.objects.values_list("pk", flat=True))

    assert list(topics.values()) == before
    assert list(Forum.objects.order_by("pk").values()) == forums
    assert list(ForumProfile.objects.order_by("pk").values())[: len(members)] == members


@pytest.mark.parametrize(
    ("what", "rows", "counter"),
    [
        ("topics", Topic, "posts_count"),
        ("forums", Forum, "direct_topics_count"),
        ("members", ForumProfile, "posts_count"),
    ],
)
def test_wrong_counter_is_noticed(crowd, what, rows, counter):
    rows.objects.filter(pk=rows.objects.latest("pk").pk).update(**{counter: 77})

    assert counters.wrong()[what] == 1


def test_html_is_what_the_portal_would_make_of_the_words(crowd):
    for post in Post.objects.order_by("pk"):
        assert post._content_rendered == markup.render(post.content.raw)


def test_mentions_and_quotations_are_those_of_the_words(crowd):
    for post in Post.objects.exclude(content__regex=r"^[A-Z]"):
        members = set(post.mentions.values_list("member", flat=True))
        quoted = set(post.quotations.values_list("quoted", flat=True))
        assert members == set(markup.mentioned(post.content.raw))
        assert quoted == set(markup.quoted(post.content.raw))
    assert Mention.objects.exists()
    assert Quotation.objects.exists()


def test_tree_is_a_tree(crowd):
    before = list(Forum.objects.order_by("pk").values("lft", "rght", "level"))

    Forum.objects.rebuild()

    assert list(Forum.objects.order_by("pk").values("lft", "rght", "level")) == before


def test_last_forum_is_for_professionals(crowd):
    expert, member = (User.objects.get(pk=pk) for pk in (1, 150))

    assert plan.PROFESSIONALS_ONLY in Access.for_user(expert).forum_ids
    assert plan.PROFESSIONALS_ONLY not in Access.for_user(member).forum_ids
    assert company.moderator().pk == SMALL.members + 1


def test_same_seed_gives_the_same_forums():
    assert plan.Plan(SMALL).posts == plan.Plan(SMALL).posts


def test_words_are_common_and_rare(crowd):
    access = Access.for_user(User.objects.get(pk=150))

    def share(word):
        found = search.find(search.Question(word), access)
        return found.page_obj.paginator.count / SMALL.posts

    assert 0.6 < share(words.KNOWN[0]) < 0.8
    assert 0 < share(words.rare_word(7)) < 0.005


def test_database_with_members_is_left_alone(member):
    make_post()

    with pytest.raises(Trouble):
        filling.fill(SMALL)
