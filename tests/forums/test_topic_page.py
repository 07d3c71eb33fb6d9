"""The page of a discussion: who wrote what, the expert answer first, what is new."""

import datetime

import pytest
from django.utils import timezone

from articles.models import Audience
from forums.models import Attachment, ExpertAnswer, Mention, Topic
from forums.reading import muting
from forums.writing import experts
from portal.accounts.models import ProfessionalVerification
from tests import factories as articles
from tests import forum_factories as factories

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def asker():
    return factories.make_member("ann-lee")


@pytest.fixture
def topic(asker):
    return factories.make_topic(poster=asker, title="Does ice hurt?", text="I ask.")


def text_of(response):
    return " ".join(response.content.decode().split())


def page_of(client, topic, query=""):
    return text_of(client.get(topic.get_absolute_url() + query))


def verified(handle="dr-kim", profession="radiologist", days=100):
    user = factories.make_member(handle)
    ProfessionalVerification.objects.create(
        user=user,
        profession=profession,
        verified_by=factories.make_member(),
        verified_on=timezone.localdate() - 300 * DAY,
        expires_on=timezone.localdate() + days * DAY,
    )
    return user


def test_badge_is_shown_while_it_is_current(as_member, topic):
    factories.make_post(topic, verified())
    factories.make_post(topic, verified("dr-old", "pathologist", days=-1))

    text = page_of(as_member, topic)

    assert "Verified: radiologist" in text
    assert "pathologist" not in text


@pytest.mark.parametrize(
    ("everywhere", "here", "shown"),
    [(True, None, 1), (None, True, 1), (True, False, 0), (False, None, 0)],
)
def test_moderators_are_named_as_the_rules_of_the_forum_say(
    as_member, moderator, topic, everywhere, here, shown
):
    group = moderator.groups.get()
    group.groupforumpermission_set.all().delete()
    for granted, forum in ((everywhere, None), (here, topic.forum)):
        if granted is not None:
            factories.allow("can_approve_posts", group, forum, granted=granted)
    factories.make_post(topic, moderator)

    assert page_of(as_member, topic).count(">Moderator<") == shown


def test_who_asked_is_said_beside_their_answers(as_member, topic, asker):
    factories.make_post(topic, asker)

    assert page_of(as_member, topic).count("Asked the question") == 1


def test_time_is_exact_for_programs_and_in_the_title(as_member, topic):
    moment = datetime.datetime(2026, 3, 8, 14, 5, tzinfo=datetime.UTC)
    post = factories.make_post(topic, created=moment)

    text = page_of(as_member, topic)

    assert (
        f'<a href="/forums/p/{post.pk}/" rel="bookmark">'
        '<time datetime="2026-03-08T14:05:00+00:00" title="8 March 2026, 14:05 UTC">'
        "8 March 2026</time></a>"
    ) in text


def test_muted_posts_are_folded_and_can_be_shown(as_member, member, topic):
    loud = factories.make_member("loud-one")
    factories.make_post(topic, loud, text="LISTEN")
    muting.mute(member=loud, by=member)

    text = page_of(as_member, topic)

    assert "<summary>You muted this member. Show the post</summary>" in text
    assert text.index("<summary>You muted") < text.index("LISTEN")


def test_the_content_note_of_a_muted_post_stands_before_it(as_member, member, topic):
    loud = factories.make_member("loud-one")
    factories.make_post(topic, loud, text="THE END", content_note="about dying")
    muting.mute(member=loud, by=member)

    text = page_of(as_member, topic)

    note = "You muted this member. Content note: about dying. Show the post"
    assert text.index(note) < text.index("THE END")


def test_edited_post_leads_to_its_history(as_member, topic):
    post = factories.make_post(topic, updates_count=1)

    assert f'<a href="/forums/p/{post.pk}/history/">edited</a>' in page_of(
        as_member, topic
    )


def test_actions_are_those_that_the_reader_has(as_member, member, topic):
    own = factories.make_post(topic, member)
    other = factories.make_post(topic)

    text = page_of(as_member, topic)

    assert f"/forums/p/{own.pk}/edit/" in text
    assert f"/forums/p/{own.pk}/remove/" in text
    assert f"/forums/p/{own.pk}/report/" not in text
    assert f"/forums/p/{other.pk}/edit/" not in text
    assert f"/forums/p/{other.pk}/remove/" not in text
    assert f"/forums/p/{other.pk}/report/" in text
    assert f"?quote={other.pk}" in text


