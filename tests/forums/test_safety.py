"""Cards and warnings: shown once, before and after posting, and never in the way."""

import pytest
from django.urls import reverse

from forums.models import ForumProfile, HelpLine, Post, SafetyCard, WatchWord
from forums.writing import safety
from tests.forum_factories import make_forum, make_member, make_topic
from tests.forums.writing import fill_in, help_line, new_url, reply_url

pytestmark = pytest.mark.django_db

CRISIS = "I do not want to live."


@pytest.fixture
def ann(client):
    member = make_member("ann-1")
    client.force_login(member)
    return member


@pytest.fixture
def as_ann(ann, client):
    return client


def post_anyway(client, url, page, **values):
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    return client.post(url, {**data, "action": "post", **values})


def test_the_gravest_concern_counts():
    both = safety.warnings_in(f"{CRISIS} I cannot pass urine.")
    WatchWord.objects.get_or_create(phrase="cannot pass urine", concern="emergency")

    assert safety.concern_of(f"I cannot pass urine. {CRISIS}") == "crisis"
    assert safety.gravest(both) == "crisis"
    assert safety.gravest([]) == ""


def test_staff_change_the_words():
    WatchWord.objects.create(phrase="purple elephant", concern="emergency")

    assert safety.concern_of("A Purple  ELEPHANT!") == "emergency"
    assert safety.concern_of("Purple elephants.") == ""


def test_a_card_shows_its_help_lines_and_a_deleted_one_nothing():
    line = help_line("crisis")
    SafetyCard.objects.filter(occasion="emergency").delete()

    (card,) = safety.cards_for(["crisis", "emergency"])

    assert card.lines[0] == line
    assert "<p>" in card.html
    assert safety.cards_for([]) == []


def test_before_the_first_post_a_card_must_have_been_read(client):
    new, forum = make_member(trusted=False), make_forum()
    client.force_login(new)

    page = fill_in(client, new_url(forum), title="Hello")
    done = fill_in(client, new_url(forum), title="Hello", card="on")

    assert page.context["first_card"].title in page.content.decode()
    assert page.context["form"].errors.keys() == {"card"}
    assert done.status_code == 302
    assert ForumProfile.objects.get(user=new).safety_card_seen_at is not None
    assert not client.get(new_url(forum)).context["first_card"]


def test_words_of_a_crisis_show_help_once_and_are_then_posted(as_ann):
    topic, url = make_topic(), reply_url(make_topic())
    url = reply_url(topic)
    help_line("crisis", name="Someone who listens", phone="116 123")

    page = fill_in(as_ann, url, text=CRISIS)
    posted = post_anyway(as_ann, url, page)

    html = page.content.decode()
    assert topic.posts.count() == 2
    assert 'href="tel:116123"' in html
    assert "Post it as it is" in html
    post = topic.posts.last()
    assert (post.approved, post.concern) == (True, "crisis")
    assert posted["Location"] == reverse("forums:posted", args=[post.pk])
    after = as_ann.get(posted["Location"]).content.decode()
    assert "Someone who listens" in after


def test_new_words_are_warned_of_again(as_ann):
    topic = make_topic()
    url = reply_url(topic)

    first = fill_in(as_ann, url, text="Call me: +44 20 7946 0958")
    second = post_anyway(as_ann, url, first, text="Call me: +44 20 7946 0123")
    third = post_anyway(as_ann, url, second)

    assert first.context["personal"] == ["+44 20 7946 0958"]
    assert second.context["personal"] == ["+44 20 7946 0123"]
    assert third.status_code == 302


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to ann@example.org please", "ann@example.org"),
        ("My hospital number is 4857396", "4857396"),
    ],
)
def test_personal_data_is_shown_as_found(as_ann, text, found):
    page = fill_in(as_ann, reply_url(make_topic()), text=text)

    assert page.context["personal"] == [found]
    assert f"<code>{found}</code>" in page.content.decode()


def test_personal_data_in_a_title_is_found(as_ann):
    page = fill_in(as_ann, new_url(make_forum()), title="ann@example.org", text="Hi.")

    assert page.context["personal"] == ["ann@example.org"]


def test_an_ordinary_post_meets_no_warning(as_ann):
    assert fill_in(as_ann, reply_url(make_topic())).status_code == 302


def test_a_warning_keeps_the_words_and_its_number(as_ann):
    """Sent twice after the warning, it is still one post."""
    topic = make_topic()
    url = reply_url(topic)
    page = fill_in(as_ann, url, text=CRISIS, content_note="about dying")

    first, second = (post_anyway(as_ann, url, page) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Post.objects.get(content=CRISIS).content_note == "about dying"


@pytest.mark.parametrize("noun", ["safetycard", "helpline", "watchword"])
def test_moderators_keep_cards_lines_and_words(as_moderator, as_member, noun):
    url = reverse(f"admin:forums_{noun}_changelist")

    assert as_moderator.get(url).status_code == 200
    assert as_member.get(url).status_code == 302


def test_a_moderator_adds_a_help_line_and_deletes_no_card(as_moderator):
    card = SafetyCard.objects.get(occasion="crisis")
    data = {
        "concern": "crisis",
        "place": "Moon",
        "name": "L",
        "phone": "1",
        "position": 1,
    }

    as_moderator.post(reverse("admin:forums_helpline_add"), data)
    gone = as_moderator.post(
        reverse("admin:forums_safetycard_delete", args=[card.pk]), {"post": "yes"}
    )

    assert HelpLine.objects.filter(place="Moon").exists()
    assert gone.status_code == 403
    assert SafetyCard.objects.filter(pk=card.pk).exists()


@pytest.mark.parametrize("phrase", ["I", "a b", "..."])
def test_a_watch_word_that_is_in_every_post_is_refused(as_moderator, phrase):
    url = reverse("admin:forums_watchword_add")

    page = as_moderator.post(url, {"phrase": phrase, "concern": "crisis"})
    as_moderator.post(url, {"phrase": "die", "concern": "crisis"})

    assert "at least 3 letters" in page.content.decode()
    assert not WatchWord.objects.filter(phrase=phrase).exists()
    assert WatchWord.objects.filter(phrase="die").exists()


def test_that_nothing_is_posted_yet_is_said_before_the_cards(as_ann):
    html = fill_in(as_ann, reply_url(make_topic()), text=CRISIS).content.decode()

    assert html.index("not posted yet") < html.index("safety-card")
