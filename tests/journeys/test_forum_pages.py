"""Every page for reading the forums in a real browser: no rule of axe broken, no overflow."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from forums.models import Topic
from forums.reading import muting
from forums.telling import subscriptions
from forums.writing import experts
from portal.accounts.models import ProfessionalVerification
from tests import factories as articles
from tests import forum_factories as factories
from tests.journeys.desk import carry_session

pytestmark = pytest.mark.django_db(transaction=True)

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 3
# Fields and buttons are 44 pixels high at least; a box counts with its label.
LOW = """() => [...document.querySelectorAll(
  "button, summary, select, textarea, a.button, input:not([type=hidden])")]
  .map((part) => [part, (part.type === "radio" || part.type === "checkbox")
    ? part.labels[0].getBoundingClientRect() : part.getBoundingClientRect()])
  .filter(([part, box]) => box.width && box.height < 43.5)
  .map(([part, box]) => `${part.outerHTML.slice(0, 80)} ${box.height}`)"""
SCREENS = [(width, scheme) for width in (375, 1440) for scheme in ("light", "dark")]


@pytest.fixture
def talk(member, expert, moderator):
    """A forum with everything that a page can show."""
    article = articles.make_page(title="Ice against bone tumors")
    today = timezone.localdate()
    ProfessionalVerification.objects.create(
        user=expert,
        profession="interventional radiologist",
        verified_by=moderator,
        verified_on=today.replace(year=today.year - 1, day=1),
        expires_on=today.replace(year=today.year + 1, day=1),
    )
    factories.allow("can_approve_posts", moderator)
    above = factories.make_forum("By situation", category=True)
    forum = factories.make_forum(f"New {LONG}"[:99], parent=above, description="Start.")
    factories.make_forum("Waiting for results", parent=forum)
    topic = factories.make_topic(
        forum, member, title=f"Does ice hurt? {LONG}", subject=article.subject
    )
    loud = factories.make_member()
    muting.mute(member=loud, by=member)
    poster = factories.make_member()
    long = f"{LONG}\n\n- one\n- two\n\n`code` **bold** https://example.org/{LONG}"
    factories.make_post(topic, poster, text=long, content_note="scars")
    answer = factories.make_post(topic, expert, text="It rarely does.")
    quote = f"> [post:{answer.pk}]\n> It rarely does.\n\nThanks @[{expert.pk}]."
    factories.make_post(topic, poster, text=quote, updates_count=1)
    factories.make_post(topic, loud, text="LISTEN")
    factories.make_post(topic, poster, removal="moderator")
    factories.make_post(topic, poster, text="I cannot go on.", concern="crisis")
    factories.make_post(topic, member, text="Wait.", approved=False)
    for number in range(20):
        factories.make_post(topic, poster, text=f"Answer {number}.")
    experts.mark(post=answer, by=member)
    articles.revise(article, title="Ice, corrected", significance="outdates")
    factories.make_topic(forum, member, title="Waits", approved=False)
    Topic.objects.filter(pk=factories.make_topic(forum).pk).update(type=2, status=1)
    subscriptions.follow(by=member, topic=topic, forum=forum)
    return topic


def addresses(topic, person):
    own = topic.posts.filter(poster_id=topic.poster_id).last()
    return [
        "/forums/",
        topic.forum.get_absolute_url(),
        topic.get_absolute_url(),
        f"{topic.get_absolute_url()}?page=2",
        "/forums/unread/",
        "/forums/mine/",
        "/forums/following/",
        f"/forums/members/{person.pk}/",
        f"/forums/members/{person.pk}/posts/",
        "/forums/settings/",
        "/forums/search/?q=rarely",
        f"{topic.forum.get_absolute_url()}new/",
        f"/forums/t/{topic.pk}/reply/?quote={topic.first_post_id}",
        f"/forums/p/{own.pk}/edit/",
        f"/forums/p/{own.pk}/remove/",
        f"/forums/p/{own.pk}/history/",
        f"/forums/p/{topic.expert_answer.post_id}/report/",
        f"/forums/ask/{topic.discussion.subject.slug}/",
        f"/lay/{topic.discussion.subject.slug}/",
    ]


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_pages_are_for_everybody(desk, talk, member, expert, width, scheme):
    tab = desk(member, viewport={"width": width, "height": 900}, color_scheme=scheme)
    found = []

    for path in addresses(talk, expert):
        tab.goto(path)
        rules = Axe().run(tab).response["violations"]
        found += [
            f"{path} {rule['id']} {node['html'][:120]}"
            for rule in rules
            for node in rule["nodes"]
        ]
        if tab.evaluate(OVERFLOW) > 0:
            found.append(f"{path} is too wide")
        if width == 375 and path.startswith("/forums/"):
            found += [f"{path} is low: {part}" for part in tab.evaluate(LOW)]

    assert found == []


@pytest.mark.parametrize("width", [375, 1440])
def test_a_moderator_has_tools_that_everybody_can_use(desk, talk, moderator, width):
    tab = desk(moderator, viewport={"width": width, "height": 900})

    for path in (
        "/forums/",
        talk.get_absolute_url(),
        "/forums/moderation/",
        "/forums/moderation/log/",
        f"/forums/moderation/p/{talk.first_post_id}/",
        f"/forums/moderation/t/{talk.pk}/",
        f"/forums/moderation/members/{talk.poster_id}/",
    ):
        tab.goto(path)
        assert tab.evaluate(LOW) == []
        assert Axe().run(tab).response["violations"] == []
        assert tab.evaluate(OVERFLOW) <= 0


def test_folded_posts_open_without_scripts(chromium_browser, live_server, talk, member):
    context = chromium_browser.new_context(
        base_url=live_server.url, java_script_enabled=False
    )
    carry_session(context, member, live_server.url)
    tab = context.new_page()
    tab.goto(talk.get_absolute_url())
    words = tab.get_by_text("LISTEN")

    assert not words.is_visible()
    tab.get_by_text("You muted this member").click()
    assert words.is_visible()
    context.close()


def test_first_new_post_is_one_press_away(desk, talk, member):
    tab = desk(member)
    for query in ("", "?page=2"):
        tab.goto(talk.get_absolute_url() + query)
    fresh = factories.make_post(talk, text="Just now.")

    tab.goto(talk.get_absolute_url())
    tab.get_by_role("link", name="Go to the first new post").click()

    tab.wait_for_url(f"**?page=2#post-{fresh.pk}")
    assert tab.locator(f"#post-{fresh.pk}").is_visible()
    assert tab.get_by_text("New since your last visit").is_visible()


def test_paper_says_the_day_and_offers_nothing_to_press(desk, talk, member):
    """What was "3 hours ago" is wrong on paper by tomorrow."""
    tab = desk(member)
    today = timezone.localdate().strftime("%Y")

    for path in ("/forums/", talk.forum.get_absolute_url(), talk.get_absolute_url()):
        tab.goto(path)
        tab.emulate_media(media="print")
        buttons = tab.locator("main :is(button, .button)")
        moments = tab.locator("time[title]").evaluate_all(
            "all => all.map((one) => getComputedStyle(one, '::after').content)"
        )
        assert buttons.count()
        assert not any(button.is_visible() for button in buttons.all())
        assert moments
        assert all(today in moment for moment in moments)


def test_words_written_from_right_to_left_end_on_the_left(desk, member):
    page = articles.make_page()
    topic = factories.make_topic(title="כאב בלילה?", text="- כאב?")
    tab = desk(member)
    last_is_left = """(part) => { const text = part.firstChild, range = document.createRange();
        const left = (at) => { range.setStart(text, at); range.setEnd(text, at + 1);
            return range.getBoundingClientRect().left; };
        return left(text.length - 1) < left(0); }"""

    tab.goto(topic.forum.get_absolute_url())
    assert tab.get_by_role("link", name="כאב בלילה?").first.evaluate(last_is_left)
    tab.goto(topic.get_absolute_url())
    assert tab.locator("h1").evaluate(last_is_left)
    assert tab.locator(".words li").evaluate(last_is_left)
    tab.context.clear_cookies()
    tab.goto(f"/ask/{page.subject.slug}/")
    tab.get_by_label("Title").fill("כאב?")
    tab.get_by_label("Your text").fill("Since Monday.")
    tab.get_by_role("button", name="Continue").click()
    assert tab.get_by_role("heading", name="כאב?").evaluate(last_is_left)
