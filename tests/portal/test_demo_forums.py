"""The forums of the demonstration: alive, consistent, and loaded once."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from forums import counting
from forums.models import (
    Appeal,
    ExpertAnswer,
    Forum,
    ForumProfile,
    ModerationAction,
    Post,
    PostVersion,
    Report,
    Restriction,
    Topic,
)
from forums.rules.access import Access
from forums.writing import safety
from portal.accounts.models import ProfessionalVerification, User
from portal.accounts.unconfirmed import delete_never_confirmed
from portal.demo.forums.files import read_topics
from portal.demo.loading import load_all

LABELS = (
    *("forums", "forum", "forum_conversation", "forum_member"),
    *("forum_permission", "forum_tracking", "accounts", "procrastinate"),
)


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker):
    """Load once for the module; each test rolls its own changes back on top of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_all()
        transaction.set_rollback(True)


@pytest.fixture
def demo(_loaded, db):
    return _loaded


def count_rows():
    return {
        model._meta.label: model.objects.count()
        for label in LABELS
        for model in apps.get_app_config(label).get_models()
    }


def member(handle):
    return User.objects.get(handle=handle)


def test_demo_has_six_forums_full_of_talk(demo):
    forums = Forum.objects.filter(type=Forum.FORUM_POST)

    assert forums.count() == 6
    assert demo["discussions"] == Topic.objects.count() >= 40
    assert all(forum.direct_topics_count >= 5 for forum in forums)
    assert Topic.objects.filter(posts_count=1).count() >= 3
    assert Topic.objects.filter(posts_count__gt=30).exists()


def test_demo_run_again_adds_nothing_and_keeps_what_members_wrote(demo):
    topic = Topic.objects.filter(approved=True).first()
    topic.posts.create(poster=member("quiet-heron"), subject="Re", content="Mine")
    Topic.objects.filter(subject__startswith="Words I").update(subject="Renamed")
    before = count_rows()

    added = load_all()

    assert added["discussions"] == 0
    assert count_rows() == before
    assert not Topic.objects.filter(subject__startswith="Words I").exists()


def test_demo_counts_are_right(demo):
    def counters():
        forums = Forum.objects.values_list(
            "pk", "direct_topics_count", "direct_posts_count", "last_post"
        )
        topics = Topic.objects.values_list("pk", "posts_count", "last_post")
        members = ForumProfile.objects.filter(posts_count__gt=0).values_list(
            "user", "posts_count"
        )
        return [set(one) for one in (forums, topics, members)]

    before = counters()
    for topic in Topic.objects.all():
        counting.recount_topic(topic)
    counting.recount_members(Post.objects.values_list("poster", flat=True))

    assert counters() == before


def test_demo_times_lie_in_the_last_ten_months_and_run_forward(demo):
    now = timezone.now()
    times = Post.objects.order_by("created").values_list("created", flat=True)

    assert times[0] > now - dt.timedelta(days=304)
    assert max(times) < now
    for post in Post.objects.select_related("poster"):
        assert post.created > post.poster.date_joined


def test_demo_names_and_quotations_are_kept_as_numbers(demo):
    words = "\n".join(post.content.raw for post in Post.objects.all())

    assert "{{" not in words
    assert not any(f"@{user.handle}" in words for user in User.objects.all())
    assert Post.objects.filter(mentions__isnull=False).count() >= 5
    assert Post.objects.filter(quotations__isnull=False).count() >= 5
    assert not Post.objects.filter(_content_rendered=None).exists()


def test_demo_shows_the_warning_card_where_the_watch_words_would(demo):
    for post in Post.objects.all():
        found = safety.concern_of(f"{post.subject}\n{post.content.raw}")
        assert found == post.concern, post.content.raw


def test_demo_has_one_open_report_of_each_reason_or_a_decision(demo):
    assert set(Report.objects.values_list("reason", flat=True)) == set(Report.Reason)
    assert Report.objects.filter(state=Report.State.OPEN).count() == 7
    assert Report.objects.exclude(state=Report.State.OPEN).count() == 2


