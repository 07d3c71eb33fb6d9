"""Many writers at once: nothing is lost, counted twice, posted twice, or deadlocked (S20)."""

import random
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, transaction
from django.db.models import F

from forums import recounting
from forums.models import Appeal, Post, Topic
from forums.moderation import appeals, handling, steering
from forums.rules.access import Access
from forums.writing import editing, posting
from tests.factories import make_user
from tests.forum_factories import allow, make_forum, make_member, make_post, make_topic

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EACH = 8, 12


def at_once(*calls):
    """Run the calls at the same moment, each on its own connection; return the results."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def make_writer():
    """Return somebody whom no limit stops and who never waits for approval."""
    return make_member(is_staff=True)


def settle():
    """Begin from counters that are right: factories give members a past."""
    allow("can_post_without_approval", None)
    for difference in list(recounting.differences()):
        recounting.repair(difference)
    assert list(recounting.differences()) == []


def test_eight_writers_in_one_topic_are_counted_exactly():
    topic = make_topic()
    people = [make_writer() for _ in range(WRITERS)]
    settle()

    def work(by):
        for number in range(EACH):
            posting.reply(topic=topic, by=by, text=f"Words {number}.")
            Topic.objects.filter(pk=topic.pk).update(views_count=F("views_count") + 1)

    at_once(*[lambda by=by: work(by) for by in people])

    topic.refresh_from_db()
    assert topic.posts_count == 1 + WRITERS * EACH
    assert topic.views_count == WRITERS * EACH
    assert topic.last_post == topic.posts.order_by("created", "pk").last()
    assert list(recounting.differences()) == []


def test_writing_changing_removing_and_moving_at_once_leave_exact_counters():
    homes = [make_forum(), make_forum()]
    topics = [make_topic(homes[number % 2]) for number in range(3)]
    people = [make_writer() for _ in range(WRITERS - 1)]
    steward = make_user()  # may everything
    settle()

    def work(seed, by):
        dice, mine = random.Random(seed), []
        for number in range(EACH):
            what = dice.choice(("reply", "reply", "edit", "remove", "start"))
            if what in ("edit", "remove") and mine:
                post = mine.pop(dice.randrange(len(mine)))
                if what == "edit":
                    editing.edit(post=post, by=by, text=f"Other {number}.")
                else:
                    editing.remove_own(post=post, by=by)
            elif what == "start":
                mine.append(
                    posting.start_topic(
                        forum=dice.choice(homes), by=by, title="T", text="Words."
                    )
                )
            else:
                topic = dice.choice(topics)
                mine.append(posting.reply(topic=topic, by=by, text="Words."))

    def move():
        for number in range(EACH):
            topic = Topic.objects.select_related("forum").get(pk=topics[number % 3].pk)
            target = homes[topic.forum_id == homes[0].pk]
            access = Access.for_user(steward)
            steering.move(topic=topic, to=target, access=access, is_confirmed=True)

    workers = [lambda n=n, by=by: work(n, by) for n, by in enumerate(people)]
    at_once(*workers, move)

    assert list(recounting.differences()) == []
    assert Post.objects.count() > 40


def test_a_repair_beside_writers_repairs():
    topic = make_topic()
    people = [make_writer() for _ in range(4)]
    settle()

    def work(by):
        for _ in range(EACH):
            posting.reply(topic=topic, by=by, text="Words.")

    def repair():
        for _ in range(EACH):
            for difference in recounting.differences():
                recounting.repair(difference)

    at_once(*[lambda by=by: work(by) for by in people], repair)

    assert list(recounting.differences()) == []


@pytest.mark.parametrize("opens", [True, False])
def test_a_form_sent_eight_times_at_once_is_one_post(opens):
    ann, topic, token = make_member(), make_topic(), uuid.uuid4()

    def send():
        if opens:
            return posting.start_topic(
                forum=topic.forum, by=ann, title="T", text="Words.", token=token
            )
        return posting.reply(topic=topic, by=ann, text="Words.", token=token)

    found = at_once(*[send] * 8)

    assert len({post.pk for post in found}) == 1
    assert Post.objects.filter(poster=ann).count() == 1


def test_two_changes_at_once_both_stay_in_the_history():
    post = make_post(text="First.")

    at_once(
        *[
            lambda text=text: editing.edit(post=post, by=post.poster, text=text)
            for text in ("One.", "Two.")
        ]
    )

    post.refresh_from_db()
    said = [one.text for one in post.versions.all()]
    assert post.updates_count == 2
    assert sorted([*said, post.content.raw]) == ["First.", "One.", "Two."]


def test_restoring_a_post_does_not_wait_for_whoever_decides_the_appeal(moderator):
    """That one waits for the post: they would wait for each other."""
    access, post = Access.for_user(moderator), make_post()
    handling.hide(post=post, access=access, reason="Noise.")
    appeals.appeal(against=post.actions.get(), by=post.poster, text="It was not.")
    decided, restored = Event(), Event()

    def decide():
        try:
            with transaction.atomic():
                Appeal.objects.select_for_update().get()
                restored.wait(20)
                decided.set()
        finally:
            connection.close()

    def restore():
        handling.restore(post=post, access=access)
        restored.set()
        return decided.is_set()

    with ThreadPoolExecutor(1) as pool:
        deciding = pool.submit(decide)
        while not is_locked(Appeal):
            assert not deciding.done()
        was_decided_first = restore()
        deciding.result()

    assert not was_decided_first
    assert Appeal.objects.get().state == Appeal.State.OPEN


def is_locked(model):
    with transaction.atomic():
        return not model.objects.select_for_update(skip_locked=True).exists()
