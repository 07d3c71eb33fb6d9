"""What the search of the forums finds, and what it must never find."""

import pytest
from django.contrib.auth.models import Group

from forums.models import ExpertAnswer, Mute, Post
from forums.rules.access import Access
from forums.searching import search
from forums.searching.search import Question
from tests.forum_factories import (
    allow,
    close_to,
    make_forum,
    make_member,
    make_post,
    make_topic,
)

pytestmark = pytest.mark.django_db

Removal = Post.Removal


def found(member, words, **where):
    """Return the posts that a member finds, the best first."""
    results = search.find(Question(words, **where), Access.for_user(member))
    return [hit.post for hit in results.hits]


@pytest.mark.parametrize(
    ("question", "is_found"),
    [
        ("ice", True),
        ("ICE", True),
        ("needles", True),  # as in “needle”
        ("elan", True),  # as in “Élan”
        ("freezing ice", True),
        ("ice radiotherapy", False),
        ("ice or radiotherapy", True),
        ('"thin needle"', True),
        ('"needle thin"', False),
        ("ice -needle", False),
        ("ice -radiotherapy", True),
        ("-radiotherapy", False),  # only what to leave out: nothing to look for
        ("the of and", False),
        ("", False),
        ("   ", False),
        ("thi", False),  # no parts of words
        ("77", False),  # the number of a mention
        ("post", False),  # the mark of a quotation
        ("345", False),
        ("embolization", False),  # said by the post that is quoted
        ("!a0", False),  # words of the index for itself
        ("'!a0'", False),
        ("c0", False),
        ("ice' OR 1=1 --", True),
        ("'; DROP TABLE forum_forum; --", False),
        ("ice & | ! ( ) <-> :*", True),
        ("%_\\", False),
        ("\x00ice\ue000", True),
        ("ice " * 300, True),
    ],
)
def test_question_finds_words_as_web_searches_do(member, question, is_found):
    text = (
        "> [post:345]\n> An embolization came first.\n\n"
        "@[77] Freezing means a ball of **ice** around a thin needle. Élan!"
    )
    topic = make_topic(title="What is cryoablation?", text="Who knows?")
    post = make_post(topic, text=text)

    hits = found(member, search.tidy(question))

    assert hits == ([post] if is_found else [])


def test_title_is_found_at_the_question_and_not_at_every_answer(member):
    topic = make_topic(title="Giant cell tumor of the knee")
    make_post(topic, text="I had one too.")

    assert found(member, "giant cell") == [topic.first_post]


def test_title_comes_before_the_text_and_newest_can_come_first(member):
    named = make_topic(title="Denosumab").first_post
    said = make_topic(title="What else?", text="They gave me denosumab.").first_post

    assert found(member, "denosumab") == [named, said]
    assert found(member, "denosumab", newest_first=True) == [said, named]


@pytest.mark.parametrize(
    "hidden",
    [
        {"approved": False},
        {"approved": False, "removal": Removal.REFUSED},
        {"removal": Removal.AUTHOR},
        {"removal": Removal.MODERATOR},
        {"removal": Removal.ERASED},
    ],
)
def test_waiting_or_removed_post_is_found_by_nobody(
    member, moderator, administrator, hidden
):
    post = make_post(text="osteosarcoma", **hidden)

    assert [
        found(one, "osteosarcoma") for one in (member, moderator, administrator)
    ] == [
        [],
        [],
        [],
    ]
    assert found(post.poster, "osteosarcoma") == []


def test_answers_in_a_hidden_topic_are_not_found(member):
    topic = make_topic()
    make_post(topic, text="osteosarcoma")
    topic.first_post.approved = False
    topic.first_post.save()

    assert found(member, "osteosarcoma") == []


def test_forum_that_may_not_be_read_is_not_searched(member, stranger):
    closed = make_forum()
    group = Group.objects.create(name="readers")
    close_to(closed)
    for right in ("can_see_forum", "can_read_forum"):
        allow(right, group, closed)
    stranger.groups.add(group)
    inner = make_forum(parent=closed)
    post = make_topic(inner, text="osteosarcoma").first_post

    assert found(member, "osteosarcoma") == []
    assert found(member, "osteosarcoma", forum=inner) == []
    assert found(member, "osteosarcoma", by=post.poster) == []
    assert found(stranger, "osteosarcoma") == [post]


def test_changed_and_removed_words_leave_the_index_at_once(member):
    post = make_post(text="osteosarcoma")
    Post.objects.filter(pk=post.pk).update(content="chondrosarcoma")

    assert found(member, "osteosarcoma") == []
    assert found(member, "chondrosarcoma") == [post]


def test_muted_member_is_left_out_for_who_muted(member, stranger):
    post = make_post(text="osteosarcoma")
    Mute.objects.create(member=member, muted=post.poster)

    assert found(member, "osteosarcoma") == []
    assert found(stranger, "osteosarcoma") == [post]


def test_search_can_be_narrowed(member):
    outer = make_forum()
    inner = make_forum(parent=outer)
    writer = make_member()
    there = make_topic(inner, writer, text="osteosarcoma").first_post
    elsewhere = make_topic(text="osteosarcoma").first_post
    ExpertAnswer.objects.create(
        topic=there.topic, post=make_post(there.topic), profession="surgeon"
    )

    assert {*found(member, "osteosarcoma")} == {there, elsewhere}
    assert found(member, "osteosarcoma", forum=inner) == [there]
    outer.refresh_from_db()
    assert found(member, "osteosarcoma", forum=outer) == [there]
    assert found(member, "osteosarcoma", by=writer) == [there]
    assert found(member, "osteosarcoma", only_expert_answers=True) == [there]


@pytest.mark.parametrize(
    ("text", "begins_amid", "ends_amid"),
    [
        ("Ice helps.", False, False),
        ("(Ice) helps.", False, False),
        ("Ice helps. " + "And more of that. " * 40, False, True),
        ("First this. " * 40 + "Ice helps.", True, False),
        ("First this. " * 40 + "Ice helps. " + "And more of that. " * 600, True, True),
    ],
)
def test_excerpt_has_dots_where_it_is_cut(member, text, begins_amid, ends_amid):
    make_post(text=text)

    (hit,) = search.find(Question("ice"), Access.for_user(member)).hits

    assert hit.excerpt.startswith("… ") == begins_amid
    assert hit.excerpt.endswith(" …") == ends_amid


def test_excerpt_shows_own_words_escaped_and_marked(member):
    text = (
        "> [post:1]\n> Secret of another.\n\nMy @[17] <b>ice</b> & `<script>` & "
        + "\ue000many words. " * 40
    )
    make_post(text=text)

    results = search.find(Question("ice"), Access.for_user(member))

    (hit,) = results.hits
    assert "<mark>ice</mark>" in hit.excerpt
    assert "&lt;script&gt;" in hit.excerpt
    assert "My @… " in hit.excerpt
    assert not {"Secret", "17", "[post", "<b>", "\ue000"} & {
        sign
        for sign in ("Secret", "17", "[post", "<b>", "\ue000")
        if sign in hit.excerpt
    }
    assert len(hit.excerpt) < 400