def test_edit_is_offered_while_it_is_possible(as_member, member, topic):
    old = factories.make_post(topic, member, created=timezone.now() - DAY)

    assert f"/forums/p/{old.pk}/edit/" not in page_of(as_member, topic)


def test_closed_discussion_says_so_and_takes_no_answers(as_member, member, topic):
    own = factories.make_post(topic, member)
    Topic.objects.filter(pk=topic.pk).update(status=Topic.TOPIC_LOCKED)

    text = page_of(as_member, topic)

    assert "This discussion is closed" in text
    assert 'href="#answer"' not in text
    assert f"/forums/p/{own.pk}/edit/" not in text
    assert f"/forums/t/{topic.pk}/reply/" not in text


def test_unanswered_question_asks_for_an_answer(as_member, topic):
    text = page_of(as_member, topic)
    assert "Nobody has answered yet" in text
    assert 'href="#answer"' in text

    factories.make_post(topic)

    assert "Nobody has answered yet" not in page_of(as_member, topic)


def test_expert_answer_stands_first_and_leaves_a_note_in_its_place(
    as_member, topic, asker
):
    factories.make_post(topic, text="I think so.")
    answer = factories.make_post(topic, verified(), text="It rarely does.")
    experts.mark(post=answer, by=asker)

    text = page_of(as_member, topic)

    order = ["I ask.", "It rarely does.", "I think so.", "is shown above"]
    assert [text.count(words) for words in order] == [1, 1, 1, 1]
    assert sorted(order, key=text.index) == order
    assert "Profession checked by the portal: radiologist" in text


def test_expert_answer_from_a_later_page_comes_first_too(as_member, topic, asker):
    for _ in range(25):
        factories.make_post(topic)
    answer = factories.make_post(topic, verified(), text="It rarely does.")
    experts.mark(post=answer, by=asker)

    assert "It rarely does." in page_of(as_member, topic)
    later = page_of(as_member, topic, "?page=2")
    assert later.count("It rarely does.") == 1
    assert ">Expert answer<" in later


def test_removed_expert_answer_is_no_longer_first(as_member, topic, asker):
    answer = factories.make_post(topic, verified(), text="It rarely does.")
    experts.mark(post=answer, by=asker)
    answer.removal, answer.removed_at = "moderator", timezone.now()
    answer.save()

    text = page_of(as_member, topic)

    assert 'id="expert-answer"' not in text
    assert "It rarely does." not in text
    assert "Removed by a moderator." in text


@pytest.mark.parametrize(
    ("significance", "told"), [("outdates", True), ("content", False)]
)
def test_expert_answer_says_that_the_page_has_changed(
    as_member, asker, significance, told
):
    page = articles.make_page(title="Ice")
    topic = factories.make_topic(poster=asker, subject=page.subject)
    answer = factories.make_post(topic, verified())
    experts.mark(post=answer, by=asker)
    articles.revise(page, title="Ice, corrected", significance=significance)

    text = page_of(as_member, topic)

    assert ("The page has changed since" in text) is told
    assert f'href="{page.get_absolute_url()}"' in text


def test_change_before_the_mark_is_no_change_since(as_member, asker):
    page = articles.make_page(title="Ice")
    articles.revise(page, title="Ice, corrected", significance="outdates")
    topic = factories.make_topic(poster=asker, subject=page.subject)
    experts.mark(post=factories.make_post(topic, verified()), by=asker)

    assert "The page has changed since" not in page_of(as_member, topic)


@pytest.mark.parametrize(("edition", "prefix"), [("professional", "pro"), ("", "lay")])
def test_link_leads_to_the_edition_of_the_reader(
    as_member, member, asker, edition, prefix
):
    page = articles.make_page(title="Ice")
    articles.make_page(page.subject, Audience.PROFESSIONAL)
    topic = factories.make_topic(poster=asker, subject=page.subject)
    member.preferred_edition = edition
    member.save()

    assert f'href="/{prefix}/{page.subject.slug}/"' in page_of(as_member, topic)


def test_subject_without_a_page_is_named(as_member, asker):
    subject = articles.make_subject("Rare thing")
    topic = factories.make_topic(poster=asker, subject=subject)

    assert "<dd>Rare thing</dd>" in page_of(as_member, topic)


