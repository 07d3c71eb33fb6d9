"""The pages of the forums as members read them: what stands where, and for whom."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from forums.models import ForumProfile, ModerationAction, Post, Topic
from forums.telling import subscriptions
from forums.writing import experts
from portal.accounts.models import ProfessionalVerification
from tests import factories as articles
from tests import forum_factories as factories

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def forum():
    return factories.make_forum("Benign tumors")


@pytest.fixture
def topic(forum):
    return factories.make_topic(
        forum, title="Does ice hurt?", text="I am afraid of it."
    )


def text_of(response):
    return " ".join(response.content.decode().split())


def test_index_has_the_tree_with_counts_and_last_posts(as_member):
    category = factories.make_forum("By situation", category=True)
    child = factories.make_forum("Newly diagnosed", parent=category)
    below = factories.make_forum("Waiting for results", parent=child)
    topic = factories.make_topic(below, title="Day nine")
    factories.make_post(topic)

    text = text_of(as_member.get("/forums/"))

    assert "By situation" in text
    assert f'href="{below.get_absolute_url()}"' in text
    assert "1 discussion · 2 posts" in text
    assert f'href="/forums/p/{topic.last_post_id}/">Day nine</a>' in text


def test_new_posts_are_told_in_words(as_member, forum):
    factories.make_topic(forum)

    before = text_of(as_member.get("/forums/"))
    as_member.post("/forums/mark-read/")
    after = text_of(as_member.get("/forums/"))

    assert "new posts" in before
    assert "new posts" not in after


def test_forum_page_lists_announced_and_sticky_first(as_member, forum):
    for title, kind in (("Young", 0), ("Pinned", 1), ("Rules", 2), ("Youngest", 0)):
        topic = factories.make_topic(forum, title=title)
        Topic.objects.filter(pk=topic.pk).update(type=kind)

    text = text_of(as_member.get(forum.get_absolute_url()))

    places = [text.index(f">{name}</a>") for name in ("Rules", "Pinned", "Youngest")]
    assert places == sorted(places)
    assert "announcement" in text
    assert "kept at the top" in text


def test_row_says_what_a_reader_wants_to_know(as_member, forum):
    subject = articles.make_subject("Osteoid osteoma")
    asker = factories.make_member("ann-lee")
    topic = factories.make_topic(forum, asker, title="How long?", subject=subject)
    expert = factories.make_member("dr-kim")
    ProfessionalVerification.objects.create(
        user=expert,
        profession="radiologist",
        verified_by=asker,
        verified_on=timezone.localdate() - DAY,
        expires_on=timezone.localdate() + DAY,
    )
    answer = factories.make_post(topic, expert)
    experts.mark(post=answer, by=asker)

    text = text_of(as_member.get(forum.get_absolute_url()))

    assert "about Osteoid osteoma" in text
    assert "1 answer<" in text
    assert "expert answer" in text
    assert "dr-kim, " in text
    assert f'href="{topic.get_absolute_url()}?new=1"' in text


def test_own_waiting_topic_is_marked_and_hidden_from_others(
    as_member, member, as_stranger, forum
):
    topic = factories.make_topic(forum, member, title="Mine", approved=False)

    own = text_of(as_member.get(forum.get_absolute_url()))

    assert "waiting for a moderator" in own
    assert "Mine" not in text_of(as_stranger.get(forum.get_absolute_url()))
    assert as_stranger.get(topic.get_absolute_url()).status_code == 404
    page = text_of(as_member.get(topic.get_absolute_url()))
    assert "A moderator will read your question soon" in page


def test_forum_that_may_not_be_read_is_nowhere(as_member):
    secret = factories.make_forum("Among physicians")
    topic = factories.make_topic(secret, title="Secret talk")
    factories.close_to(secret)

    for path in (secret.get_absolute_url(), topic.get_absolute_url()):
        assert as_member.get(path).status_code == 404
    for path in ("/forums/", "/forums/unread/", "/forums/feeds/newest.xml"):
        text = text_of(as_member.get(path))
        assert "physicians" not in text
        assert "Secret" not in text


@pytest.mark.parametrize("query", ["", "?page=2"])
def test_wrong_slug_leads_to_the_right_one(as_member, topic, query):
    for thing, path in (
        (topic, f"/forums/t/{topic.pk}-old-title/"),
        (topic.forum, f"/forums/{topic.forum.pk}-old-name/"),
    ):
        response = as_member.get(path + query)

        assert response.status_code == 301
        assert response["Location"] == thing.get_absolute_url() + query


def test_slug_may_hold_any_letters(as_member, forum):
    topic = factories.make_topic(forum, title="Что теперь?")

    assert as_member.get(topic.get_absolute_url()).status_code == 200


def test_page_beyond_the_end_is_the_last_one(as_member, topic):
    for number in range(24):
        factories.make_post(topic, text=f"Answer {number}.")

    for page in ("99", "-1"):
        text = text_of(as_member.get(f"{topic.get_absolute_url()}?page={page}"))
        assert "Answer 23." in text
    assert "Answer 0." in text_of(
        as_member.get(f"{topic.get_absolute_url()}?page=nonsense")
    )


def test_permalink_is_right_whatever_is_not_approved(as_member, topic):
    """S16: posts that the reader does not see must not move the others."""
    posts = [factories.make_post(topic) for _ in range(25)]
    Post.objects.filter(pk__in=[post.pk for post in posts[:6]]).update(approved=False)
    topic.update_trackers()

    response = as_member.get(f"/forums/p/{posts[20].pk}/", follow=True)

    assert response.redirect_chain[-1][0].endswith(f"/#post-{posts[20].pk}")
    assert f'id="post-{posts[20].pk}"' in text_of(response)
    later = as_member.get(f"/forums/p/{posts[24].pk}/", follow=True)
    assert f'id="post-{posts[24].pk}"' in text_of(later)


def test_permalink_of_a_hidden_post_leads_nowhere(as_member, topic):
    hidden = factories.make_post(topic, approved=False)

    assert as_member.get(f"/forums/p/{hidden.pk}/").status_code == 404
    response = as_member.get(f"{topic.get_absolute_url()}?post={hidden.pk}")
    assert response["Location"] == topic.get_absolute_url()


def test_moderator_sees_waiting_posts_in_their_place(as_moderator, topic):
    factories.make_post(topic, text="Buy this now", approved=False)
    group = as_moderator.get("/forums/").wsgi_request.user.groups.get()
    factories.allow("can_approve_posts", group)

    text = text_of(as_moderator.get(topic.get_absolute_url()))

    assert "Buy this now" in text
    assert "Waiting for approval." in text


@pytest.mark.parametrize(
    ("removal", "words"),
    [
        ("author", "Removed by its author."),
        ("moderator", "Removed by a moderator."),
        ("erased", "Erased when its author left."),
    ],
)
def test_removed_post_leaves_its_place(as_member, topic, removal, words):
    factories.make_post(topic, text="Sharp words", removal=removal)
    factories.make_post(topic, text="A kind answer")

    text = text_of(as_member.get(topic.get_absolute_url()))

    assert words in text
    assert "Sharp" not in text
    assert "A kind answer" in text


def test_content_note_folds_the_post(as_member, topic):
    factories.make_post(topic, text="Blood", content_note="surgery <in detail>")

    text = text_of(as_member.get(topic.get_absolute_url()))

    assert "<summary>Content note: surgery &lt;in detail&gt;. Show the post" in text


def test_views_are_counted_without_touching_anything_else(as_member, topic):
    """S20: the row is never saved as a whole."""
    for _ in range(3):
        as_member.get(topic.get_absolute_url())
    as_member.head(topic.get_absolute_url())

    before = topic.updated
    topic.refresh_from_db()
    assert (topic.views_count, topic.updated) == (3, before)


def test_reading_earns_trust_once(as_member, member, topic):
    factories.make_post(topic)
    factories.make_post(topic, member)

    for _ in range(2):
        as_member.get(topic.get_absolute_url())

    profile = ForumProfile.objects.get(user=member)
    assert (profile.topics_entered, profile.posts_read) == (1, 2)
    assert (profile.days_visited, profile.last_visited_on) == (1, timezone.localdate())


def test_reading_counts_whether_or_not_it_was_new(as_member, member, forum):
    poster = factories.make_member()
    for _ in range(3):
        old = factories.make_topic(forum, poster, created=member.date_joined - DAY)
        as_member.get(old.get_absolute_url())
    topic = factories.make_topic(forum, poster)
    as_member.post("/forums/mark-read/")
    for _ in range(2):
        as_member.get(topic.get_absolute_url())

    profile = ForumProfile.objects.get(user=member)
    assert (profile.topics_entered, profile.posts_read) == (4, 4)


def test_another_day_counts_as_a_visit(as_member, member, topic):
    as_member.get(topic.get_absolute_url())
    yesterday = timezone.localdate() - DAY
    ForumProfile.objects.filter(user=member).update(last_visited_on=yesterday)

    as_member.get(topic.get_absolute_url())

    assert ForumProfile.objects.get(user=member).days_visited == 2


def test_unread_list_empties_by_reading(as_member, topic):
    other = factories.make_topic(topic.forum, title="Another question")

    as_member.get(topic.get_absolute_url())
    text = text_of(as_member.get("/forums/unread/"))

    assert "Another question" in text
    assert "Does ice hurt?" not in text
    as_member.get(other.get_absolute_url())
    assert "There is nothing new for you" in text_of(as_member.get("/forums/unread/"))


def test_marking_one_forum_read_leaves_the_others(as_member, topic):
    factories.make_topic(title="Elsewhere")

    response = as_member.post("/forums/mark-read/", {"forum": topic.forum.pk})

    assert response["Location"] == topic.forum.get_absolute_url()
    text = text_of(as_member.get("/forums/unread/"))
    assert "Elsewhere" in text
    assert "Does ice hurt?" not in text
    for nonsense in ("x", "0"):
        answer = as_member.post("/forums/mark-read/", {"forum": nonsense})
        assert answer.status_code == 404
    assert as_member.get("/forums/mark-read/").status_code == 405


def test_category_has_no_discussions_and_a_link_leads_away(as_member):
    category = factories.make_forum(category=True)
    child = factories.make_forum("Inside", parent=category)
    link = factories.make_forum(link="https://example.org/")
    type(link).objects.filter(pk=link.pk).update(type=2)

    text = text_of(as_member.get(category.get_absolute_url()))

    assert "Inside" in text
    assert "Start a discussion" not in text
    assert "Start a discussion" in text_of(as_member.get(child.get_absolute_url()))
    away = as_member.get(link.get_absolute_url())
    assert away["Location"] == "https://example.org/"


def test_follow_button_says_what_it_does(as_member, member, topic):
    assert "Follow this discussion" in text_of(as_member.get(topic.get_absolute_url()))

    subscriptions.follow(by=member, topic=topic, forum=topic.forum)

    assert "Stop following" in text_of(as_member.get(topic.get_absolute_url()))
    assert "Stop following" in text_of(as_member.get(topic.forum.get_absolute_url()))


def test_forum_page_has_elided_page_numbers(as_member, forum):
    factories.make_topic(forum)
    type(forum).objects.filter(pk=forum.pk).update(direct_topics_count=400)

    text = text_of(as_member.get(forum.get_absolute_url()))

    assert 'href="?page=14"' in text
    assert 'href="?page=9"' not in text
    assert "…" in text


def test_the_author_of_a_removed_post_finds_the_reason(as_member, member, topic):
    other = factories.make_member()
    posts = [
        factories.make_post(topic, poster, removal="moderator")
        for poster in (member, other)
    ]
    actions = [
        ModerationAction.objects.create(
            verb="hide", by=other, post=post, reason="Names."
        )
        for post in posts
    ]

    page = as_member.get(topic.get_absolute_url()).content.decode()

    links = [reverse("forums:appeal", args=["post", one.pk]) for one in actions]
    assert [link in page for link in links] == [True, False]
