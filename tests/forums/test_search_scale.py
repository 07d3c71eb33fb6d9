"""How far the search goes among many posts, and that it never takes long."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forums.models import Post
from forums.rules.access import Access
from forums.searching import search
from forums.searching.search import Question
from tests.forum_factories import make_member, make_topic

pytestmark = pytest.mark.django_db

# One in each stretch that the index knows, and one older than all of them.
NUMBERS = (500_000, 890_000, 980_000, 999_000, 1_000_000)


@pytest.fixture
def posts(monkeypatch):
    """A few posts whose numbers say that there are a million."""
    monkeypatch.setattr(search, "FEW_POSTS", 0)
    monkeypatch.setattr(search, "PATIENCE", 3_600_000)
    topic, poster = make_topic(), make_member()
    return Post.objects.bulk_create(
        Post(
            pk=number,
            topic=topic,
            poster=poster,
            subject="Re: Question",
            content="Osteosarcoma, my doctor says.",
        )
        for number in NUMBERS
    )


@pytest.fixture
def access(member):
    return Access.for_user(member)


def numbers(results):
    return [hit.post.pk for hit in results.hits]


def test_rare_word_is_found_everywhere(posts, access):
    results = search.find(Question("osteosarcoma"), access)

    assert numbers(results) == list(reversed(NUMBERS))
    assert not results.is_capped
    assert not results.is_partial


@pytest.mark.parametrize("enough", [1, 2, 3, 4])
def test_common_word_is_found_among_the_newest(posts, access, monkeypatch, enough):
    monkeypatch.setattr(search, "MAX_CANDIDATES", enough)

    results = search.find(Question("osteosarcoma"), access)

    assert numbers(results) == list(reversed(NUMBERS))[:enough]
    assert results.is_capped


def test_common_word_makes_it_look_nowhere_else(posts, access, monkeypatch):
    monkeypatch.setattr(search, "MAX_CANDIDATES", 2)
    assert access.forum_ids

    with CaptureQueriesContext(connection) as captured:
        search.find(Question("osteosarcoma"), access)

    asked = [query["sql"] for query in captured if "@@" in query["sql"]]
    assert len(asked) == 1
    assert "'!a500' | '!a499'" in asked[0].replace("''", "'")


def test_what_the_index_cannot_tell_is_not_looked_up_in_all_posts(
    posts, access, monkeypatch
):
    monkeypatch.setattr(search, "PATIENCE", 0)

    results = search.find(Question('"my doctor says"'), access)

    assert results.is_partial
    assert numbers(results) == [1_000_000, 999_000, 980_000, 890_000]


def test_question_that_takes_too_long_is_given_up(posts, access, monkeypatch):
    slowly = '(SELECT "forum_conversation_post"."search" FROM pg_sleep(0.2))'
    monkeypatch.setattr(search.Words, "template", slowly)
    monkeypatch.setattr(search, "TIMEOUT", 50)

    with pytest.raises(search.TooSlow):
        search.find(Question("osteosarcoma"), access)


def test_index_answers_for_the_newest_posts(posts, access):
    """With a word and a stretch the planner reads the index, not the posts."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM forum_conversation_post WHERE search @@ "
            "websearch_to_tsquery('articles_english', 'osteosarcoma') "
            "AND search @@ '''!a500'' | ''!a499'''::tsquery"
        )
        plan = " ".join(line for (line,) in cursor.fetchall())
    assert "post_search" in plan
