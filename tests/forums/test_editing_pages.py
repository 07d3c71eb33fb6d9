"""The pages for changing, removing, and what was changed."""

import pytest
from django.urls import reverse

from forums.models import Post
from forums.writing import editing
from tests.forum_factories import make_member, make_post, make_topic
from tests.forums.world import make_file
from tests.forums.writing import edit_url, fill_in

pytestmark = pytest.mark.django_db

PREVIEW = {"text": "One.", "action": "preview"}


@pytest.fixture
def ann(client):
    member = make_member("ann-1")
    client.force_login(member)
    return member


@pytest.fixture
def as_ann(ann, client):
    return client


def url(name, post):
    return reverse(f"forums:{name}", args=[post.pk])


def test_a_change_starts_from_what_was_typed(as_ann, ann):
    post = make_post(poster=ann, text=f"Thanks @[{ann.pk}] and @[99999]")

    form = as_ann.get(edit_url(post)).context["form"]

    assert form["text"].value() == "Thanks @ann-1 and @[99999]"
    assert "title" not in form.fields


def test_a_change_is_saved_and_shown(as_ann, ann):
    topic = make_topic(poster=ann)

    response = fill_in(
        as_ann, edit_url(topic.first_post), title="Better", text="Other."
    )

    topic.refresh_from_db()
    assert response["Location"] == topic.first_post.get_absolute_url()
    assert topic.subject == "Better"
    assert Post.objects.get(pk=topic.first_post_id).content.raw == "Other."


def test_a_change_of_an_older_state_is_given_back(as_ann, ann):
    post = make_post(poster=ann)
    form = as_ann.get(edit_url(post)).context["form"]
    editing.edit(post=post, by=ann, text="From the other tab.", content_note="")

    data = {"text": "Mine.", "base": form["base"].value()}
    page = as_ann.post(edit_url(post), data)
    again = as_ann.post(
        edit_url(post), {**data, "base": page.context["form"]["base"].value()}
    )

    assert "changed while you were writing" in page.content.decode()
    assert page.context["form"]["text"].value() == "Mine."
    assert again.status_code == 302
    assert [one.text for one in post.versions.all()][-1] == "From the other tab."


def test_many_changes_within_a_minute_wait(as_ann, ann, settings):
    settings.ACCOUNT_RATE_LIMITS = {"forum_post": "1/m/user"}
    post = make_post(poster=ann)
    fill_in(as_ann, edit_url(post), text="One.")

    page = fill_in(as_ann, edit_url(post), text="Two.")

    assert page.status_code == 429
    assert page.context["form"]["text"].value() == "Two."


def test_a_moderator_must_say_why(as_moderator):
    post = make_post(text="A name.")

    page = fill_in(as_moderator, edit_url(post), text="No name.")
    done = fill_in(as_moderator, edit_url(post), text="No name.", reason="A name.")

    assert page.context["form"].errors.keys() == {"reason"}
    assert not page.context["first_card"]
    assert done.status_code == 302


def test_too_late_is_said_in_words(as_ann, ann):
    post = make_post(poster=ann)
    Post.objects.update(created="2020-01-01T00:00Z")

    page = as_ann.get(edit_url(post))

    assert page.status_code == 403
    assert "for 60 minutes" in page.content.decode()


def test_a_newcomers_answered_question_is_refused_with_the_words_given_back(client):
    topic = make_topic(poster=make_member(trusted=False))
    make_post(topic)
    client.force_login(topic.poster)

    before = client.get(edit_url(topic.first_post))
    page = fill_in(client, edit_url(topic.first_post), text="All that I typed.")

    topic.refresh_from_db()
    assert topic.approved
    assert before.status_code == page.status_code == 403
    assert "Others have answered already" in before.content.decode()
    assert page.context["form"]["text"].value() == "All that I typed."
    assert "All that I typed." in page.content.decode()


def test_removing_is_asked_first(as_ann, ann):
    post = make_post(poster=ann, text="My *words*.")

    page = as_ann.get(url("post_remove", post)).content.decode()

    post.refresh_from_db()
    assert "<em>words</em>" in page
    assert "Removed by its author" in page
    assert not post.removal


