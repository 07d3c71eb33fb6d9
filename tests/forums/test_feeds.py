"""Feeds of the forums: short, private, and what the member may read."""

from xml.etree import ElementTree

import pytest

from tests import forum_factories as factories

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(response):
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def titles(response):
    return [entry.findtext(f"{ATOM}title") for entry in entries(response)]


@pytest.mark.parametrize("count", [1, 3])
def test_feed_costs_the_same_for_one_and_three(
    as_member, count, django_assert_num_queries
):
    topics = [factories.make_topic(title="Ice & <b>bone</b>") for _ in range(count)]
    as_member.get("/forums/")

    # session · member · last seen · measures · forums · rules · topics
    with django_assert_num_queries(7):
        response = as_member.get("/forums/feeds/newest.xml")

    assert response["Content-Type"].startswith("application/atom+xml")
    assert titles(response) == ["Ice & <b>bone</b>"] * count
    links = [one.find(f"{ATOM}link").get("href") for one in entries(response)]
    assert links[0].endswith(f"/forums/p/{topics[-1].last_post_id}/")


def test_feed_is_kept_by_nobody_and_found_by_nobody(as_member, reader):
    response = as_member.get("/forums/feeds/newest.xml")

    assert response["Cache-Control"] == "private, no-store"
    assert "noindex" in response["X-Robots-Tag"]
    away = reader.get("/forums/feeds/newest.xml")
    assert away["Location"] == "/accounts/login/?next=/forums/feeds/newest.xml"


def test_feed_ends_after_thirty(as_member):
    """S12: however much there is."""
    forum, poster = factories.make_forum(), factories.make_member()
    for number in range(33):
        factories.make_topic(forum, poster, title=f"Topic {number}")

    found = titles(as_member.get("/forums/feeds/newest.xml"))

    assert found == [f"Topic {number}" for number in range(32, 2, -1)]


def test_feed_of_one_forum_has_no_other(as_member):
    topic = factories.make_topic(title="Here")
    factories.make_topic(title="Elsewhere")

    response = as_member.get(f"/forums/feeds/{topic.forum.pk}/newest.xml")

    assert titles(response) == ["Here"]
    assert topic.forum.name in response.content.decode()


def test_feed_holds_back_what_the_member_may_not_read(as_member):
    secret = factories.make_topic(title="Secret")
    factories.close_to(secret.forum)
    factories.make_topic(title="Unapproved", approved=False)

    assert titles(as_member.get("/forums/feeds/newest.xml")) == []
    path = f"/forums/feeds/{secret.forum.pk}/newest.xml"
    assert as_member.get(path).status_code == 404


def test_entry_is_the_newest_post_and_not_its_removed_words(as_member):
    topic = factories.make_topic(text="First words")
    factories.make_post(topic, text="Second *words*")

    text = as_member.get("/forums/feeds/newest.xml").content.decode()
    assert "Second words" in text
    factories.make_post(topic, text="Taken back", removal="author")
    text = as_member.get("/forums/feeds/newest.xml").content.decode()
    assert "Taken" not in text


def test_a_content_note_stands_for_the_words(as_member):
    factories.make_topic(text="He died.", content_note="about dying")

    entry = entries(as_member.get("/forums/feeds/newest.xml"))[0]

    assert entry.findtext(f"{ATOM}summary") == "Content note: about dying"
