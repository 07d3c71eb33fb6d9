"""What the tests of leaving share: a member with a rare name, quotations, files."""

import pytest
from django.core.files.base import ContentFile

from forums.forgetting import leaving
from forums.models import Attachment
from forums.rules.access import Access
from forums.writing import mentions
from tests.forum_factories import make_member, make_post

NAME = "quillfeather"


@pytest.fixture
def anna(db):
    return make_member(NAME)


@pytest.fixture
def others():
    return make_member("birch-tree")


def leave(user, *, keep_words):
    leaving.anonymise(user=user, keep_words=keep_words)


def noted(post):
    """Note down whom a post mentions and quotes, as posting does."""
    mentions.record(post, Access.for_user(post.poster))
    return post


def make_file(post, content=b"an image"):
    attachment = Attachment(
        post=post, kind="image", extension="png", description="knee", size=len(content)
    )
    attachment.file.save("", ContentFile(content), save=False)
    attachment.save(force_insert=True)
    return attachment


def text_of(post):
    post.refresh_from_db()
    return post.content.raw


def quoting(post, by, words="It hurts."):
    text = f"> [post:{post.pk}]\n> {words}\n\nGet well!"
    return noted(make_post(post.topic, by, text=text))
