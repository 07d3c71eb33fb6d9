"""What goes by itself: words removed a month ago, files without a post."""

import datetime as dt
import os

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from forums import markup
from forums.forgetting import tidying, tidying_tasks
from forums.models import Attachment, Mention, Post, PostVersion, Quotation
from forums.models.conversation import private_storage
from forums.writing import editing
from tests.forum_factories import make_member, make_post, make_topic
from tests.forums.test_files import attached

pytestmark = pytest.mark.django_db


def removed(post, days):
    when = timezone.now() - dt.timedelta(days=days)
    editing.remove_own(post=post, by=post.poster)
    Post.objects.filter(pk=post.pk).update(removed_at=when)
    return post


def test_words_removed_a_month_ago_are_blanked(django_capture_on_commit_callbacks):
    post = make_post(text="My words.", content_note="note")
    editing.edit(post=post, by=post.poster, text="Other words.", content_note="note")
    Mention.objects.create(post=post, member=make_member())
    Quotation.objects.create(post=post, quoted=make_post())
    row = attached(post)
    storage, name = row.file.storage, row.file.name
    removed(post, days=31)

    with django_capture_on_commit_callbacks(execute=True):
        assert tidying.blank_removed() == 1

    post = Post.objects.get(pk=post.pk)
    assert (post.content.raw, post.content.rendered, post.content_note) == ("", "", "")
    for model in (PostVersion, Mention, Quotation, Attachment):
        assert not model.objects.filter(post=post).exists()
    assert not storage.exists(name)
    assert post.removal == Post.Removal.AUTHOR
    assert tidying.blank_removed() == 0


def test_moderators_can_read_it_until_then():
    post = removed(make_post(text="My words."), days=29)

    tidying.blank_removed()

    assert Post.objects.get(pk=post.pk).content.raw == "My words."


def test_the_title_of_a_question_nobody_answered_goes_too():
    topic, other = make_topic(title="My secret"), make_topic(title="Stays")
    make_post(other)
    removed(topic.first_post, days=31)
    removed(other.first_post, days=31)

    tidying.blank_removed()

    for one in (topic, other):
        one.refresh_from_db()
    assert (topic.subject, topic.slug, topic.first_post.subject) == ("", "topic", "")
    assert (other.subject, other.first_post.subject) == ("Stays", "Stays")


def test_what_a_moderator_removed_stays_for_the_appeal():
    post = make_post(removal="moderator")
    long_ago = timezone.now() - dt.timedelta(days=100)
    Post.objects.filter(pk=post.pk).update(removed_at=long_ago)

    tidying.blank_removed()

    assert Post.objects.get(pk=post.pk).content.raw


def test_files_nobody_holds_are_swept_away_after_a_day():
    held, storage = attached(), private_storage()
    lost = storage.save("attachments/ab/lost.jpg", ContentFile(b"x"))
    fresh = storage.save("attachments/ab/fresh.jpg", ContentFile(b"x"))
    days_ago = timezone.now().timestamp() - 3 * 86_400
    for name in (held.file.name, lost):
        os.utime(storage.path(name), (days_ago, days_ago))

    assert tidying.sweep_files() == 1

    found = [storage.exists(name) for name in (held.file.name, lost, fresh)]
    assert found == [True, False, True]


def test_nothing_to_sweep_is_nothing_wrong():
    tidying_tasks.tidy()

    assert tidying.sweep_files() == 0


def test_words_removed_a_month_ago_go_from_where_they_were_quoted():
    post = make_post(text="My words.")
    quoting = make_post(post.topic)
    for answer in ("Oh.", "Oh dear."):
        text = markup.quote(post.pk, "My words.") + answer
        editing.edit(post=quoting, by=quoting.poster, text=text)
    removed(post, days=31)

    tidying.blank_removed()

    quoting.refresh_from_db()
    stored = [quoting.content.raw, *quoting.versions.values_list("text", flat=True)]
    assert "Oh dear." in stored[0]
    assert "My words" not in "".join(stored)
