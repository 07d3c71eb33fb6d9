"""Members see what is kept about them, take it along, and leave for good."""

import datetime as dt
import io
import json
import time
import zipfile

import django
import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.test import Client

from forums.models import Post
from portal import privacy
from tests.accounts.conftest import log_in
from tests.forum_factories import make_post, make_topic
from tests.forums.departures import make_file
from tests.personas import PASSWORD

pytestmark = pytest.mark.django_db

User = get_user_model()

DATA, DOWNLOAD, LEAVE = (
    "/account/data/",
    "/account/data/download/",
    "/account/data/leave/",
)


@pytest.fixture
def browser(member):
    """A browser in which the member has just logged in."""
    client = Client()
    log_in(client)
    return client


def grow_old(browser):
    """Let the log-in be an hour old."""
    session = browser.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 3600
    session.save()


def is_gone(user):
    return User.objects.get(pk=user.pk).anonymised_at is not None


# --- The verb ---------------------------------------------------------------------------


@pytest.mark.parametrize("keep_words", [True, False])
def test_a_good_bye_is_mailed_to_the_address_that_is_forgotten(member, keep_words):
    privacy.leave(user=member, keep_words=keep_words)

    [message] = mail.outbox
    assert message.to == ["member@example.org"]
    assert message.subject == "Your account has been deleted"
    assert ("“a former member”" in message.body) is keep_words
    assert "the-member" not in message.body


def test_a_mail_server_that_is_down_stops_nobody(member, settings, caplog):
    backend = "django.core.mail.backends.smtp.EmailBackend"
    nowhere = {"host": "127.0.0.1", "port": 1}
    if django.VERSION >= (6, 1):
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": nowhere}}
    else:
        settings.EMAIL_BACKEND = backend
        settings.EMAIL_HOST, settings.EMAIL_PORT = nowhere.values()

    privacy.leave(user=member, keep_words=True)

    assert is_gone(member)
    assert f"account {member.pk}: the good-bye could not be mailed" in caplog.text
    assert "member@example.org" not in caplog.text


def test_nobody_leaves_twice(member):
    privacy.leave(user=member, keep_words=True)

    with pytest.raises(privacy.HasLeft):
        privacy.leave(user=member, keep_words=True)

    assert len(mail.outbox) == 1


class Broken:
    """A part of the portal that fails."""

    def anonymise(self, **arguments):
        raise ZeroDivisionError


def test_it_is_all_or_nothing(member, monkeypatch):
    topic = make_topic(poster=member, text="Words")
    monkeypatch.setitem(privacy.PARTS, "broken", Broken())

    with pytest.raises(ZeroDivisionError):
        privacy.leave(user=member, keep_words=False)

    assert not is_gone(member)
    assert topic.posts.get().content.raw == "Words"
    assert mail.outbox == []


def test_staff_are_told_whom_to_ask(editor):
    with pytest.raises(privacy.StaffCannotLeave, match="Ask an administrator"):
        privacy.leave(user=editor, keep_words=True)

    assert not is_gone(editor)


def test_the_last_superuser_stays(administrator, member):
    User.objects.filter(pk=administrator.pk).update(is_staff=False)

    with pytest.raises(privacy.LastSuperuser):
        privacy.leave(user=administrator, keep_words=True)


def test_a_second_superuser_asks_the_first(administrator):
    User.objects.create_superuser("second@example.org", PASSWORD)

    with pytest.raises(privacy.StaffCannotLeave):
        privacy.leave(user=administrator, keep_words=True)


# --- For operators ----------------------------------------------------------------------


def test_an_operator_erases_whoever_cannot_log_in(member, capsys):
    call_command("erase_account", "Member@example.org", "--keep-words")

    assert is_gone(member)
    assert capsys.readouterr().out == f"Account {member.pk} is erased.\n"
    assert mail.outbox[0].to == ["member@example.org"]


