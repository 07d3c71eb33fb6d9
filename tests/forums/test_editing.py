"""Changing and removing: who, how long, what stays, what is looked at again."""

import datetime as dt

import pytest
from django.utils import timezone

from forums import counting, errors
from forums.models import (
    ExpertAnswer,
    ForumProfile,
    ModerationAction,
    Post,
    PostVersion,
    Topic,
)
from forums.moderation import restrictions
from forums.writing import editing, posting
from tests.forum_factories import (
    allow,
    make_member,
    make_post,
    make_topic,
    restrict,
)

pytestmark = pytest.mark.django_db


def edit(post, by=None, text="Other words.", **more):
    more = {"content_note": ""} | more
    return editing.edit(post=post, by=by or post.poster, text=text, **more)


def remove(post, by=None):
    return editing.remove_own(post=post, by=by or post.poster)


def grow_old(post, minutes):
    when = timezone.now() - dt.timedelta(minutes=minutes)
    Post.objects.filter(pk=post.pk).update(created=when)
    post.refresh_from_db()


def test_what_a_post_said_before_is_kept():
    post = make_post(text="First words.")

    edit(post, text="Second words.", reason="clearer")
    edit(post, text="Third words.")

    post.refresh_from_db()
    versions = PostVersion.objects.filter(post=post)
    assert [(one.number, one.text) for one in versions] == [
        (1, "First words."),
        (2, "Second words."),
    ]
    assert versions[0].saved_at == post.created
    assert versions[0].saved_by == versions[1].saved_by == post.poster
    assert (post.content.raw, post.updates_count) == ("Third words.", 2)
    assert post.content.rendered == "<p>Third words.</p>\n"
    assert post.edited_at > versions[1].saved_at


def test_the_same_words_again_change_nothing():
    post = make_post(text="Words.")

    edit(post, text="Words.")

    post.refresh_from_db()
    assert (post.updates_count, post.edited_at) == (0, None)
    assert not PostVersion.objects.exists()


def test_the_title_of_the_first_post_is_the_topics():
    topic = make_topic(title="Old")

    edit(topic.first_post, title="New title", text="Words.")

    topic.refresh_from_db()
    assert (topic.subject, topic.slug) == ("New title", "new-title")
    assert topic.first_post.subject == "New title"
    assert PostVersion.objects.get().title == "Old"


def test_answers_let_go_of_a_title_that_was_changed():
    """It may have named somebody; what a moderator reads would still say it."""
    topic, other = make_topic(title="Anna M., 43"), make_post()
    answer = make_post(topic)

    edit(topic.first_post, title="My knee")

    answer.refresh_from_db()
    assert answer.subject == "Re: My knee"
    assert Post.objects.get(pk=other.pk).subject == other.subject


def test_an_answer_has_no_title_to_change():
    post = make_post()
    before = post.topic.subject

    edit(post, title="Mine now")

    post.topic.refresh_from_db()
    assert post.topic.subject == before


def test_own_words_can_be_changed_for_an_hour():
    post = make_post()
    grow_old(post, 59)
    edit(post)
    grow_old(post, 61)

    with pytest.raises(editing.TooLate):
        edit(post, text="Too late.")


def test_what_still_waits_can_be_changed_as_long_as_it_waits():
    post = make_post(approved=False)
    grow_old(post, 6_000)

    assert edit(post).content.raw == "Other words."


def test_nobody_changes_or_removes_somebody_elses_post():
    post, ann = make_post(), make_member()

    with pytest.raises(errors.NotAllowed):
        edit(post, ann)
    with pytest.raises(errors.NotAllowed):
        remove(post, ann)


def test_a_moderator_changes_any_post_with_a_reason_in_the_log(moderator):
    post = make_post()
    grow_old(post, 6_000)

    with pytest.raises(errors.ReasonMissing):
        edit(post, moderator)
    edit(post, moderator, reason="A name was in it.")

    action = ModerationAction.objects.get()
    post.refresh_from_db()
    assert (action.verb, action.by, action.member) == ("edit", moderator, post.poster)
    assert (action.post, action.reason) == (post, "A name was in it.")
    assert (post.updated_by, post.approved) == (moderator, True)


def test_a_moderator_changes_the_title_of_a_removed_question(moderator):
    topic = make_topic(title="Anna M., 43")
    make_post(topic)
    remove(topic.first_post)

    text = topic.first_post.content.raw
    edit(topic.first_post, moderator, title="My knee", text=text, reason="A name.")

    topic.refresh_from_db()
    assert (topic.subject, topic.first_post.removal) == ("My knee", "author")
    erased = make_post(removal="erased")
    with pytest.raises(editing.Removed):
        edit(erased, moderator, reason="x")


def test_a_closed_discussion_a_silence_and_a_removal_end_the_changing():
    locked, silenced, gone = make_post(), make_post(), make_post(removal="moderator")
    Topic.objects.filter(pk=locked.topic_id).update(status=Topic.TOPIC_LOCKED)
    restrict(silenced.poster)

    with pytest.raises(errors.Locked):
        edit(locked)
    with pytest.raises(restrictions.Restricted):
        edit(silenced)
    with pytest.raises(editing.Removed):
        edit(gone)


