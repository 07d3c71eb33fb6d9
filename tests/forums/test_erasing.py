"""A member leaves the forums: what becomes of the words, of quotations, of the name."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from articles.models import SearchWord
from forums.forgetting import erasing, leaving_tasks
from forums.models import (
    ExpertAnswer,
    ForumProfile,
    Mention,
    Post,
    PostVersion,
    Quotation,
    Topic,
)
from tests.forum_factories import (
    make_member,
    make_post,
    make_report,
    make_topic,
    restrict,
)
from tests.forums.departures import anna, leave, noted, others, quoting, text_of

__all__ = ["anna", "others"]

pytestmark = pytest.mark.django_db


# --- The words --------------------------------------------------------------------------


def test_kept_words_stay_where_they_are(anna, others):
    topic = make_topic(poster=anna, title="My knee", text="It hurts.")
    make_post(topic, others, text="Same here.")

    leave(anna, keep_words=True)

    first = topic.posts.first()
    assert (first.poster, text_of(first), first.removal) == (anna, "It hurts.", "")
    topic.refresh_from_db()
    assert (topic.subject, topic.slug) == ("My knee", "my-knee")


def test_blanked_words_leave_their_place(anna, others):
    fields = {"content_note": "x", "form_token": uuid.uuid4()}
    topic = make_topic(poster=anna, title="My knee", text="It hurts.", **fields)
    answer = make_post(topic, others, text="Same here.")

    leave(anna, keep_words=False)

    first = topic.posts.first()
    assert (text_of(first), first._content_rendered, first.content_note) == ("", "", "")
    assert (first.removal, first.subject) == ("erased", "(removed)")
    assert first.form_token is None  # a browser still holds it
    assert first.removed_at > timezone.now() - dt.timedelta(minutes=1)
    topic.refresh_from_db()
    assert (topic.subject, topic.slug) == ("(removed)", "removed")
    assert (text_of(answer), answer.subject) == ("Same here.", "(removed)")
    assert answer.poster == others


def test_titles_of_others_stay(anna, others):
    topic = make_topic(poster=others, title="Ice")
    make_post(topic, anna)

    leave(anna, keep_words=False)

    topic.refresh_from_db()
    assert topic.subject == "Ice"
    assert {post.subject for post in topic.posts.all()} == {"Ice", "Re: Ice"}


@pytest.mark.parametrize("keep_words", [True, False])
def test_counters_stay_right(anna, others, keep_words):
    topic = make_topic(poster=anna)
    make_post(topic, others)
    make_post(topic, anna, approved=False)

    leave(anna, keep_words=keep_words)

    topic.refresh_from_db()
    before = (topic.posts_count, topic.last_post_id, topic.forum.direct_posts_count)
    topic.update_trackers()
    topic.refresh_from_db()
    assert before == (2, topic.last_post_id, topic.forum.direct_posts_count)
    profile = ForumProfile.objects.get(user=anna)
    assert profile.posts_count == (1 if keep_words else 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"approved": False, "hold": "newcomer"},
        {"removal": "author"},
        {"removal": "moderator"},
        {"approved": False, "removal": "refused"},
    ],
)
def test_what_nobody_can_read_is_blanked_in_either_case(anna, fields):
    post = make_post(poster=anna, text="Not for everybody.", **fields)

    leave(anna, keep_words=True)

    assert (text_of(post), post.removal, post.hold) == ("", "erased", "")
    assert post not in Post.objects.waiting()


def test_earlier_versions_go(anna):
    post = make_post(poster=anna)
    versions = PostVersion.objects
    versions.create(post=post, number=1, text="Before.", saved_at=post.created)

    leave(anna, keep_words=True)

    assert not versions.exists()


def test_an_expert_answer_without_words_is_none(anna):
    post = make_post(poster=anna)
    ExpertAnswer.objects.create(topic=post.topic, post=post, profession="surgeon")

    leave(anna, keep_words=False)

    assert not ExpertAnswer.objects.exists()


# --- Quotations -------------------------------------------------------------------------


def test_blanked_words_are_cut_out_of_quotations(anna, others):
    own = make_post(poster=anna, text="It hurts.")
    answer = quoting(own, others)
    PostVersion.objects.create(
        post=answer, number=1, text=answer.content.raw, saved_at=answer.created
    )
    assert Quotation.objects.filter(quoted=own).exists()

    leave(anna, keep_words=False)

    assert "hurts" not in text_of(answer)
    assert "hurts" not in answer._content_rendered
    assert "Get well!" in answer._content_rendered
    assert f"[post:{own.pk}]" in answer.content.raw
    assert "hurts" not in answer.versions.get().text


def test_kept_words_stay_in_quotations(anna, others):
    answer = quoting(make_post(poster=anna, text="It hurts."), others)

    leave(anna, keep_words=True)

    assert "It hurts." in text_of(answer)


def test_quotations_of_others_stay(anna, others):
    answer = quoting(make_post(poster=others, text="It hurts."), make_member())

    leave(anna, keep_words=False)

    assert "It hurts." in text_of(answer)


def test_a_post_that_quotes_very_much_is_read_to_its_end(anna, others):
    topic = make_topic(poster=others)
    posts = [make_post(topic, anna, text=f"Word{n}x.") for n in range(23)]
    text = "\n\n".join(f"> [post:{p.pk}]\n> {p.content.raw}\n\nYes." for p in posts)
    answer = noted(make_post(topic, others, text=text))

    leave(anna, keep_words=False)

    assert "Word" not in text_of(answer)
    assert answer.content.raw.count("Yes.") == 23


def test_a_quotation_sent_after_its_author_left_is_cut_at_night(anna, others):
    own = make_post(poster=anna, text="It hurts.")
    leave(anna, keep_words=False)
    late = quoting(own, others)
    kept = quoting(make_post(poster=others, text="It hurts."), others)

    leaving_tasks.clean_behind_the_departed()

    assert "hurts" not in text_of(late)
    assert "hurts" not in late._content_rendered
    assert "hurts" in text_of(kept)


def test_an_earlier_version_saved_after_its_author_left_goes_at_night(anna, others):
    own, kept = make_post(poster=anna), make_post(poster=others)
    leave(anna, keep_words=True)
    buried = {"anonymised_at": timezone.now(), "is_active": False}
    type(anna).objects.filter(pk=anna.pk).update(**buried)
    for post in (own, kept):
        PostVersion.objects.create(
            post=post,
            number=1,
            text="It hurts.",
            saved_at=timezone.now(),
            saved_by=post.poster,
        )

    leaving_tasks.clean_behind_the_departed()

    assert PostVersion.objects.get().post == kept


# --- The name ---------------------------------------------------------------------------


def test_a_mention_is_a_number_and_stays_one(anna, others):
    post = noted(make_post(poster=others, text=f"Thanks @[{anna.pk}]!"))
    assert Mention.objects.exists()

    leave(anna, keep_words=True)

    assert text_of(post) == f"Thanks @[{anna.pk}]!"
    assert not Mention.objects.exists()


def test_the_name_is_struck_out_wherever_others_wrote_it(anna, others):
    topic = make_topic(
        poster=others, title="Ask Quillfeather!", text="quillfeather said"
    )
    answer = make_post(topic, others, text="Thanks, **Quillfeather**! Mail anna")
    report = make_report(answer, others, note="It was quillfeather.")
    measure = restrict(others, reason="You insulted quillfeather.")
    PostVersion.objects.create(
        post=answer, number=1, text="Hi quillfeather", saved_at=answer.created
    )

    leave(anna, keep_words=True)

    topic.refresh_from_db()
    assert (topic.subject, topic.slug) == (
        "Ask a former member!",
        "ask-a-former-member",
    )
    assert text_of(answer) == "Thanks, **a former member**! Mail anna"
    assert "<strong>a former member</strong>" in answer._content_rendered
    assert answer.subject == "Re: Ask a former member!"
    assert answer.versions.get().text == "Hi a former member"
    for row, field in ((report, "note"), (measure, "reason")):
        row.refresh_from_db()
        assert "a former member" in getattr(row, field)


def test_a_post_written_during_the_search_is_found(anna, others):
    old = make_post(poster=others, text="Quillfeather came")
    named = erasing.find_name(anna)
    new = make_post(poster=others, text="Quillfeather went")

    erasing.strike_out(anna, named)

    assert (text_of(old), text_of(new)) == (
        "a former member came",
        "a former member went",
    )


def test_the_address_is_struck_out(anna, others):
    post = make_post(poster=others, text=f"Write to {anna.email}, please.")

    leave(anna, keep_words=True)

    assert text_of(post) == "Write to (address removed), please."


def test_a_word_of_the_pages_is_no_name(others):
    SearchWord.objects.create(word="hope", pages=3)
    post = make_post(poster=others, text="I hope so. Hope dies last.")

    leave(make_member("hope"), keep_words=True)

    assert text_of(post) == "I hope so. Hope dies last."


def test_a_word_from_before_the_member_came_is_no_name(others):
    long_ago = timezone.now() - dt.timedelta(days=900)
    old = make_post(poster=others, text="Sunny today", created=long_ago)
    new = make_post(poster=others, text="Sunny again")

    leave(make_member("sunny"), keep_words=True)

    assert (text_of(old), text_of(new)) == ("Sunny today", "Sunny again")


def test_a_word_that_several_use_elsewhere_is_no_name(others):
    posts = [make_post(text="Denosumab helps") for _each in range(3)]

    leave(make_member("denosumab"), keep_words=True)

    assert [text_of(post) for post in posts] == ["Denosumab helps"] * 3


def test_a_name_that_many_use_around_the_member_is_a_name(anna):
    topic = make_topic(poster=anna)
    near = [make_post(topic, text="Quillfeather knows") for _each in range(4)]
    far = [make_post(text="Ask quillfeather") for _each in range(3)]

    leave(anna, keep_words=True)

    assert {text_of(post) for post in near} == {"a former member knows"}
    assert {text_of(post) for post in far} == {"Ask a former member"}


def test_every_text_column_is_looked_through():
    assert set(erasing._written(Post)) >= {"content", "subject", "update_reason"}
    assert set(erasing._written(Topic)) == {"subject"}
