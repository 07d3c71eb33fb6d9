"""Verbs about posts: what changes, who is told, who may, who comes second."""

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from forums.errors import AlreadyHandled, NotAllowed, OwnCase, ReasonMissing
from forums.models import (
    ExpertAnswer,
    ForumProfile,
    ModerationAction,
    Post,
    Report,
)
from forums.moderation import handling
from forums.rules.access import Access
from forums.writing import editing
from tests.forum_factories import (
    allow,
    make_forum,
    make_member,
    make_post,
    make_report,
    make_topic,
)

pytestmark = pytest.mark.django_db

VERBS = ["approve", "refuse", "hide", "restore", "dismiss", "uphold"]


@pytest.fixture
def access(moderator):
    return Access.for_user(moderator)


def do(verb, post, access):
    words = {"approve": {}, "dismiss": {"answer": "a"}, "uphold": {"answer": "a"}}
    return getattr(handling, verb)(
        post=post, access=access, **words.get(verb, {"reason": "Because."})
    )


def suited(verb, **fields):
    """Return a post in the state from which a verb leads on."""
    if verb in ("approve", "refuse"):
        return make_post(approved=False, hold="newcomer", **fields)
    if verb == "restore":
        return make_post(removal="moderator", **fields)
    post = make_post(**fields)
    if verb in ("dismiss", "uphold"):
        make_report(post)
    return post


def jobs(name):
    return ProcrastinateJob.objects.filter(task_name__endswith=name).count()


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_is_one_line_of_the_log(verb, access):
    post = suited(verb)

    do(verb, post, access)

    line = ModerationAction.objects.get()
    assert (line.verb, line.by, line.post, line.member, line.topic) == (
        verb,
        access.user,
        post,
        post.poster,
        post.topic,
    )


@pytest.mark.parametrize("verb", VERBS)
def test_the_second_is_told_and_changes_nothing(verb, access):
    post = suited(verb)
    do(verb, post, access)
    before = Post.objects.values().get(pk=post.pk)

    with pytest.raises(AlreadyHandled, match=access.user.handle):
        do(verb, post, access)

    assert ModerationAction.objects.count() == 1
    assert Post.objects.values().get(pk=post.pk) == before


@pytest.mark.parametrize("verb", VERBS)
def test_moderators_of_another_forum_may_not(verb):
    post, user = suited(verb), make_member()
    allow("can_approve_posts", user, make_forum())
    allow("can_delete_posts", user, make_forum())

    with pytest.raises(NotAllowed):
        do(verb, post, Access.for_user(user))

    assert not ModerationAction.objects.exists()


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_decides_about_own_posts(verb, access):
    post = suited(verb, poster=access.user)

    with pytest.raises(OwnCase):
        do(verb, post, access)


@pytest.mark.parametrize("verb", ["dismiss", "uphold", "hide"])
def test_nobody_decides_about_own_reports(verb, access):
    post = make_post()
    report = make_report(post, access.user)

    with pytest.raises(OwnCase):
        do(verb, post, access)

    report.refresh_from_db()
    assert report.state == Report.State.OPEN


@pytest.mark.parametrize("verb", ["refuse", "hide"])
def test_taking_down_needs_a_reason(verb, access):
    with pytest.raises(ReasonMissing):
        getattr(handling, verb)(post=suited(verb), access=access, reason=" \n")


@pytest.mark.parametrize("verb", ["approve", "refuse", "hide", "restore"])
def test_the_author_is_told_in_a_job(verb, access):
    do(verb, suited(verb), access)

    assert jobs("tell_author") == 1


def test_approved_post_counts_and_is_announced(access):
    topic = make_topic()
    post = make_post(topic, approved=False, hold="newcomer")

    handling.approve(post=post, access=access)

    post.refresh_from_db()
    topic.refresh_from_db()
    assert (post.approved, post.hold) == (True, "")
    assert (topic.posts_count, topic.last_post) == (2, post)
    assert topic.forum.topics.get().forum.direct_posts_count == 2
    assert ForumProfile.objects.get(user=post.poster).posts_count == 1
    assert jobs("fan_out") == 1


def test_approved_first_post_opens_its_discussion(access):
    topic = make_topic(approved=False, hold="newcomer")
    assert not topic.approved

    handling.approve(post=topic.first_post, access=access)

    topic.refresh_from_db()
    topic.forum.refresh_from_db()
    assert topic.approved
    assert topic.forum.direct_topics_count == 1


def test_a_change_that_is_approved_is_not_announced_again(access):
    post = make_post(approved=False, hold="edited")

    handling.approve(post=post, access=access)

    assert jobs("fan_out") == 0