def test_demo_has_each_kind_of_post_that_is_not_as_it_was(demo):
    assert Post.objects.waiting().count() == 2
    assert list(
        Post.objects.exclude(removal="").order_by("removal").values_list("removal")
    ) == [("author",), ("moderator",)]
    assert PostVersion.objects.count() == 1
    assert Post.objects.exclude(content_note="").count() >= 3


def test_demo_has_a_silenced_member_who_appeals_to_a_second_moderator(demo):
    silence = Restriction.objects.get(kind=Restriction.Kind.SILENCE)

    assert silence.until > timezone.now()
    assert Appeal.objects.get().restriction == silence
    assert silence.by != member("kind-badger")
    assert ModerationAction.objects.filter(member=silence.member).count() >= 3


def test_demo_has_an_expert_answer_older_than_what_outdates_the_page(demo):
    answer = ExpertAnswer.objects.get(topic__subject__startswith="The 2013 trial")
    subject = answer.topic.discussion.subject
    newer = subject.articles.filter(
        revisions__significance="outdates",
        revisions__published_at__gt=answer.marked_at,
    )

    assert "1.4 at 8 weeks" in answer.post.content.raw
    assert newer.exists()
    assert ExpertAnswer.objects.exclude(pk=answer.pk).count() == 2


def test_demo_links_discussions_to_all_five_subjects(demo):
    linked = Topic.objects.filter(discussion__isnull=False)
    counts = linked.values("discussion__subject").annotate(count=Count("pk"))

    assert linked.count() >= 12
    assert len(counts) == 5


@pytest.mark.parametrize(
    ("handle", "may_read"),
    [
        ("quiet-heron", False),
        ("cedar-bridge", False),
        ("patient-otter", True),
        ("night-fern", True),
        ("kind-badger", True),
        ("steady-ibex", True),
    ],
)
def test_demo_room_of_professionals_is_theirs(demo, handle, may_read):
    readable = [forum.name for forum in Access.for_user(member(handle)).forums]

    assert ("Professionals only" in readable) is may_read
    assert "Caregivers" in readable


def test_demo_moderator_moderates(demo):
    moderator = Access.for_user(member("kind-badger"))

    assert len(moderator.moderated_ids) >= 6
    assert not Access.for_user(member("quiet-heron")).moderated_ids


def test_demo_discussions_open_for_those_who_may_read_them(demo, client):
    client.force_login(member("quiet-heron"))
    one_of_each = Topic.objects.filter(approved=True).order_by("forum_id")
    waiting = Topic.objects.get(approved=False)

    found = {
        topic.forum.name: client.get(topic.get_absolute_url()).status_code
        for topic in one_of_each.distinct("forum_id").select_related("forum")
    }

    assert found.pop("Professionals only") == 404
    assert list(found.values()) == [200] * 5
    assert client.get(waiting.get_absolute_url()).status_code == 404


def test_demo_badges_are_current_but_one(demo):
    current = ProfessionalVerification.objects.current()

    assert set(current.values_list("user__handle", flat=True)) == {
        "patient-otter",
        "night-fern",
    }
    assert ProfessionalVerification.objects.count() == 3


def test_demo_members_are_neither_deleted_nor_able_to_log_in(demo):
    before = User.objects.count()

    delete_never_confirmed()

    assert User.objects.count() == before
    assert not member("slow-comet").has_usable_password()


def test_demo_file_with_time_running_backward_is_refused(tmp_path, monkeypatch):
    (tmp_path / "topics").mkdir()
    text = '=== Title\n{"by": "a", "days": 1}\nWords\n\n--- b +2d\nLater than now\n'
    (tmp_path / "topics" / "one.md").write_text(text)
    monkeypatch.setattr("portal.demo.forums.files.HERE", tmp_path)

    with pytest.raises(ValueError, match="backward"):
        read_topics("one", timezone.now())
