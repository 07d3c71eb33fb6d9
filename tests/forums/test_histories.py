"""What the history of a post tells, and to whom."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from forums import markup
from forums.moderation import handling
from forums.reading import histories
from forums.rules.access import Access
from forums.writing import editing
from tests.forum_factories import make_member, make_post, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    """A post from which a moderator took the telephone number."""
    found = make_post(text="First words")
    editing.edit(post=found, by=found.poster, text="Call 030 1234567")
    one = make_member("mod-1")
    one.groups.add(Group.objects.get(name="Moderators"))
    editing.edit(post=found, by=one, text="Call me", reason="Telephone number")
    found.refresh_from_db()
    return found


def history(client, post):
    return client.get(reverse("forums:post_history", args=[post.pk]))


def test_what_a_moderator_took_out_is_gone_for_the_others(as_member, post):
    page = history(as_member, post).text

    assert "1234567" not in page
    assert "First words" not in page
    assert "Why: Telephone number" in page
    assert "mod-1" in page
    assert "A moderator changed this post." in page


def test_later_changes_by_the_author_are_told_to_everybody(as_member, post):
    editing.edit(post=post, by=post.poster, text="Write to me")

    page = history(as_member, post)

    assert "Write" in page.text
    assert [one.is_withheld for one in page.context["changes"]] == [False, True]
    assert "1234567" not in page.text


def test_author_and_moderators_read_all_of_it(client, as_moderator, post):
    client.force_login(post.poster)

    for browser in (client, as_moderator):
        page = history(browser, post).text
        assert "1234567" in page
        assert "First" in page


def test_words_quoted_of_a_post_that_is_gone_are_gone(as_member, moderator):
    topic = make_topic()
    gone = make_post(topic, text="Her name is Ann Example")
    quoting = make_post(topic)
    for end in ("so sorry", "so very sorry"):
        words = markup.quote(gone.pk, gone.content.raw) + end
        editing.edit(post=quoting, by=quoting.poster, text=words)
    assert "Ann Example" in history(as_member, quoting).text

    handling.hide(post=gone, access=Access.for_user(moderator), reason="A name")

    page = history(as_member, quoting).text
    assert "Ann Example" not in page
    assert "so <ins>" in page or "very" in page


def test_more_quotations_than_are_listed_hide_nothing_in_a_history(as_member):
    gone = make_post(text="Secret", removal="moderator")
    others = [make_post(gone.topic, text="Fine") for _ in range(21)]
    quoting = make_post(gone.topic)
    words = "".join(markup.quote(one.pk, one.content.raw) for one in [*others, gone])
    editing.edit(post=quoting, by=quoting.poster, text=f"{words}Yes")

    page = history(as_member, quoting).text

    assert "Fine" in page
    assert "Secret" not in page


def test_the_effort_for_all_changes_is_bounded(as_member, monkeypatch):
    monkeypatch.setattr(histories, "EFFORT", 0)
    post = make_post(text="One two three")
    editing.edit(post=post, by=post.poster, text="One two four")

    (change,) = history(as_member, post).context["changes"]

    kinds = [piece.kind for block in change.text for piece in block.pieces]
    assert kinds == ["removed", "added"]
