"""A member leaves the forums: what goes with the name, and what can be taken along."""

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from forums.forgetting import leaving, leaving_tasks
from forums.models import (
    Appeal,
    Attachment,
    ForumFollow,
    ForumProfile,
    ForumReadTrack,
    Mute,
    Notification,
    PostVersion,
    Restriction,
    Topic,
    TopicReadTrack,
)
from forums.rules import rights
from tests.forum_factories import (
    allow,
    make_forum,
    make_post,
    make_report,
    make_topic,
    restrict,
)
from tests.forums.departures import anna, leave, make_file, others, quoting

__all__ = ["anna", "others"]

pytestmark = pytest.mark.django_db


# --- Everything else --------------------------------------------------------------------


def test_what_is_about_the_member_alone_goes(anna, others):
    topic, forum = make_topic(poster=others), make_forum()
    post = topic.first_post
    topic.subscribers.add(anna, others)
    for model, fields in (
        (Notification, {"member": anna, "post": post, "kind": "reply"}),
        (TopicReadTrack, {"user": anna, "topic": topic}),
        (ForumReadTrack, {"user": anna, "forum": forum}),
        (ForumFollow, {"member": anna, "forum": forum}),
        (Mute, {"member": anna, "muted": others}),
    ):
        model.objects.create(**fields)
    Mute.objects.create(member=others, muted=anna)
    Appeal.objects.create(member=anna, restriction=restrict(anna), text="No.")

    leave(anna, keep_words=True)

    for model in (*(row[0] for row in leaving.OWN_ROWS), Restriction):
        assert not model.objects.exists(), model
    assert list(topic.subscribers.all()) == [others]


def test_reports_stay_without_their_author(anna, others):
    mine = make_report(make_post(poster=others), anna, note="Look at this.")
    about = make_report(make_post(poster=anna), others)

    leave(anna, keep_words=False)

    mine.refresh_from_db()
    about.refresh_from_db()
    assert (mine.reporter, mine.note) == (None, "Look at this.")
    assert about.reporter == others


def test_no_mail_is_wanted_any_more(anna):
    leave(anna, keep_words=True)

    profile = ForumProfile.objects.get(user=anna)
    assert profile.notify_replies == "never"
    assert (profile.notify_mentions, profile.weekly_digest) == (False, False)
    assert (profile.posts_read, profile.days_visited) == (0, 0)
    assert (profile.last_visited_on, profile.safety_card_seen_at) == (None, None)


# --- Files ------------------------------------------------------------------------------


def test_files_of_blanked_posts_are_deleted_by_the_job(anna, others):
    own, other = make_file(make_post(poster=anna)), make_file(make_post(poster=others))

    leave(anna, keep_words=False)

    own.refresh_from_db()
    assert own.description == "(removed)"
    assert own.file.storage.exists(own.file.name)
    job = ProcrastinateJob.objects.get()
    assert job.args == {"user_id": anna.pk}
    leaving_tasks.delete_erased_files(**job.args)
    leaving_tasks.delete_erased_files(**job.args)  # jobs may run twice
    assert not own.file.storage.exists(own.file.name)
    assert other.file.storage.exists(other.file.name)
    assert list(Attachment.objects.all()) == [other]


def test_a_file_that_is_gone_does_not_keep_its_row(anna):
    own = make_file(make_post(poster=anna))
    leave(anna, keep_words=False)
    own.file.storage.delete(own.file.name)  # the worker died after this

    leaving_tasks.delete_all_erased_files()

    assert not Attachment.objects.exists()


def test_nobody_opens_a_file_that_is_about_to_be_deleted(
    anna, as_administrator, as_stranger
):
    own = make_file(make_post(poster=anna))
    allow("can_read_forum", None, own.post.topic.forum)
    allow("can_download_file", None, own.post.topic.forum)
    address = own.get_absolute_url()
    shown = as_administrator.get(address)
    assert b"".join(shown.streaming_content) == b"an image"

    leave(anna, keep_words=False)

    assert as_administrator.get(address).status_code == 404
    assert as_stranger.get(address).status_code == 404


def test_files_of_kept_posts_stay(anna):
    own = make_file(make_post(poster=anna))

    leave(anna, keep_words=True)
    leaving_tasks.delete_all_erased_files()

    assert own.file.storage.exists(own.file.name)


# --- Preview and export -----------------------------------------------------------------


def test_the_preview_counts(anna, others):
    topic = make_topic(poster=anna)
    quoting(topic.first_post, others)
    make_post(topic, anna, approved=False)
    make_file(topic.first_post)
    topic.subscribers.add(anna)

    counts = leaving.preview(anna)

    expected = {"topics": 1, "posts": 1, "not_shown": 1, "answers_by_others": 1}
    expected |= {"quoting": 1, "files": 1, "follows": 1, "reports": 0}
    assert {name: counts[name] for name in expected} == expected


@pytest.mark.parametrize("count", [1, 3])
def test_the_export_has_everything_of_mine(
    anna, others, count, django_assert_num_queries
):
    forum = make_forum("Sarcoma")
    for number in range(count):
        topic = make_topic(forum, anna, title=f"T{number}", text=f"Hi @[{others.pk}]")
        attachment = make_file(topic.first_post)
    PostVersion.objects.create(
        post=topic.first_post, number=1, text="Before", saved_at=timezone.now()
    )

    with django_assert_num_queries(17):
        data = leaving.export(anna)

    assert len(data["posts"]) == len(data["discussions_begun"]) == count
    last = data["posts"][-1]
    assert (last["text"], last["discussion"]) == ("Hi @birch-tree", topic.subject)
    assert last["earlier_versions"][0]["text"] == "Before"
    [*_rest, (name, file)] = leaving.files(anna)
    assert last["files"] == [{"file": name, "description": "knee"}]
    assert file.name == attachment.file.name


@pytest.mark.parametrize("fate", ["removed", "closed"])
def test_the_export_names_no_discussion_that_is_hidden_from_me(anna, others, fate):
    """A title is the words of whoever asked; my own stay mine."""
    topic = make_topic(poster=others, title="Her name is Jane Doe")
    own = make_topic(topic.forum, anna, title="Mine")
    make_post(topic, anna, text="I wrote this.")
    topic.subscribers.add(anna)
    TopicReadTrack.objects.create(user=anna, topic=topic)
    make_report(topic.first_post, anna)
    if fate == "removed":
        Topic.objects.filter(pk=topic.pk).update(approved=False)
    else:
        rights.close_to_all_but_professionals(topic.forum)

    data = leaving.export(anna)

    assert "Jane Doe" not in str(data)
    assert "I wrote this." in {one["text"] for one in data["posts"]}
    assert own.subject in {one["discussion"] for one in data["posts"]}
    assert [one["subject"] for one in data["discussions_begun"]] == [own.subject]


def test_a_missing_file_does_not_break_the_export(anna):
    own = make_file(make_post(poster=anna))
    own.file.storage.delete(own.file.name)

    assert list(leaving.files(anna)) == []
