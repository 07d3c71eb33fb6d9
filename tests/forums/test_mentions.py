"""Names and quotations: stored by number, noted down, never more than was meant."""

import pytest

from forums import markup
from forums.models import Mention, Quotation
from forums.writing import editing, mentions, posting
from tests.forum_factories import (
    close_to,
    make_forum,
    make_member,
    make_post,
    make_topic,
)
from tests.pace import within

pytestmark = pytest.mark.django_db


def answer(text, by=None, topic=None):
    return posting.reply(topic=topic or make_topic(), by=by or make_member(), text=text)


def test_a_handle_is_stored_as_a_number_in_any_case():
    ann = make_member("ann-1")

    post = answer("Thank you @Ann-1!")

    assert post.content.raw == f"Thank you @[{ann.pk}]!"
    assert mentions.to_editable(post.content.raw) == "Thank you @ann-1!"
    assert Mention.objects.get().member == ann


def test_an_unknown_handle_and_ones_own_notify_nobody():
    ben = make_member("ben-1")

    post = answer("@nobody-here and @ben-1", ben)

    assert post.content.raw.startswith("@nobody-here and ")
    assert not Mention.objects.exists()


def test_a_member_who_left_is_not_found_and_keeps_the_number():
    ann = make_member("ann-1")
    post = answer("Thank you @ann-1")
    type(ann).objects.filter(pk=ann.pk).update(
        handle="member-00000001", is_active=False
    )

    again = answer("And @member-00000001")

    assert f"@[{ann.pk}]" in post.content.raw
    assert again.content.raw == "And @member-00000001"


def test_ten_thousand_mentions_cost_little_and_notify_twenty(
    django_assert_max_num_queries,
):
    people = [make_member(f"person-{number}") for number in range(30)]
    text = " ".join(f"@{people[n % 30].handle}" for n in range(1_800))

    with within(2), django_assert_max_num_queries(60):
        post = answer(text)

    assert post.mentions.count() == markup.MAX_MENTIONS == 20


def test_ten_thousand_names_are_asked_for_in_one_query(django_assert_max_num_queries):
    text = " ".join(f"@ab{number}" for number in range(2_500))

    with django_assert_max_num_queries(1):
        assert mentions.to_stored(text) == text


def test_a_quotation_is_noted_down():
    quoted = make_post()

    post = answer(f"> [post:{quoted.pk}]\n> Words.\n\nYes.", topic=quoted.topic)

    assert Quotation.objects.get().quoted == quoted
    assert post.quotations.count() == 1


def test_a_quotation_of_a_post_one_cannot_read_is_not():
    secret, hidden = make_forum(), make_post(approved=False)
    ben = make_member()
    close_to(secret, ben)
    theirs = make_topic(secret).first_post

    answer(f"> [post:{theirs.pk}]\n> x\n\n> [post:{hidden.pk}]\n> y\n\nYes.", ben)

    assert not Quotation.objects.exists()


def test_changed_words_change_what_is_noted_down():
    ann, cid, ben = make_member("ann-1"), make_member("cid-1"), make_member()
    post = answer("Thank you @ann-1", ben)

    editing.edit(post=post, by=ben, text="Thank you @cid-1", content_note="")

    assert [one.member for one in post.mentions.all()] == [cid]
    assert ann != cid