def test_refused_post_stays_unseen_and_is_not_counted(access):
    post = make_post(approved=False, hold="newcomer")

    handling.refuse(post=post, access=access, reason="No.")

    post.refresh_from_db()
    assert (post.approved, post.removal, post.removed_by) == (
        False,
        "refused",
        access.user,
    )
    assert ForumProfile.objects.get(user=post.poster).posts_count == 0


def test_removed_answer_leaves_a_tombstone_and_keeps_the_thread(access):
    topic = make_topic()
    post, answer = make_post(topic), make_post(topic)

    handling.hide(post=post, access=access, reason="No.")

    post.refresh_from_db()
    topic.refresh_from_db()
    assert (post.approved, post.removal) == (True, "moderator")
    assert (topic.approved, topic.posts_count) == (True, 3)
    assert topic.last_post == answer
    assert ForumProfile.objects.get(user=post.poster).posts_count == 0


def test_removed_first_post_takes_its_discussion_along_and_brings_it_back(access):
    topic = make_topic()
    make_post(topic)

    handling.hide(post=topic.first_post, access=access, reason="No.")
    topic.refresh_from_db()
    topic.forum.refresh_from_db()
    hidden = (topic.approved, topic.forum.direct_topics_count)
    handling.restore(post=topic.first_post, access=access)
    topic.refresh_from_db()
    topic.forum.refresh_from_db()

    assert hidden == (False, 0)
    assert (topic.approved, topic.forum.direct_topics_count) == (True, 1)
    assert topic.forum.direct_posts_count == 2


def test_a_removed_expert_answer_is_none_any_more(access):
    post = make_post()
    ExpertAnswer.objects.create(topic=post.topic, post=post, profession="oncologist")

    handling.hide(post=post, access=access, reason="No.")

    assert not ExpertAnswer.objects.exists()


def test_what_waits_is_refused_even_if_somebody_pressed_remove(access):
    post = make_post(approved=False, hold="edited")

    handling.hide(post=post, access=access, reason="No.")

    assert Post.objects.get(pk=post.pk).removal == "refused"
    assert ModerationAction.objects.get().verb == "refuse"


def test_what_its_author_removed_is_not_put_back(access):
    post = make_post(removal="author")

    with pytest.raises(AlreadyHandled):
        handling.restore(post=post, access=access)


def test_refused_post_that_is_put_back_is_announced(access):
    post = make_post(approved=False, removal="refused")

    handling.restore(post=post, access=access)

    assert Post.objects.get(pk=post.pk).approved
    assert jobs("fan_out") == 1


@pytest.mark.parametrize(
    ("verb", "state"),
    [("hide", "upheld"), ("uphold", "upheld"), ("dismiss", "dismissed")],
)
def test_all_reports_of_a_post_are_closed_at_once(verb, state, access):
    post = make_post()
    for _ in range(3):
        make_report(post)

    do(verb, post, access)

    assert set(Report.objects.values_list("state", "handled_by")) == {
        (state, access.user.pk)
    }
    assert jobs("tell_reporter") == 3


def test_a_seen_concern_leaves_the_queue(access):
    post = make_post(concern="crisis")

    handling.dismiss(post=post, access=access)

    assert Post.objects.get(pk=post.pk).concern_seen_at <= timezone.now()
    assert ModerationAction.objects.get().verb == "dismiss"


def test_words_that_changed_since_they_were_read_are_not_approved(as_moderator):
    post = suited("approve", text="Harmless")
    page = as_moderator.get(f"/forums/moderation/p/{post.pk}/")
    seen = page.context["case"].seen
    assert f'name="seen" value="{seen}"' in page.text
    editing.edit(post=post, by=post.poster, text="Buy at https://cure.example")
    address = f"/forums/moderation/p/{post.pk}/approve/"

    again = as_moderator.post(address, {"seen": seen, "to_next": ""}, follow=True)

    assert not Post.objects.get(pk=post.pk).approved
    assert "changed this post since" in again.text
    assert "cure.example" in again.text
    as_moderator.post(address, {"seen": again.context["case"].seen})
    assert Post.objects.get(pk=post.pk).approved


@pytest.mark.parametrize("verb", ["approve", "refuse", "hide", "restore"])
def test_a_decision_settles_the_concern_that_the_words_raised(verb, access):
    post = suited(verb, concern="crisis")

    do(verb, post, access)

    assert Post.objects.get(pk=post.pk).concern_seen_at is not None


@pytest.mark.parametrize(("removal", "told"), [("moderator", 0), ("refused", 1)])
def test_who_follows_hears_of_a_restored_post_that_was_never_shown(
    removal, told, access
):
    handling.restore(post=make_post(removal=removal), access=access)

    assert jobs("fan_out") == told
