"""After somebody left, no table of the database holds their address or name any more.

Every column of every table that exists is read, as it lies there and unpacked: sessions
and cached values are packed, and words of a search index are cut to their stems.
"""

import base64
import datetime as dt
import zlib

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from articles import feedback
from articles.models import Feedback, Person
from forums.models import (
    Appeal,
    ForumFollow,
    ForumReadTrack,
    ModerationAction,
    Mute,
    Notification,
    PostVersion,
    Topic,
    TopicReadTrack,
)
from forums.rules.access import Access
from forums.writing import mentions
from portal import jobs, privacy
from portal.accounts import professional_tasks, professionals
from sponsors.models import FirewallException, StripeEvent
from tests.accounts.conftest import give_app, log_in, totp_code
from tests.factories import make_article, make_subject
from tests.forum_factories import (
    allow,
    make_forum,
    make_post,
    make_report,
    make_topic,
    restrict,
    trust_member,
)
from tests.money_factories import (
    make_contact,
    make_donation,
    make_paid,
    make_sponsor,
    make_sponsorship,
)
from tests.personas import PASSWORD

pytestmark = pytest.mark.django_db

ADDRESS, NAME = "kestrel.moss@uplandmail.example.org", "quillfeather"

COLUMNS = """
    SELECT c.table_name, c.column_name, c.udt_name
    FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
    ORDER BY 1, 2
"""
PACKED = {("django_session", "session_data"), ("portal_cache", "value")}


