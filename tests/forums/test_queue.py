"""What waits for a moderator, in which order, and how it is worked off."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from forums.models import CannedReply, Forum, Post, Report
from forums.moderation import decision_tasks, queue
from forums.rules.access import Access
from tests.forum_factories import (
    allow,
    close_to,
    make_forum,
    make_member,
    make_post,
    make_report,
    make_topic,
    restrict,
)

pytestmark = pytest.mark.django_db

Reason = Report.Reason


def ago(hours):
    return timezone.now() - dt.timedelta(hours=hours)


def waiting(hours=1, **fields):
    return make_post(
        approved=False, created=ago(hours), **({"hold": "newcomer"} | fields)
    )


def reported(hours=1, reason=Reason.ABUSE, **fields):
    post = make_post(**fields)
    make_report(post, reason=reason, reported_at=ago(hours))
    return post


def entries():
    return queue.entries(list(Forum.objects.values_list("pk", flat=True)))


def ids():
    return [entry.post_id for entry in entries()]


def page_of(post):
    return reverse("forums:moderated_post", args=[post.pk])


def press(browser, post, verb, **said):
    address = reverse("forums:moderate_post", args=[post.pk, verb])
    return browser.post(address, said)


def test_crisis_comes_first_then_what_is_due_next():
    late_approval = waiting(13)
    new_approval = waiting(1)
    new_report = reported(1)
    old_report = reported(20)
    call = reported(0, Reason.SELF_HARM)
    words = make_post(concern="crisis")

    assert ids()[:2] in ([call.pk, words.pk], [words.pk, call.pk])
    assert ids()[2:] == [
        late_approval.pk,  # due an hour ago
        old_report.pk,  # due in 4 hours
        new_approval.pk,  # due in 11
        new_report.pk,  # due in 23
    ]


def test_a_post_with_five_reports_is_one_entry():
    post = reported(2)
    for _ in range(4):
        make_report(post, reason=Reason.SCAM)

    (entry,) = entries()

    assert (entry.post_id, entry.reports_count, entry.kind) == (post.pk, 5, "reports")
    assert entry.reported_at < ago(1)


def test_one_call_among_the_reports_makes_it_a_crisis():
    post = reported(2)
    make_report(post, reason=Reason.SELF_HARM)

    assert entries()[0].is_crisis


@pytest.mark.parametrize(
    "post",
    [
        {},
        {"concern": "crisis", "concern_seen_at": timezone.now()},
        {"approved": False, "removal": "refused"},
        {"approved": False, "removal": "author"},
        {"concern": "crisis", "removal": "moderator"},
    ],
)
def test_what_is_settled_does_not_wait(post):
    make_report(
        make_post(**post), state=Report.State.DISMISSED, handled_at=timezone.now()
    )

    assert entries() == []
    assert queue.size(list(Forum.objects.values_list("pk", flat=True))) == 0


def test_a_changed_post_waits_since_the_change():
    post = waiting(100, hold="edited")
    Post.objects.filter(pk=post.pk).update(updated=ago(2))

    assert not entries()[0].is_overdue


@pytest.mark.parametrize(
    ("make", "target"),
    [
        (lambda hours: waiting(hours), 12),
        (lambda hours: reported(hours), 24),
        (lambda hours: reported(hours, Reason.SELF_HARM), 1),
        (lambda hours: make_post(concern="emergency", created=ago(hours)), 1),
    ],
)
def test_targets(make, target):
    make(target - 0.1)
    assert not entries()[0].is_overdue
    Post.objects.update(approved=True, concern="")
    Report.objects.all().delete()

    make(target + 0.1)
    (entry,) = entries()
    assert entry.is_overdue
    assert not entry.is_long_overdue

    make(2 * target + 0.1)
    assert entries()[0].is_long_overdue


def test_size_counts_posts_once(django_assert_num_queries):
    post = waiting(1, concern="crisis")
    make_report(post)
    make_report(post)
    reported()
    forums = list(Forum.objects.values_list("pk", flat=True))

    with django_assert_num_queries(1):
        assert queue.size(forums) == 2


def test_entry_of_one_post_agrees_with_the_list():
    for post in (waiting(1), reported(2), make_post(concern="crisis")):
        (listed,) = [one for one in entries() if one.post_id == post.pk]
        single = queue.entry_of(post, list(post.reports.all()))
        assert (single.since, single.due, single.kind) == (
            listed.since,
            listed.due,
            listed.kind,
        )
    assert queue.entry_of(make_post(), []) is None


def test_page_says_why_since_when_and_how_late(as_moderator):
    post = reported(30, Reason.SCAM, title="Miracle for sale")
    make_report(post, reason=Reason.SCAM)

    page = as_moderator.get(reverse("forums:queue"))

    assert "Miracle for sale" in page.text
    assert "reported 2 times: scam or fraud" in page.text
    assert "Overdue by 6\xa0hours." in page.text


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_any_number(
    as_moderator, django_assert_num_queries, count
):
    for _ in range(count):
        post = waiting(1, concern="crisis")
        make_report(post)
        make_report(post)

    as_moderator.get("/forums/")  # the first visit of a day writes it down

    with django_assert_num_queries(15):
        as_moderator.get(reverse("forums:queue"))


@pytest.mark.parametrize("count", [1, 3])
def test_case_costs_the_same_for_any_number(
    as_moderator, django_assert_num_queries, count
):
    topic, author = make_topic(), make_member()
    for _ in range(count):
        make_post(topic)
        restrict(author)
    post = make_post(topic, author)
    for _ in range(count):
        make_post(topic)
        make_report(post)

    as_moderator.get("/forums/")

    with django_assert_num_queries(24):
        as_moderator.get(page_of(post))


def test_kinds_narrow_the_list(as_moderator):
    waiting(1, title="To approve")
    reported(1, title="Reported")

    page = as_moderator.get(reverse("forums:queue"), {"show": "reports"})

    assert "Reported" in page.text
    assert "To approve" not in page.text


def test_case_shows_the_post_in_its_discussion_with_the_record(as_moderator):
    topic, author = make_topic(text="The question."), make_member("alder")
    restrict(author, reason="An older reason.")
    post = make_post(topic, author, text="**Strong** words.")
    make_post(topic, text="An answer to that.")
    make_report(post, note="Please look.")

    page = as_moderator.get(page_of(post)).text

    for words in (
        "The question.",
        "<strong>Strong</strong> words.",
        "An answer to that.",
        "Please look.",
        "An older reason.",
        "alder",
    ):
        assert words in page


def test_case_of_somebody_who_left_leads_to_no_record(as_moderator):
    """There is nobody to warn any more, and the page of the record is not there."""
    author = make_member(is_active=False, anonymised_at=timezone.now())
    post = reported(poster=author)

    page = as_moderator.get(page_of(post)).text

    record = reverse("forums:member_record", args=[author.pk])
    assert record not in page
    assert "Trust" not in page
    assert as_moderator.get(record).status_code == 404


@pytest.mark.parametrize("removal", ["author", "erased", ""])
def test_nobody_is_asked_whether_a_post_can_stand_that_is_gone(as_moderator, removal):
    post = reported(removal=removal)

    page = as_moderator.get(page_of(post)).text
    as_moderator.post(reverse("forums:moderate_post", args=[post.pk, "dismiss"]))
    decision_tasks.tell_reporter(report_id=Report.objects.get().pk)

    assert ("It is gone already" in page) == bool(removal)
    assert ("Let it stand" in page) == (not removal)
    (message,) = mail.outbox
    assert ("already taken the post back" in message.body) == bool(removal)
    assert ("found that it can stand" in message.body) == (not removal)


def test_next_in_queue(as_moderator):
    first, second = waiting(3), waiting(2)

    to_first = as_moderator.get(reverse("forums:queue_next"))
    to_second = press(as_moderator, first, "approve", to_next="")
    done = press(as_moderator, second, "approve", to_next="")

    assert to_first.url == page_of(first)
    assert to_second.url == page_of(second)
    assert done.url == reverse("forums:queue")


def test_own_posts_are_left_to_others(as_moderator, moderator):
    post = waiting(1, poster=moderator)

    answer = as_moderator.get(reverse("forums:queue_next"))
    page = as_moderator.get(page_of(post))
    press(as_moderator, post, "approve")

    assert answer.url == reverse("forums:queue")
    assert "another moderator decides it" in page.text
    assert not Post.objects.get(pk=post.pk).approved


def test_canned_words_work_without_script(as_moderator):
    post, canned = waiting(1), CannedReply.objects.first()

    press(
        as_moderator,
        post,
        "refuse",
        **{"refuse-canned": canned.pk, "refuse-words": "And this."},
    )

    reason = post.actions.get(verb="refuse").reason
    assert reason == f"{canned.text}\n\nAnd this."


def test_missing_reason_is_said_on_the_page(as_moderator):
    post = waiting(1)

    page = press(as_moderator, post, "refuse")

    assert page.status_code == 200
    assert "Please write a reason. The member will read it." in page.text
    assert Post.objects.get(pk=post.pk).is_waiting


def test_the_second_moderator_is_told_who_was_faster(as_moderator, as_administrator):
    post = waiting(1)
    press(as_administrator, post, "approve")

    press(as_moderator, post, "refuse", **{"refuse-words": "No."})

    page = as_moderator.get(page_of(post))
    assert "the-administrator was faster: approved a post." in page.text
    assert Post.objects.get(pk=post.pk).approved


VERBS = ["approve", "refuse", "hide", "restore", "dismiss", "uphold"]


@pytest.mark.parametrize("verb", VERBS)
def test_posts_of_other_forums_are_not_there(client, verb):
    """S7: a moderator of forum A reaches nothing in forum B, whatever the address says."""
    host, own = make_member(), make_forum()
    allow("can_approve_posts", host, own)
    allow("can_delete_posts", host, own)
    post = make_report(waiting(1)).post
    client.force_login(host)

    words = {"refuse-words": "No.", "stand-words": "x"}
    assert press(client, post, verb, **words).status_code == 404
    assert client.get(page_of(post)).status_code == 404
    report = reverse("forums:report", args=[post.reports.get().pk])
    assert client.get(report).status_code == 404
    assert post.subject not in client.get(reverse("forums:queue")).text
    assert Post.objects.get(pk=post.pk).is_waiting


def test_moderators_see_only_forums_they_may_read(as_moderator, moderator):
    forum, _open = make_forum(), make_forum()
    close_to(forum, moderator)
    post = waiting(1, topic=make_topic(forum), title="In a closed forum")

    assert "In a closed forum" not in as_moderator.get(reverse("forums:queue")).text
    assert as_moderator.get(page_of(post)).status_code == 404


def test_report_leads_to_its_post(as_moderator):
    report = make_report()

    answer = as_moderator.get(reverse("forums:report", args=[report.pk]))

    assert answer.url == page_of(report.post)
    assert as_moderator.get(reverse("forums:report", args=[0])).status_code == 404


def test_unknown_verbs_are_not_there(as_moderator):
    assert press(as_moderator, waiting(1), "delete").status_code == 404


def test_moderated_ids_hold_for_the_whole_queue(moderator):
    waiting(1)
    access = Access.for_user(moderator)

    assert queue.next_for(access) == Post.objects.waiting().get().pk
    assert queue.next_for(access, after=Post.objects.waiting().get().pk) is None
    assert mail.outbox == []


def test_case_shows_what_a_person_could_be_found_by(as_moderator):
    post = make_post(text="Write to ann@example.org", approved=False)

    found = as_moderator.get(page_of(post)).content.decode()
    post = make_post(text="Nothing of the kind", approved=False)
    other = as_moderator.get(page_of(post)).content.decode()

    assert "<code>ann@example.org</code>" in found
    assert "Contains what looks like" not in other