@pytest.mark.parametrize(
    ("address", "message"),
    [("nobody@example.org", "no account"), ("editor@example.org", "Ask an admin")],
)
def test_an_operator_is_told_what_cannot_be_erased(editor, address, message):
    with pytest.raises(CommandError, match=message):
        call_command("erase_account", address, "--blank-words")


def test_a_restored_backup_forgets_again(member, stranger, editor, capsys, monkeypatch):
    topics = make_topic(poster=member, text="Kept"), make_topic(poster=stranger)
    old = {user: (user.handle, user.email) for user in (member, stranger)}
    privacy.leave(user=member, keep_words=True)
    privacy.leave(user=stranger, keep_words=False)
    call_command("erasures")
    listed = capsys.readouterr().out
    assert listed == f"{member.pk} keep\n{stranger.pk} blank\n"
    mail.outbox.clear()

    for user, (handle, email) in old.items():  # as the backup has them
        User.objects.filter(pk=user.pk).update(
            handle=handle, email=email, anonymised_at=None, is_active=True
        )
    Post.objects.update(removal="", removed_at=None, content="Kept")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{listed}999999 keep\n"))
    call_command("erasures", "--again")

    assert is_gone(member)
    assert is_gone(stranger)
    assert not is_gone(editor)
    assert [topic.posts.get().content.raw for topic in topics] == ["Kept", ""]
    assert mail.outbox == []


def test_a_list_that_is_none_is_refused(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("DROP keep"))

    with pytest.raises(CommandError, match="Not a line of the list"):
        call_command("erasures", "--again")


# --- The page with numbers --------------------------------------------------------------


def test_the_page_says_what_there_is(browser, member):
    topic = make_topic(poster=member)
    make_post(topic, member)
    make_post(topic, member, approved=False)

    page = browser.get(DATA).content.decode()

    for words in (
        "1 discussion that you began",
        "2 posts that others can read",
        "1 post that is waiting or was removed",
        "1 session",
    ):
        assert f"<li>{words}</li>" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_more(
    browser, member, count, django_assert_num_queries
):
    for _each in range(count):
        make_post(make_topic(poster=member), member)

    with django_assert_num_queries(23):
        browser.get(DATA)


# --- Everything in one file -------------------------------------------------------------


