"""Pages about members: what others may read of them, and lists of one's own."""

import pytest
from django.utils import timezone

from forums.models import Mute
from forums.moderation import steering
from forums.reading import muting
from forums.rules.access import Access
from forums.telling import subscriptions
from portal.accounts.models import ProfessionalVerification
from tests import forum_factories as factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return factories.make_member("ann-lee")


def text_of(response):
    return " ".join(response.content.decode().split())


def page_of(client, user, more=""):
    return text_of(client.get(f"/forums/members/{user.pk}/{more}"))


def test_member_page_says_who_somebody_is_here(as_member, ann):
    factories.make_post(poster=ann, text="I had the **same** thing.")

    text = page_of(as_member, ann)

    assert "<h1>ann-lee</h1>" in text
    assert f"<dd>{ann.date_joined:%B %Y}</dd>" in text
    assert "<dd>51</dd>" in text
    assert "I had the same thing." in text
    assert ann.email not in text


def test_badge_with_profession(as_member, ann, moderator):
    today = timezone.localdate()
    ProfessionalVerification.objects.create(
        user=ann,
        profession="oncology nurse",
        verified_by=moderator,
        verified_on=today.replace(year=today.year - 1, day=1),
        expires_on=today,
    )

    assert "Verified professional: oncology nurse" in page_of(as_member, ann)
    ProfessionalVerification.objects.update(
        expires_on=today.replace(year=today.year - 1, day=2)
    )
    assert "oncology nurse" not in page_of(as_member, ann)


@pytest.mark.parametrize("more", ["", "posts/"])
def test_posts_are_those_that_the_reader_may_read(as_member, ann, more):
    """S9: neither what waits, nor what was removed, nor what others may not read."""
    secret = factories.make_forum()
    factories.make_post(factories.make_topic(secret), ann, text="Among ourselves")
    factories.close_to(secret)
    factories.make_post(poster=ann, text="Not approved", approved=False)
    factories.make_post(poster=ann, text="Taken back", removal="author")
    factories.make_topic(poster=ann, title="Hidden topic", approved=False)
    factories.make_post(poster=ann, text="Open words")

    text = page_of(as_member, ann, more)

    assert "Open words" in text
    for words in ("ourselves", "approved", "Taken", "Hidden"):
        assert words not in text


def test_whoever_left_has_no_page(as_member, ann):
    ann.anonymised_at, ann.is_active = timezone.now(), False
    ann.save()

    for more in ("", "posts/"):
        assert as_member.get(f"/forums/members/{ann.pk}/{more}").status_code == 404


@pytest.mark.parametrize("takes_measures", [True, False])
def test_record_is_offered_to_those_who_may_open_it(
    client, ann, moderator, takes_measures
):
    """Who moderates one forum alone takes no measures, and would be refused."""
    host = moderator if takes_measures else factories.make_member()
    factories.allow("can_approve_posts", host, factories.make_forum())
    client.force_login(host)

    offered = f'href="/forums/moderation/members/{ann.pk}/"' in page_of(client, ann)
    opened = client.get(f"/forums/moderation/members/{ann.pk}/").status_code

    assert (offered, opened) == ((True, 200) if takes_measures else (False, 403))


def test_own_page_offers_no_mute(as_member, member):
    text = page_of(as_member, member)

    assert "Mute this member" not in text
    assert "Change your public name" in text


def test_long_lists_have_pages(as_member, ann):
    for number in range(21):
        factories.make_post(poster=ann, text=f"Post number {number}.")

    first, second = (page_of(as_member, ann, f"posts/?page={n}") for n in "12")

    assert "Post number 20." in first
    assert "Post number 0." not in first
    assert 'rel="next" href="?page=2"' in first
    assert "Post number 0." in second
    assert "All posts" in page_of(as_member, ann)


@pytest.mark.parametrize("page", ["0", "-3", "x", "", "²", "9" * 30])
def test_nonsense_for_a_page_is_no_error(as_member, ann, page):
    response = as_member.get(f"/forums/members/{ann.pk}/posts/?page={page}")

    assert response.status_code == 200


def test_own_posts_include_what_waits(as_member, member):
    factories.make_post(poster=member, text="Please wait", approved=False)
    factories.make_post(poster=member, text="Refused words", removal="refused")
    factories.make_post(text="Of somebody else")

    text = text_of(as_member.get("/forums/mine/"))

    assert "Please wait" in text
    assert "waiting for a moderator" in text
    assert "somebody else" not in text
    assert "Refused words" not in text


def test_muting_and_showing_again(as_member, member, ann):
    response = as_member.post(f"/forums/members/{ann.pk}/mute/", follow=True)

    assert "now stay closed until you open them" in text_of(response)
    assert Mute.objects.get().muted == ann
    assert "Show posts by this member again" in page_of(as_member, ann)
    as_member.post(f"/forums/members/{ann.pk}/mute/", {"stop": "1"})
    assert not muting.mutes(member=ann, by=member)


def test_nobody_mutes_themselves(as_member, member):
    response = as_member.post(f"/forums/members/{member.pk}/mute/", follow=True)

    assert "You cannot mute yourself." in text_of(response)
    assert not Mute.objects.exists()


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("/forums/following/", "/forums/following/"),
        ("https://evil.example/", None),
        ("//evil.example/", None),
        ("javascript:alert(1)", None),
    ],
)
def test_button_leads_back_to_our_own_pages_only(as_member, ann, target, place):
    response = as_member.post(f"/forums/members/{ann.pk}/mute/", {"next": target})

    assert response["Location"] == (place or f"/forums/members/{ann.pk}/")


def test_followed_discussions_and_forums_are_listed(as_member, member):
    topic = factories.make_topic(title="Day nine")
    forum = factories.make_forum("Caregivers")
    subscriptions.follow(by=member, topic=topic, forum=forum)

    text = text_of(as_member.get("/forums/following/"))

    assert "Day nine" in text
    assert "Caregivers" in text
    factories.close_to(topic.forum)
    factories.close_to(forum)
    text = text_of(as_member.get("/forums/following/"))
    assert "Day nine" not in text
    assert "Caregivers" not in text


@pytest.mark.parametrize("path", ["members/{}/", "members/{}/posts/"])
def test_wrong_method_is_refused(as_member, ann, path):
    assert as_member.post("/forums/" + path.format(ann.pk)).status_code == 405
    assert as_member.get(f"/forums/members/{ann.pk}/mute/").status_code == 405


@pytest.mark.parametrize("more", ["", "posts/"])
def test_a_content_note_covers_the_words_in_lists(as_member, ann, more):
    factories.make_post(poster=ann, text="He died.", content_note="about dying")

    text = page_of(as_member, ann, more)

    assert "Content note: about dying" in text
    assert "He died." not in text


def test_own_words_are_not_covered(client, ann):
    factories.make_post(poster=ann, text="He died.", content_note="about dying")
    client.force_login(ann)

    assert "He died." in text_of(client.get("/forums/mine/"))


def test_own_posts_do_not_name_a_discussion_that_was_removed(client, ann, moderator):
    answer = factories.make_post(factories.make_topic(title="His name"), ann)
    own = factories.make_topic(poster=ann, title="My question")
    for topic in (answer.topic, own):
        steering.hide(topic=topic, access=Access.for_user(moderator), reason="No names")
    client.force_login(ann)

    text = text_of(client.get("/forums/mine/"))

    assert "His name" not in text
    assert "My question" in text
