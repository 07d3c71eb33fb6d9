"""Files of posts: who may add them, who gets them, how they are sent (S5, S13, S14)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forums import errors
from forums.files import keeping
from forums.files.attachments import CleanFile
from forums.models import Attachment, ModerationAction
from forums.views.files import name_for_download
from forums.writing import editing, posting
from tests.forum_factories import (
    allow,
    close_to,
    make_forum,
    make_member,
    make_post,
    make_topic,
)
from tests.forums.files import jpeg, upload
from tests.forums.writing import edit_url, fill_in, reply_url

pytestmark = pytest.mark.django_db

PICTURE = CleanFile("image", "jpg", b"jpeg-bytes", 6, 4)
PAPER = CleanFile("pdf", "pdf", b"%PDF-bytes")


@pytest.fixture
def ann(client):
    member = make_member("ann-1")
    client.force_login(member)
    return member


@pytest.fixture
def as_ann(ann, client):
    return client


@pytest.fixture
def gallery():
    """A forum that takes files."""
    forum = make_forum()
    allow("can_attach_file", None, forum)
    return forum


def attached(post=None, clean=PICTURE, description="An X-ray"):
    """Return a file that lies with a post."""
    post = post or make_post()
    row = Attachment(
        post=post,
        kind=clean.kind,
        extension=clean.extension,
        description=description,
        size=len(clean.content),
    )
    row.file.save("", SimpleUploadedFile("x", clean.content), save=False)
    row.save(force_insert=True)
    return row


def fetch(client, row):
    """Ask for a file and read it to the end, as a server would."""
    response = client.get(row.get_absolute_url())
    response.body = response.getvalue()
    return response


def send(by, topic, *new):
    return posting.reply(topic=topic, by=by, text="See this.", files=new)


def test_files_are_off_where_nobody_allowed_them(as_ann, ann):
    topic = make_topic()

    page = as_ann.get(reply_url(topic))

    assert "file_1" not in page.context["form"].fields
    with pytest.raises(errors.NotAllowed):
        send(ann, topic, keeping.NewFile(PICTURE, "An X-ray"))
    assert topic.posts.count() == 1


def test_a_file_is_cleaned_and_kept_under_a_random_name(as_ann, gallery):
    topic = make_topic(gallery)
    data = {"file_1": upload(jpeg(), "Anna-Mustermann.jpg"), "description_1": "My knee"}

    response = fill_in(as_ann, reply_url(topic), **data)

    assert response.status_code == 302
    row = Attachment.objects.get()
    assert (row.kind, row.description, row.width) == ("image", "My knee", 60)
    assert row.file.name == f"attachments/{row.pk.hex[:2]}/{row.pk.hex}.{row.extension}"
    with row.file.open() as kept:
        assert b"Mustermann" not in kept.read()


def test_a_bad_file_is_refused_and_the_words_stay(as_ann, gallery):
    data = {"file_1": upload(b"MZ program", "x.jpg"), "description_1": "x"}

    page = fill_in(as_ann, reply_url(make_topic(gallery)), text="Long text.", **data)

    assert page.context["form"]["text"].value() == "Long text."
    assert page.context["form"].errors.keys() == {"file_1"}
    assert "choose your files again" in page.content.decode()
    assert not Attachment.objects.exists()


def test_a_file_needs_a_description(as_ann, ann, gallery):
    topic = make_topic(gallery)

    page = fill_in(as_ann, reply_url(topic), file_1=upload(jpeg()))

    assert page.context["form"].errors.keys() == {"description_1"}
    with pytest.raises(keeping.DescriptionMissing):
        send(ann, topic, keeping.NewFile(PICTURE, " "))


def test_a_post_has_four_files_at_most(ann, gallery):
    new = keeping.NewFile(PICTURE, "x")

    with pytest.raises(keeping.TooManyFiles):
        send(ann, make_topic(gallery), *[new] * 5)


def test_a_refused_post_leaves_no_file_row(ann, gallery):
    with pytest.raises(errors.Empty):
        posting.reply(
            topic=make_topic(gallery),
            by=ann,
            text=" ",
            files=[keeping.NewFile(PICTURE, "x")],
        )

    assert not Attachment.objects.exists()


def test_nobody_takes_over_or_deletes_somebody_elses_file(as_ann, ann, gallery):
    """S5: stock machina lets any post adopt any file by its number."""
    theirs = attached(make_post(make_topic(gallery)))
    mine = make_post(make_topic(gallery), ann)
    stock = {
        "attachment-TOTAL_FORMS": 1,
        "attachment-INITIAL_FORMS": 1,
        "attachment-0-id": str(theirs.pk),
        "attachment-0-DELETE": "on",
    }

    fill_in(as_ann, edit_url(mine), text="New.", **stock, remove_files=str(theirs.pk))
    posted = fill_in(as_ann, edit_url(mine), text="New.", **stock)

    assert posted.status_code == 302
    assert Attachment.objects.get().post == theirs.post


def test_an_author_takes_a_file_off(
    as_ann, ann, gallery, django_capture_on_commit_callbacks
):
    row = attached(make_post(make_topic(gallery), ann))
    other = attached(row.post)
    storage, name = row.file.storage, row.file.name

    with django_capture_on_commit_callbacks(execute=True):
        fill_in(as_ann, edit_url(row.post), remove_files=str(row.pk))

    assert list(row.post.files.all()) == [other]
    assert not storage.exists(name)


def test_a_file_added_by_a_newcomer_is_looked_at_again(gallery):
    new = make_member(trusted=False)
    post = make_post(make_topic(gallery), new, text="Words.")

    editing.edit(
        post=post, by=new, text="Words.", files=[keeping.NewFile(PICTURE, "An advert")]
    )

    post.refresh_from_db()
    assert (post.approved, post.updates_count) == (False, 0)


def test_a_moderator_who_takes_off_a_file_says_why(moderator):
    row = attached(make_post(text="Words."))
    change = {"post": row.post, "by": moderator, "text": "Words."}

    with pytest.raises(errors.ReasonMissing):
        editing.edit(**change, remove_files=[str(row.pk)])
    editing.edit(**change, remove_files=[str(row.pk)], reason="A name in the picture.")

    assert not Attachment.objects.exists()
    assert ModerationAction.objects.get().member == row.post.poster


def test_a_picture_is_sent_to_be_looked_at(as_ann):
    response = fetch(as_ann, attached(description="Röntgen: „Knie“\r\nX"))

    assert response.body == b"jpeg-bytes"
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"] == (
        "inline; filename*=utf-8''r%C3%B6ntgen-knie-x.jpg"
    )


def test_a_pdf_is_sent_to_be_kept(as_ann):
    row = attached(clean=PAPER, description='My "letter"')

    response = fetch(as_ann, row)

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="my-letter.pdf"'


def test_a_file_without_words_has_a_name():
    assert name_for_download(Attachment(description="…", extension="pdf")) == "file.pdf"


def test_only_who_can_see_the_post_gets_its_files(as_ann, ann, reader, as_moderator):
    secret = attached()
    close_to(secret.post.topic.forum, ann)
    waiting = attached(make_post(approved=False))
    removed = attached(make_post(removal="author"))
    hidden = attached(make_topic(approved=False).first_post)

    for row in (secret, waiting, removed, hidden):
        assert fetch(as_ann, row).status_code == 404
    for row in (waiting, removed):
        assert fetch(as_moderator, row).status_code == 200
    reader.logout()
    assert fetch(reader, waiting).status_code == 302


def test_a_forum_can_keep_its_files_from_somebody(as_ann, ann):
    row = attached()
    allow("can_download_file", ann, row.post.topic.forum, granted=False)

    assert fetch(as_ann, row).status_code == 404


def test_a_lost_file_is_said_to_be_lost_and_breaks_nothing(as_ann):
    row = attached(make_topic().first_post)
    row.file.storage.delete(row.file.name)

    assert fetch(as_ann, row).status_code == 404

    page = as_ann.get(row.post.topic.get_absolute_url())
    assert page.status_code == 200
    assert "This file is no longer available." in page.content.decode()


def test_unknown_files_and_other_methods_get_nothing(as_ann):
    unknown = reverse("forums:file", args=["00000000-0000-4000-8000-000000000000"])

    assert as_ann.get(unknown).status_code == 404
    assert as_ann.post(attached().get_absolute_url()).status_code == 405


def test_many_files_within_a_minute_wait(as_ann, gallery, settings):
    settings.ACCOUNT_RATE_LIMITS = {"forum_files": "1/m/user"}
    topic = make_topic(gallery)
    for title in ("One", "Two"):
        data = {"file_1": upload(jpeg()), "description_1": "My knee", "text": title}
        page = fill_in(as_ann, reply_url(topic), **data)

    assert page.status_code == 429
    assert "a bit fast" in page.text
    assert page.context["form"]["text"].value() == "Two"
    assert Attachment.objects.count() == 1
    assert fill_in(as_ann, reply_url(topic), text="No file").status_code == 302