def places_of(*needles):
    """Return the columns in which one of the needles is found, whatever its case."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        columns = cursor.fetchall()
        assert len(columns) > 400
        return {
            f"{table}.{column}"
            for table, column, kind in columns
            if any(is_in(cursor, table, column, kind, each) for each in needles)
        }


def is_in(cursor, table, column, kind, needle):
    if (table, column) in PACKED:
        cursor.execute(f'SELECT "{column}" FROM "{table}"')
        return any(needle.lower() in unpacked(row[0]) for row in cursor.fetchall())
    if kind == "tsvector":
        question = (
            f"\"{column}\" @@ plainto_tsquery('articles_english', %(needle)s) OR "
            f"\"{column}\" @@ plainto_tsquery('simple', %(needle)s) OR "
            f'strpos("{column}"::text, lower(%(needle)s)) > 0'
        )
    else:
        text = (
            f"encode(\"{column}\", 'escape')"
            if kind == "bytea"
            else f'"{column}"::text'
        )
        question = f"strpos(lower({text}), lower(%(needle)s)) > 0"
    cursor.execute(
        f'SELECT EXISTS (SELECT 1 FROM "{table}" WHERE {question})', {"needle": needle}
    )
    return cursor.fetchone()[0]


def unpacked(value):
    """Return what is in a session (signed, compressed) or a cached value, in lower case."""
    compressed, body = value.startswith("."), value.lstrip(".").split(":")[0]
    data = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    data = zlib.decompress(data) if compressed else data
    return data.decode("utf-8", errors="replace").lower()


# Where the member of these tests is found before leaving; a new table adds its own.
FILLED = {
    f"{table}.{column}"
    for table, columns in {
        "account_emailaddress": "email",
        "accounts_professionalverification": "note",
        "accounts_user": "email handle",
        "articles_feedback": "email message",
        "django_admin_log": "change_message object_repr",
        "django_session": "session_data",
        "forum_conversation_post": "_content_rendered content content_note search "
        "subject update_reason username",
        "forum_conversation_topic": "slug subject",
        "forums_appeal": "text",
        "forums_moderationaction": "reason",
        "forums_postversion": "text title",
        "forums_report": "note",
        "forums_restriction": "reason",
        "sponsors_donation": "address dedication_name email gift_aid message name "
        "public_name",
        "sponsors_receipt": "email frozen",
        "sponsors_sponsorcontact": "email name",
        "sponsors_stripeevent": "body",
        "usersessions_usersession": "user_agent",
    }.items()
    for column in columns.split()
}

# Tax law: a receipt stays as it was issued, with the name and address that stand on it.
KEPT = {"sponsors_receipt.frozen"}


@pytest.fixture
def anna(member):
    """A member with a rare name and address."""
    member.handle, member.email = NAME, ADDRESS
    member.save()
    member.emailaddress_set.update(email=ADDRESS)
    member.emailaddress_set.create(email=f"new.{ADDRESS}", verified=False)
    trust_member(member)
    return member


def do_everything(anna, other, moderator, administrator):
    """Let a member leave traces wherever the portal takes any."""
    log_in_everywhere(anna)
    verify(anna, moderator, administrator)
    topic = write(anna, other, moderator)
    follow(anna, other, topic)
    be_moderated(anna, other, moderator, topic)
    write_to_editors(anna)
    give(anna)


def give(anna):
    declared = {"wording": "I pay tax", "name": NAME, "address": f"{NAME} Lane 1"}
    gift = make_donation(
        user=anna,
        email=ADDRESS,
        name=f"K. {NAME}",
        address=f"{NAME} Lane 1",
        dedication_kind="honor",
        dedication_name=f"all of {NAME}",
        public_name=NAME,
        is_anonymous=False,
        message=f"Yours, {NAME}",
        gift_aid=declared,
    )
    make_paid(gift)
    sponsor = make_sponsor()
    make_contact(sponsor, user=anna, email=ADDRESS, name=NAME)
    make_contact(email=f"New.{ADDRESS}", name=NAME)  # an invitation, not taken up
    make_sponsorship(sponsor=sponsor, applied_by=anna)
    FirewallException.objects.create(sponsor=sponsor, user=anna, reason="Open")
    StripeEvent.objects.create(
        event_id="evt_1",
        type="charge.succeeded",
        livemode=False,
        created=timezone.now(),
        body=f'{{"email": "{ADDRESS}", "name": "{NAME}"}}'.encode(),
        status="done",
    )


def log_in_everywhere(anna):
    give_app(anna)
    for browser in (Client(), Client(HTTP_USER_AGENT=f"Mozilla of {NAME}")):
        log_in(browser, ADDRESS)
        browser.post("/accounts/2fa/authenticate/", {"code": totp_code()})
        browser.get("/account/")
        cache.clear()  # the same code twice is refused
    waiting = Client()
    waiting.post("/accounts/login/code/", {"email": ADDRESS.upper()})
    log_in(Client(), ADDRESS, password="wrong")


def verify(anna, moderator, administrator):
    end = timezone.localdate() + dt.timedelta(days=90)
    professionals.verify(
        user=anna, profession="nurse", expires_on=end, by=moderator, note=f"{NAME}, RN"
    )
    for user_by, message in ((administrator, f"Public name: {NAME}"), (moderator, "")):
        LogEntry.objects.log_actions(
            user_by.pk, [anna], CHANGE, message, single_object=True
        )
    with transaction.atomic():
        jobs.enqueue(professional_tasks.tell_former_professional, user_id=anna.pk)


def write(anna, other, moderator):
    forum = make_forum("Sarcoma")
    title = f"I am {NAME}"
    topic = make_topic(forum, anna, title=title, text=f"Mail {ADDRESS} or {NAME}.")
    Topic.objects.filter(pk=topic.pk).update(slug=f"i-am-{NAME}")
    own = topic.first_post
    words = (
        f"> [post:{own.pk}]\n> Mail {ADDRESS} or {NAME}.\n\nHi @[{anna.pk}], `@{NAME}`"
    )
    answer = make_post(topic, other, text=words, content_note=f"For {NAME}")
    mentions.record(answer, Access.for_user(other))
    type(own).objects.filter(pk=own.pk).update(username=NAME, update_reason=ADDRESS)
    make_post(topic, anna, text=f"waits, {NAME}", approved=False)
    make_topic(
        forum, other, title=f"Thanks {NAME.title()}!", text=f"{NAME.upper()} rocks"
    )
    for post in (own, answer):
        PostVersion.objects.create(
            post=post,
            number=1,
            title=title,
            text=words,
            saved_at=post.created,
            saved_by=post.poster,
        )
    return topic


def follow(anna, other, topic):
    topic.subscribers.add(anna)
    forum = topic.forum
    ForumFollow.objects.create(member=anna, forum=forum)
    TopicReadTrack.objects.create(user=anna, topic=topic)
    ForumReadTrack.objects.create(user=anna, forum=forum)
    Mute.objects.create(member=anna, muted=other)
    Mute.objects.create(member=other, muted=anna)
    Notification.objects.create(member=anna, post=topic.last_post, kind="reply")
    allow("can_attach_file", anna, forum)


def be_moderated(anna, other, moderator, topic):
    make_report(topic.first_post, other, note=f"{NAME} again")
    make_report(topic.last_post, anna, note=f"I am {ADDRESS}")
    measure = restrict(anna, by=moderator, reason=f"{NAME}, please be kind")
    restrict(other, by=moderator, reason=f"Be kind to {NAME}")
    Appeal.objects.create(member=anna, restriction=measure, text=f"I am {NAME}")
    ModerationAction.objects.create(
        verb="warn", by=moderator, member=anna, reason=f"{NAME} <{ADDRESS}>"
    )


def write_to_editors(anna):
    article = make_article(make_subject())
    feedback.ask_for_edition(
        subject=article.subject, audience="lay", message=f"I, {NAME}", email=ADDRESS
    )
    Feedback.objects.create(
        kind="error", subject=article.subject, message=f"{NAME} told me", audience="lay"
    )
    Person.objects.create(user=anna, name="Dr. Moss", slug="moss")


@pytest.mark.parametrize("keep_words", [True, False])
def test_nothing_is_left(anna, stranger, moderator, administrator, keep_words):
    do_everything(anna, stranger, moderator, administrator)
    assert places_of(ADDRESS, NAME) == FILLED

    privacy.leave(user=anna, keep_words=keep_words)

    assert places_of(ADDRESS, NAME) == KEPT
    assert not UserSession.objects.filter(user=anna).exists()


# --- The walker itself ------------------------------------------------------------------


def test_the_walker_finds_a_name_in_a_column_of_text(anna, stranger):
    anna.handle, anna.email = "somebody", "somebody@example.org"
    anna.save()
    anna.emailaddress_set.all().delete()
    assert places_of(ADDRESS, NAME) == set()

    make_subject(name=f"The {NAME.title()} sign")

    assert places_of(ADDRESS, NAME) == {"articles_subject.name"}


def test_the_walker_looks_into_sessions_and_the_cache(client, stranger):
    session = client.session
    session["somewhere"] = {"deep": [ADDRESS.upper()], "long": "x" * 2000}
    session.save()
    cache.set("anything", [f"{NAME} was here"])

    assert places_of(ADDRESS, NAME) == {
        "django_session.session_data",
        "portal_cache.value",
    }


def test_the_walker_looks_into_search_vectors_arrays_json_and_bytes(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE hidden (a tsvector, b text[], c jsonb, d bytea, e integer)"
        )
        cursor.execute(
            "INSERT INTO hidden VALUES (to_tsvector('articles_english', %s), %s, %s, %s, 1)",
            [f"two {NAME}s", ["x", NAME], f'{{"by": "{NAME}"}}', NAME.encode()],
        )

    assert places_of(NAME) == {f"hidden.{column}" for column in "abcd"}


def test_a_new_member_may_take_the_name(anna):
    privacy.leave(user=anna, keep_words=True)

    get_user_model().objects.create_user(ADDRESS, PASSWORD, handle=NAME)

    assert "accounts_user.handle" in places_of(NAME)