def test_a_removed_answer_leads_back_to_its_discussion(as_ann, ann):
    post = make_post(poster=ann)

    response = as_ann.post(url("post_remove", post))

    post.refresh_from_db()
    assert response["Location"] == post.topic.get_absolute_url()
    assert post.removal == Post.Removal.AUTHOR
    assert as_ann.post(url("post_remove", post)).status_code == 403


def test_a_question_nobody_answered_leads_back_to_the_forum(as_ann, ann):
    topic = make_topic(poster=ann)

    page = as_ann.get(url("post_remove", topic.first_post)).content.decode()
    response = as_ann.post(url("post_remove", topic.first_post))

    assert "the whole discussion is removed" in page
    assert response["Location"] == topic.forum.get_absolute_url()


def test_a_history_shows_differences_to_every_reader(as_ann):
    topic = make_topic(title="Old", text="It hurts at night.")
    post = topic.first_post
    editing.edit(
        post=post,
        by=topic.poster,
        title="New",
        text="It hurts by day.",
        content_note="",
    )

    page = as_ann.get(url("post_history", post)).content.decode()

    assert "night.<span" in page
    assert "day.<span" in page
    assert topic.poster.handle in page
    assert "</span>Old<span" in page


def test_a_history_says_why_each_change_was_made(as_ann):
    post = make_post(text="First.")
    for text, reason in (("Second.", "A slip"), ("Third.", "Clearer")):
        editing.edit(post=post, by=post.poster, text=text, reason=reason)

    page = as_ann.get(url("post_history", post))

    assert [one.reason for one in page.context["changes"]] == ["Clearer", "A slip"]
    assert "Why: A slip" in page.content.decode()


def test_a_history_shows_names_and_not_those_of_who_left(as_ann):
    bob = make_member("bob-1")
    post = make_post(text=f"Thanks @[{bob.pk}]")
    editing.edit(post=post, by=post.poster, text="Thanks all", content_note="")
    page = as_ann.get(url("post_history", post)).content.decode()
    type(bob).objects.filter(pk=bob.pk).update(
        anonymised_at="2026-01-01T00:00Z", is_active=False
    )

    after = as_ann.get(url("post_history", post)).content.decode()

    assert "@bob-1" in page
    assert "@bob-1" not in after


def test_the_history_of_removed_words_is_for_moderators(as_ann, as_moderator, ann):
    post = make_post(poster=ann, text="Secret")
    editing.edit(post=post, by=ann, text="Other", content_note="")
    editing.remove_own(post=post, by=ann)

    assert as_ann.get(url("post_history", post)).status_code == 404
    assert "Secret" in as_moderator.get(url("post_history", post)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_history_takes_as_many_queries_for_any_length(
    as_ann, count, django_assert_num_queries
):
    post = make_post()
    for number in range(count):
        editing.edit(post=post, by=post.poster, text=f"No {number}", content_note="")
    as_ann.get(url("post_history", post))

    with django_assert_num_queries(10):
        page = as_ann.get(url("post_history", post))

    assert len(page.context["changes"]) == count


def test_who_may_not_change_a_post_is_told_nothing_of_its_files(as_ann):
    post = make_post(removal="moderator")
    make_file(post, "My scan of May 2")

    page = as_ann.post(edit_url(post), {"text": "x"})

    assert page.status_code == 403
    assert "My scan" not in page.text


def test_many_previews_within_a_minute_wait(as_ann, ann, settings):
    settings.ACCOUNT_RATE_LIMITS = {"forum_preview": "1/m/user"}
    post = make_post(poster=ann)
    assert as_ann.post(edit_url(post), PREVIEW).context["sheet"].preview

    page = as_ann.post(edit_url(post), PREVIEW)

    assert page.status_code == 429
    assert "a bit fast" in page.text
    assert page.context["sheet"].preview is None
    assert page.context["form"]["text"].value() == "One."
