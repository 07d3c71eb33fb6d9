"""The forum panel of an article: numbers for guests, discussions for members, leaks never."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from forums.models import ExpertAnswer
from forums.reading import panel
from tests import factories as articles
from tests import forum_factories as factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    panel.forget()
    yield
    panel.forget()


@pytest.fixture
def page():
    return articles.make_page(title="Ice")


def text_of(client, page):
    return " ".join(client.get(page.get_absolute_url()).content.decode().split())


def talk(page, title="Does it hurt?", **fields):
    topic = factories.make_topic(title=title, subject=page.subject, **fields)
    factories.make_post(topic)
    topic.refresh_from_db()
    return topic


def mark(topic, text="It rarely does."):
    answer = factories.make_post(topic, text=text)
    return ExpertAnswer.objects.create(
        topic=topic, post=answer, profession="radiologist"
    )


def test_guests_learn_how_much_and_never_what(reader, page):
    topic = talk(page, "Our private question")
    mark(topic, "Words of an expert")

    text = text_of(reader, page)

    assert "Members have begun 1 discussion about this page, with 2 answers." in text
    assert "must log in to participate" in text
    assert "/about/forum-rules/" in text
    assert f'href="/ask/{page.subject.slug}/"' in text
    for leak in ("private question", "Words of", topic.poster.handle, "/forums/"):
        assert leak not in text


def test_guests_get_the_same_page_without_a_cookie(reader, page):
    talk(page)

    response = reader.get(page.get_absolute_url())

    assert not response.cookies
    assert response["Cache-Control"].startswith("public")
    assert response.content == reader.get(page.get_absolute_url()).content


def test_members_see_the_newest_discussions(as_member, page):
    titles = [f"Question {number}" for number in range(7)]
    for title in titles:
        talk(page, title)
    talk(articles.make_page(), "About another page")

    text = text_of(as_member, page)

    shown = [title for title in titles if f">{title}</a>" in text]
    assert shown == titles[2:]
    assert "1 answer · new</small>" in text
    assert "another page" not in text
    assert "Ask about this page" in text


def test_expert_answers_stand_first_with_their_words(as_member, page):
    answer = mark(talk(page))

    text = text_of(as_member, page)

    assert "(radiologist): It rarely does." in text
    assert f"/forums/p/{answer.post_id}/" in text
    assert "The page has changed since." not in text


def test_names_in_the_words_of_an_expert_are_shown(as_member, page):
    answer = mark(talk(page))
    other = factories.make_member(handle="tin-drum")
    answer.post.content = f"Ask @[{other.pk}] about the drum."
    answer.post.save()

    assert "Ask @tin-drum about the drum." in text_of(as_member, page)


def test_suspended_members_read_nothing_here_either(as_member, member, page):
    topic = talk(page, "Our private question")
    mark(topic, "Words of an expert")
    factories.restrict(member, "suspension")

    text = text_of(as_member, page)

    assert "The forums are closed to your account for now." in text
    assert "private question" not in text
    assert "Words of" not in text


def test_expert_answer_says_that_the_page_has_changed(as_member, page):
    mark(talk(page))
    articles.revise(page, title="Ice, corrected", significance="outdates")

    assert "The page has changed since." in text_of(as_member, page)


def test_removed_expert_answer_is_gone(as_member, page):
    post = mark(talk(page)).post
    post.removal, post.removed_at = "author", timezone.now()
    post.save()

    assert "It rarely does." not in text_of(as_member, page)


def test_talk_of_professionals_is_for_them_alone(
    reader, as_member, as_expert, expert, page
):
    professionals = Group.objects.create(name="Some professionals")
    expert.groups.add(professionals)
    forum = factories.make_forum()
    factories.close_to(forum)
    for codename in ("can_see_forum", "can_read_forum"):
        factories.allow(codename, professionals, forum)
    mark(talk(page, "Among ourselves", forum=forum), "Strong words")

    guest, member, insider = (
        text_of(client, page) for client in (reader, as_member, as_expert)
    )

    assert "Members have begun" not in guest
    for leak in ("ourselves", "Strong"):
        assert leak not in guest
        assert leak not in member
        assert leak in insider


def test_forum_below_a_closed_one_counts_for_nobody(reader, page):
    above = factories.make_forum(category=True)
    forum = factories.make_forum(parent=above)
    above.refresh_from_db()
    factories.close_to(above)
    talk(page, forum=forum)

    assert "Members have begun" not in text_of(reader, page)


@pytest.mark.parametrize("fields", [{"approved": False}])
def test_waiting_question_counts_for_nobody(as_member, reader, page, fields):
    factories.make_topic(title="Waiting", subject=page.subject, **fields)

    assert "Members have begun" not in text_of(reader, page)
    assert "Waiting" not in text_of(as_member, page)


@pytest.mark.parametrize("count", [1, 3])
def test_panel_costs_guests_one_query_a_minute(
    page, rf, count, django_assert_num_queries
):
    for _ in range(count):
        talk(page)

    with django_assert_num_queries(1):
        first = panel.counts(page.subject.pk)
    with django_assert_num_queries(0):
        again = panel.counts(page.subject.pk)

    assert first == again == panel.Counts(count, count)


def test_numbers_are_counted_anew_after_a_minute(page, monkeypatch):
    moment = 1_000.0
    monkeypatch.setattr(panel.time, "monotonic", lambda: moment)
    panel.counts(page.subject.pk)
    talk(page)

    assert panel.counts(page.subject.pk).discussions == 0
    moment += 61
    assert panel.counts(page.subject.pk).discussions == 1


@pytest.mark.parametrize("count", [1, 3])
def test_panel_costs_members_the_same_for_one_and_three(
    as_member, page, count, django_assert_num_queries
):
    for _ in range(count):
        mark(talk(page))
    as_member.get(page.get_absolute_url())

    # The article's own 6 · session, member, last seen · measures · forums, rules · topics, in
    # two · experts
    with django_assert_num_queries(6 + 3 + 6):
        as_member.get(page.get_absolute_url())


def test_numbers_of_few_subjects_are_kept(page, monkeypatch):
    monkeypatch.setattr(panel, "MOST_KEPT", 1)

    for subject in (page.subject, articles.make_subject()):
        panel.counts(subject.pk)

    assert len(panel._kept) == 1


def test_a_content_note_stands_for_the_words_of_an_expert(as_member, page):
    found = mark(talk(page), "Most people die of it.")
    type(found.post).objects.update(content_note="about dying")

    text = text_of(as_member, page)

    assert "Content note: about dying" in text
    assert "Most people die" not in text