def test_two_changes_of_the_same_state_do_not_overwrite_each_other():
    post = make_post()
    edit(post, text="One.", base=0)

    with pytest.raises(editing.ChangedMeanwhile):
        edit(post, text="Two.", base=0)

    post.refresh_from_db()
    assert post.content.raw == "One."


def test_a_newcomer_who_changes_an_approved_post_waits_again():
    """S8: approved words must not become others behind the moderator's back."""
    topic = make_topic()
    new = make_member(trusted=False)
    post = make_post(topic, new)

    edit(post, text="Buy this now.")

    post.refresh_from_db()
    topic.refresh_from_db()
    assert (post.approved, post.hold) == (False, Post.Hold.EDITED)
    assert (topic.posts_count, topic.last_post) == (1, topic.first_post)
    assert ForumProfile.objects.get(user=new).posts_count == 0


def test_a_question_that_waits_again_hides_its_discussion():
    topic = make_topic(poster=make_member(trusted=False))

    edit(topic.first_post, title="Buy", text="Buy this now.")

    topic.refresh_from_db()
    topic.forum.refresh_from_db()
    assert (topic.approved, topic.subject) == (False, "Buy")
    assert (topic.forum.direct_topics_count, topic.forum.direct_posts_count) == (0, 0)


def test_a_question_that_others_answered_does_not_take_their_words_away():
    topic = make_topic(poster=make_member(trusted=False), text="First.")
    own = make_post(topic, topic.poster)
    make_post(topic)

    with pytest.raises(editing.Answered):
        edit(topic.first_post, text="More to say.")

    assert Post.objects.get(pk=topic.first_post_id).content.raw == "First."
    edit(own, text="An answer waits alone.")
    remove(topic.first_post)


def test_a_question_whose_answers_nobody_can_read_yet_can_be_changed():
    topic = make_topic(poster=make_member(trusted=False))
    make_post(topic, approved=False)

    edit(topic.first_post, text="More to say.")

    assert Post.objects.get(pk=topic.first_post_id).hold == Post.Hold.EDITED


def test_a_trusted_member_changes_freely_and_counters_stay():
    post = make_post()
    edit(post.topic.first_post, text="Asked better, after an answer.")

    edit(post, text="With a link: https://example.org")

    post.topic.refresh_from_db()
    assert Post.objects.get(pk=post.pk).approved
    assert post.topic.posts_count == 2


def test_a_crisis_written_into_a_post_is_marked():
    post = make_post(concern="emergency", concern_seen_at=timezone.now())

    edit(post, text="I want to die.")

    assert list(Post.objects.of_concern()) == [post]


def test_a_removed_answer_leaves_its_place():
    topic = make_topic()
    post, after = make_post(topic), make_post(topic)
    before = ForumProfile.objects.get(user=post.poster).posts_count

    remove(post)

    post.refresh_from_db()
    topic.refresh_from_db()
    assert (post.removal, post.removed_by) == (Post.Removal.AUTHOR, post.poster)
    assert post.content.raw
    assert (topic.posts_count, topic.last_post) == (3, after)
    assert post in topic.posts.visible_to(make_member())
    assert ForumProfile.objects.get(user=post.poster).posts_count == before - 1


def test_a_removed_question_keeps_the_answers():
    topic = make_topic()
    make_post(topic)

    remove(topic.first_post)

    topic.refresh_from_db()
    assert (topic.approved, topic.posts_count) == (True, 2)


def test_a_removed_question_that_nobody_answered_goes_as_a_whole():
    topic = make_topic()

    remove(topic.first_post)

    topic.refresh_from_db()
    topic.forum.refresh_from_db()
    assert topic not in Topic.objects.visible_to(topic.poster)
    assert (topic.posts_count, topic.forum.direct_topics_count) == (0, 0)
    assert topic.forum.last_post is None


def test_what_waits_is_removed_without_being_counted():
    topic = make_topic()
    post = make_post(topic, approved=False)
    before = ForumProfile.objects.get(user=post.poster).posts_count

    remove(post)

    assert ForumProfile.objects.get(user=post.poster).posts_count == before
    assert post not in topic.posts.visible_to(post.poster)


def test_a_removed_post_is_no_expert_answer_and_is_not_removed_twice():
    post = make_post()
    ExpertAnswer.objects.create(topic=post.topic, post=post, profession="Surgeon")

    remove(post)

    assert not ExpertAnswer.objects.exists()
    with pytest.raises(editing.Removed):
        remove(post)


def test_a_right_to_remove_that_was_taken_holds():
    post = make_post()
    allow("can_delete_own_posts", post.poster, granted=False)

    with pytest.raises(errors.NotAllowed):
        remove(post)


def test_counters_hold_after_all_of_it():
    topic, ann = make_topic(), make_member()
    post = posting.reply(topic=topic, by=ann, text="Words.")
    edit(post)
    remove(post)
    stored = Topic.objects.values_list(*counting.TOPIC_COUNTERS).get(pk=topic.pk)

    counting.recount_topic(topic)

    assert (
        Topic.objects.values_list(*counting.TOPIC_COUNTERS).get(pk=topic.pk) == stored
    )