def unpack(response):
    assert response["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_the_download_holds_data_page_and_files(browser, member):
    topic = make_topic(poster=member, title="My knee", text="It <hurts> & burns.")
    attachment = make_file(topic.first_post, b"bytes of an image" * 9000)

    response = browser.post(DOWNLOAD)
    archive = unpack(response)

    assert archive.testzip() is None
    name = f"files/{attachment.pk}.png"
    assert set(archive.namelist()) == {
        "data.json",
        "everything.html",
        "style.css",
        name,
    }
    assert archive.read(name) == b"bytes of an image" * 9000
    data = json.loads(archive.read("data.json"))
    assert data["account"]["public_name"] == "the-member"
    assert data["forums"]["posts"][0]["text"] == "It <hurts> & burns."
    page = archive.read("everything.html").decode()
    assert "It &lt;hurts&gt; &amp; burns." in page
    assert "<h2>Account</h2>" in page
    assert "<script" not in page
    assert "<dt>E-mail address</dt>" in page
    assert f'<dt>Forum</dt><dd><span class="text">{topic.forum.name}<' in page.replace(
        "\n", ""
    )
    assert response["Cache-Control"] == "private, no-store"
    assert 'attachment; filename="my-data-' in response["Content-Disposition"]


def test_addresses_and_days_are_written_as_people_do():
    value = {"ip": "::1", "last_day": dt.date(2026, 3, 1)}

    page = render_to_string("account/parts/archived.html", {"value": value})

    assert "<dt>IP address</dt>" in page
    assert "\n1 March 2026\n" in page


def test_the_download_holds_nothing_of_others(browser, member, stranger):
    make_topic(poster=stranger, text="Secret of somebody else")
    make_post(make_topic(poster=member), stranger, text="An answer of another")

    archive = unpack(browser.post(DOWNLOAD))

    text = archive.read("data.json").decode()
    assert "Secret of somebody else" not in text
    assert "An answer of another" not in text
    assert stranger.email not in text


def test_an_old_log_in_must_be_confirmed_before_the_download(browser, member):
    grow_old(browser)

    response = browser.post(DOWNLOAD)
    assert response.url.startswith("/accounts/reauthenticate/")
    response = browser.post(response.url, {"password": PASSWORD})

    assert "data.json" in unpack(response).namelist()


def test_the_download_is_limited(browser):
    for _each in range(5):
        unpack(browser.post(DOWNLOAD))

    assert browser.post(DOWNLOAD).status_code == 429


def test_the_download_needs_a_form_and_a_member(browser, client):
    assert browser.get(DOWNLOAD).status_code == 405
    assert client.post(DOWNLOAD).url.startswith("/accounts/login/")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert strict.post(DOWNLOAD).status_code == 403


def test_the_file_comes_piece_by_piece(browser, member):
    post = make_post(poster=member)
    for _each in range(3):
        make_file(post, ContentFile(b"").read() + bytes(range(256)) * 2000)

    pieces = list(browser.post(DOWNLOAD).streaming_content)

    assert len(pieces) > 3


# --- Leaving ----------------------------------------------------------------------------


def choose(browser, words="blank", confirmation="the-member"):
    return browser.post(LEAVE, {"words": words, "confirmation": confirmation})


def test_a_member_leaves(browser, member, client):
    topic = make_topic(poster=member, text="It hurts.")

    response = choose(browser, confirmation=" @The-Member ")

    assert response.url == "/account/data/left/"
    assert "Your account has been deleted" in browser.get(response.url).content.decode()
    assert is_gone(member)
    assert topic.posts.get().content.raw == ""
    assert browser.get("/account/").status_code == 302
    log_in(client)
    assert "_auth_user_id" not in client.session


def test_a_member_leaves_the_words(browser, member):
    topic = make_topic(poster=member, text="It hurts.")

    choose(browser, words="keep")

    assert is_gone(member)
    assert topic.posts.get().content.raw == "It hurts."


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"confirmation": "the-stranger"}, "This is not your public name."),
        ({"confirmation": ""}, "This field is required."),
        ({"words": ""}, "Choose one of the two."),
        ({"words": "something"}, "Select a valid choice."),
    ],
)
def test_without_choice_and_confirmation_nothing_happens(
    browser, member, fields, error
):
    page = choose(browser, **fields).content.decode()

    assert error in page
    assert 'role="alert"' in page
    assert not is_gone(member)


def test_the_preview_says_what_goes_and_stays(browser, member, stranger):
    topic = make_topic(poster=member)
    make_post(topic, stranger)

    page = " ".join(browser.get(LEAVE).content.decode().split())

    assert "with 1 answer in discussions that you began" in page
    assert "1 post stays, under “a former member”." in page
    assert "1 post is emptied" in page


def test_an_old_log_in_must_be_confirmed_before_leaving(browser, member):
    grow_old(browser)

    assert browser.get(LEAVE).url.startswith("/accounts/reauthenticate/")
    assert choose(browser).url.startswith("/accounts/reauthenticate/")
    assert not is_gone(member)


def test_staff_see_whom_to_ask(editor):
    browser = Client()
    log_in(browser, editor.email)

    for response in (browser.get(LEAVE), choose(browser, confirmation="the-editor")):
        assert "Ask an administrator" in response.content.decode()
    assert not is_gone(editor)


def test_a_second_window_says_good_bye_too(browser, member):
    second = Client()
    log_in(second)
    choose(browser)

    assert choose(second).url.startswith("/accounts/login/")
