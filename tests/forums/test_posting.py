"""Opening discussions and answering: rights, words, what waits, what is counted."""

import uuid

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from forums import errors
from forums.models import Discussion, ForumProfile, Post, Topic
from forums.moderation import restrictions
from forums.rules.access import Access
from forums.writing import posting
from tests.factories import make_subject
from tests.forum_factories import (
    allow,
    close_to,
    make_forum,
    make_member,
    make_post,
    make_topic,
    restrict,
)

pytestmark = pytest.mark.django_db


def start(forum=None, by=None, title="Pain at night", text="Hello.", **more):
    return posting.start_topic(
        forum=forum or make_forum(),
        by=by or make_member(),
        title=title,
        text=text,
        **more,
    )


def answer(topic=None, by=None, text="So have I.", **more):
    return posting.reply(
        topic=topic or make_topic(), by=by or make_member(), text=text, **more
    )


def announced():
    jobs = ProcrastinateJob.objects.filter(task_name__endswith="fan_out")
    return [job.args["post_id"] for job in jobs]


def test_a_discussion_is_counted_everywhere():
    forum, ann = make_forum(), make_member()

    post = start(forum, ann)

    forum.refresh_from_db()
    topic = Topic.objects.get()
    assert (topic.first_post, topic.last_post, topic.posts_count) == (post, post, 1)
    assert (topic.subject, topic.slug) == ("Pain at night", "pain-at-night")
    assert topic.approved
    assert (forum.direct_topics_count, forum.direct_posts_count) == (1, 1)
    assert forum.last_post == post
    assert ForumProfile.objects.get(user=ann).posts_count == 51


def test_a_reply_is_counted_everywhere():
    topic, ben = make_topic(), make_member()

    post = answer(topic, ben)

    topic.refresh_from_db()
    topic.forum.refresh_from_db()
    assert (topic.posts_count, topic.last_post) == (2, post)
    assert (topic.forum.direct_topics_count, topic.forum.direct_posts_count) == (1, 2)
    assert topic.last_post_on == topic.forum.last_post_on == post.created
    assert ForumProfile.objects.get(user=ben).posts_count == 51
    assert post.subject == f"Re: {topic.subject}"
    assert Post.objects.get(pk=post.pk).content.rendered == "<p>So have I.</p>\n"


def test_a_post_is_announced_and_its_writer_follows():
    topic, ben = make_topic(), make_member()

    post = answer(topic, ben)

    assert announced() == [post.pk]
    assert list(topic.subscribers.all()) == [ben]


def test_who_does_not_want_to_follow_does_not():
    topic, ben = make_topic(), make_member()
    ForumProfile.objects.filter(user=ben).update(follows_own_discussions=False)

    answer(topic, ben)

    assert not topic.subscribers.exists()


def test_the_first_post_of_a_newcomer_waits_and_counts_nowhere():
    forum, new = make_forum(), make_member(trusted=False)

    post = start(forum, new)

    forum.refresh_from_db()
    assert (post.approved, post.hold) == (False, Post.Hold.NEWCOMER)
    assert (post.topic.approved, post.topic.posts_count) == (False, 0)
    assert Topic.objects.get().first_post == post
    assert (forum.direct_topics_count, forum.direct_posts_count) == (0, 0)
    assert announced() == []


def test_the_reply_of_a_newcomer_waits_and_counts_nowhere():
    topic = make_topic()

    post = answer(topic, make_member(trusted=False))

    topic.refresh_from_db()
    assert post.is_waiting
    assert (topic.posts_count, topic.last_post) == (1, topic.first_post)
    assert announced() == []


@pytest.mark.parametrize("where", ["title", "content_note"])
def test_a_newcomers_link_waits_wherever_it_stands(where):
    new = make_member(trusted=False)
    ForumProfile.objects.update_or_create(user=new, defaults={"posts_count": 2})

    post = start(by=new, **{where: "Buy at miracle-cure.com"})

    assert post.hold == Post.Hold.LINKS


def test_a_discussion_about_a_page_is_linked_by_id():
    subject = make_subject()

    post = start(subject=subject)

    assert Discussion.objects.get(subject=subject).topic == post.topic


def test_nobody_opens_a_discussion_in_a_category():
    with pytest.raises(errors.NotAllowed):
        start(make_forum(category=True))


def test_nobody_writes_in_a_forum_they_cannot_read():
    forum, ann = make_forum(), make_member()
    topic = make_topic(forum)
    close_to(forum, ann)

    with pytest.raises(errors.NotAllowed):
        start(forum, ann)
    with pytest.raises(errors.NotAllowed):
        answer(topic, ann)


@pytest.mark.parametrize(
    ("right", "call"),
    [("can_start_new_topics", start), ("can_reply_to_topics", answer)],
)
def test_a_right_that_was_taken_holds(right, call):
    ann = make_member()
    allow(right, ann, granted=False)

    with pytest.raises(errors.NotAllowed):
        call(by=ann)


def test_a_closed_discussion_takes_no_answer_but_a_moderators():
    topic, ann = make_topic(), make_member()
    Topic.objects.filter(pk=topic.pk).update(status=Topic.TOPIC_LOCKED)

    with pytest.raises(errors.Locked):
        answer(topic, ann)

    allow("can_reply_to_locked_topics", ann)
    assert answer(topic, ann).approved


def test_a_discussion_that_waits_takes_no_answer():
    topic = make_topic(approved=False)

    with pytest.raises(posting.StillWaiting):
        answer(topic)


def test_a_silenced_member_writes_nothing():
    ann = make_member()
    restrict(ann)

    for call in (start, answer):
        with pytest.raises(restrictions.Restricted, match="ends on"):
            call(by=ann)
    assert not Post.objects.filter(poster=ann).exists()


def test_what_the_gate_found_holds_without_another_look():
    ann = make_member()
    access = Access.for_user(ann)
    access.restrictions = [restrict(ann)]

    with pytest.raises(restrictions.Restricted):
        answer(by=ann, access=access)


def test_a_newcomer_writes_four_posts_an_hour():
    new, topic = make_member(trusted=False), make_topic()
    for _ in range(4):
        make_post(topic, new, approved=False)

    with pytest.raises(errors.TooMany):
        answer(topic, new)


def test_a_closed_account_writes_nothing():
    ann = make_member()
    access = Access.for_user(ann)
    assert access.forums is not None
    type(ann).objects.filter(pk=ann.pk).update(is_active=False)

    with pytest.raises(errors.NotAllowed):
        answer(by=ann, access=access)


def test_the_same_form_sent_twice_is_one_post():
    ann, topic, forum, token = make_member(), make_topic(), make_forum(), uuid.uuid4()

    first, again = answer(topic, ann, token=token), answer(topic, ann, token=token)
    opened = start(forum, ann, token=(other := uuid.uuid4()))

    assert first == again
    assert start(forum, ann, token=other) == opened
    assert Post.objects.filter(poster=ann).count() == 2


def test_the_number_of_somebody_elses_form_gives_nothing_away():
    token, topic = uuid.uuid4(), make_topic()
    theirs = answer(topic, token=token)

    mine = answer(topic, token=token)

    assert mine != theirs


def test_a_crisis_is_posted_like_anything_else_and_marked():
    post = answer(text="I want to die.")

    assert (post.approved, post.concern, post.concern_seen_at) == (True, "crisis", None)
    assert list(Post.objects.of_concern()) == [post]


def test_an_ordinary_post_is_of_no_concern():
    assert answer().concern == ""
    assert not Post.objects.of_concern().exists()
