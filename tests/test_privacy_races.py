"""Leaving while something else happens: at the same moment, or with a crash in between."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection, transaction

from forums import markup
from forums.errors import ForumError
from forums.forgetting import leaving_tasks
from forums.models import Attachment, ForumProfile, Post
from forums.writing import editing, posting
from portal import privacy
from tests.forum_factories import make_forum, make_member, make_topic
from tests.forums.departures import make_file

pytestmark = pytest.mark.django_db(transaction=True)

User = get_user_model()


def at_once(*calls):
    """Run the calls at the same moment, each on its own connection; return the results."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except (ForumError, privacy.CannotLeave) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def anna():
    return make_member("quillfeather")


def test_two_presses_of_the_button_are_one_departure(anna):
    def leave():
        privacy.leave(user=User.objects.get(pk=anna.pk), keep_words=True)

    outcomes = at_once(leave, leave)

    assert sorted(type(each).__name__ for each in outcomes) == ["HasLeft", "NoneType"]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("round_", range(4))
def test_posting_at_the_moment_of_leaving(anna, round_):
    """The answer is refused, or it was there first and is blanked; the counters are right."""
    topic = make_topic(make_forum(), anna, text="Words")
    writer = User.objects.get(pk=anna.pk)

    outcome, _none = at_once(
        lambda: posting.reply(topic=topic, by=writer, text="More words"),
        lambda: privacy.leave(user=anna, keep_words=False),
    )

    posts = Post.objects.filter(topic=topic)
    assert posts.count() == (1 if isinstance(outcome, ForumError) else 2)
    assert {post.content.raw for post in posts} == {""}
    topic.refresh_from_db()
    counted = (topic.posts_count, topic.last_post_id)
    topic.update_trackers()
    topic.refresh_from_db()
    assert counted == (topic.posts_count, topic.last_post_id)
    assert ForumProfile.objects.get(user=anna).posts_count == 0


def test_a_post_after_the_departure_is_refused(anna):
    topic = make_topic(make_forum(), make_member())
    writer = User.objects.get(pk=anna.pk)  # as a request that began before has it
    privacy.leave(user=anna, keep_words=True)

    with pytest.raises(ForumError):
        posting.reply(topic=topic, by=writer, text="Still here")


def test_a_crash_before_the_job_loses_no_file(anna):
    attachment = make_file(make_topic(poster=anna).first_post)
    storage, name = attachment.file.storage, attachment.file.name
    privacy.leave(user=anna, keep_words=False)
    assert storage.exists(name)  # the worker has not come yet, or died

    leaving_tasks.delete_all_erased_files()

    assert not storage.exists(name)
    assert not Attachment.objects.exists()


def test_a_change_of_a_post_that_quotes_the_member_is_not_lost(anna):
    topic = make_topic(make_forum(), anna, text="Words of mine")
    own, other = topic.first_post, make_member()
    quote = markup.quote(own.pk, "Words of mine")
    quoting = posting.reply(topic=make_topic(), by=other, text=f"{quote}Before")
    is_changed = Event()

    @transaction.atomic
    def change():
        editing.edit(post=quoting, by=other, text=f"{quote}After")
        is_changed.set()
        time.sleep(0.5)

    def leave():
        is_changed.wait(10)
        privacy.leave(user=anna, keep_words=False)

    at_once(change, leave)

    text = Post.objects.get(pk=quoting.pk).content.raw
    assert "After" in text
    assert "Words of mine" not in text