def test_missing_file_does_not_break_the_page(as_member, topic):
    """S14: the page says what is attached without looking at the storage."""
    picture = Attachment.objects.create(
        post=topic.first_post,
        kind="image",
        extension="jpg",
        description='My "scan"',
        file="attachments/gone.jpg",
        size=1000,
        width=640,
        height=480,
    )
    Attachment.objects.create(
        post=topic.first_post,
        kind="pdf",
        extension="pdf",
        description="The letter",
        file="attachments/gone.pdf",
        size=2048,
    )

    text = page_of(as_member, topic)

    assert (
        f'<img src="/forums/files/{picture.pk}/" alt="My &quot;scan&quot;" '
        'width="640" height="480"'
    ) in text
    assert "PDF, 2.0" in text


def test_names_are_those_of_today(as_member, topic):
    eve = factories.make_member("eve-new")
    post = factories.make_post(topic, text=f"Ask @[{eve.pk}].")
    Mention.objects.create(post=post, member=eve)
    gone = factories.make_post(topic).poster
    gone.anonymised_at, gone.is_active = timezone.now(), False
    gone.save()

    text = page_of(as_member, topic)

    assert f'href="/forums/members/{eve.pk}/">@eve-new</a>' in text
    assert gone.handle not in text
    assert "a former member" in text
    assert f"/forums/members/{gone.pk}/" not in text


def test_safety_card_stands_by_the_first_post_that_may_need_it(as_member, topic):
    for _ in range(2):
        factories.make_post(topic, text="I cannot go on.", concern="crisis")

    text = page_of(as_member, topic)

    assert text.count('class="safety-card"') == 1
    assert text.index("safety-card") < text.index("I cannot go on.")


def test_silenced_member_is_told_instead_of_a_box(as_member, member, topic):
    factories.restrict(member, reason="Please keep to the <rules>.")

    text = page_of(as_member, topic)

    assert "You cannot write at present" in text
    assert "Please keep to the &lt;rules&gt;." in text
    assert "<textarea" not in text


def test_silenced_member_is_offered_nothing_that_would_be_refused(
    as_member, member, topic
):
    own = factories.make_post(topic, member)
    factories.restrict(member)

    text = page_of(as_member, topic)
    forum = text_of(as_member.get(topic.forum.get_absolute_url()))

    assert "Quote and answer" not in text
    assert f"/forums/p/{own.pk}/edit/" not in text
    assert f"/forums/p/{own.pk}/remove/" in text
    assert "Start a discussion" not in forum


def test_way_to_the_first_new_post_on_another_page(as_member, topic):
    posts = [factories.make_post(topic) for _ in range(25)]
    for query in ("", "?page=2"):
        page_of(as_member, topic, query)
    fresh = factories.make_post(topic)

    text = page_of(as_member, topic)
    response = as_member.get(f"{topic.get_absolute_url()}?new=1")

    assert f'href="{topic.get_absolute_url()}?new=1"' in text
    assert response["Location"].endswith(f"?page=2#post-{fresh.pk}")
    later = page_of(as_member, topic, "?page=2")
    assert later.count("New since your last visit") == 1
    assert f'href="#post-{fresh.pk}"' in later
    assert posts[0].pk < fresh.pk


def test_first_visit_has_nothing_to_jump_to(as_member, topic):
    factories.make_post(topic)

    assert "Go to the first new post" not in page_of(as_member, topic)


def test_mark_of_another_discussion_is_not_shown(as_member, topic):
    other = factories.make_topic()
    answer = factories.make_post(other, verified())
    ExpertAnswer.objects.create(topic=other, post=answer, profession="x")

    assert "expert" not in page_of(as_member, topic).lower()


def test_no_safety_card_stands_by_words_that_are_gone(as_member, topic):
    factories.make_post(topic, concern="crisis", removal="author")
    assert "safety-card" not in page_of(as_member, topic)
    factories.make_post(topic, text="I cannot go on.", concern="crisis")

    text = page_of(as_member, topic)

    assert text.count('class="safety-card"') == 1
    assert text.index("Removed by its author") < text.index("safety-card")


@pytest.mark.parametrize(("approved", "is_offered"), [(True, False), (False, True)])
def test_who_still_waits_may_change_the_words_after_an_hour(
    client, asker, topic, approved, is_offered
):
    long_ago = timezone.now() - datetime.timedelta(hours=2)
    post = factories.make_post(topic, asker, approved=approved, created=long_ago)
    client.force_login(asker)

    assert (f"/forums/p/{post.pk}/edit/" in page_of(client, topic)) is is_offered
