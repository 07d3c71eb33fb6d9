"""From a mail back to the forums, and out of the mails again, in a real browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail

from forums.models import ExpertAnswer, ForumProfile, Mute, Notification
from forums.telling import digest, notification_tasks
from forums.telling.unsubscribing import What, address
from tests.forum_factories import make_member, make_post, make_topic
from tests.forums.mailing import minutes_pass, sweep, told
from tests.personas import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

SCREENS = {"wide": (1440, "light"), "phone": (375, "dark")}


@pytest.fixture(params=SCREENS.values(), ids=SCREENS.keys())
def screen(request, page):
    width, scheme = request.param
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    return page


@pytest.fixture
def assert_good(screen, assert_accessible):
    def check():
        assert_accessible()
        wide = screen.evaluate("document.documentElement.scrollWidth")
        assert wide <= screen.viewport_size["width"], screen.url

    return check


def links(message):
    """Return the paths that a mail leads to."""
    return re.findall(r"http://testserver(/\S+)", message.body)


def test_the_page_of_choices_is_for_everybody(screen, member, log_in, assert_good):
    Mute.objects.create(member=member, muted=make_member("a-rather-long-public-name"))
    log_in(member)
    screen.goto("/forums/settings/")
    assert_good()

    screen.get_by_label("once a day").check()
    screen.get_by_label("Show titles and first words in e-mails").check()
    screen.get_by_role("button", name="Save").click()

    screen.get_by_text("Your choices are saved.").wait_for()
    profile = ForumProfile.objects.get(user=member)
    assert (profile.notify_replies, profile.titles_in_mails) == ("daily", True)


def test_the_way_out_is_for_everybody(screen, member, assert_good):
    screen.goto(address(member.pk, What.ALL).removeprefix("http://testserver"))
    assert_good()

    screen.get_by_role("button", name="Stop these e-mails").click()
    screen.get_by_role("heading", name="These e-mails are stopped").wait_for()
    assert_good()


def test_a_broken_way_out_is_for_everybody(desk, member):
    tab = desk(member)
    tab.goto("/unsubscribe/x/")

    assert Axe().run(tab).response["violations"] == []


@pytest.mark.parametrize("width", [375, 1440])
def test_mails_are_for_everybody(page, member, width):
    ForumProfile.objects.create(user=member, weekly_digest=True, titles_in_mails=True)
    topic = make_topic(title="Sleeping with a brace: what helped you at night?")
    for _number in range(3):
        topic.subscribers.add(member)
        row = {"member": member, "post": make_post(topic)}
        Notification.objects.create(kind="reply", **row)
    Notification.objects.create(member=member, post=topic.first_post, kind="mention")
    sweep()
    ExpertAnswer.objects.create(
        topic=make_topic(title="Is a cold bone brittle?"),
        post=make_post(topic),
        profession="surgeon",
    )
    digest.send(digest.waiting().values_list("pk", flat=True))
    assert len(mail.outbox) == 2

    for message in mail.outbox:
        page.set_viewport_size({"width": width, "height": 900})
        page.set_content(message.alternatives[0].content)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
        assert found.response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_mail_leads_to_the_answer_and_out_of_the_mails(page, member):
    topic = make_topic(title="Sleeping with a brace")
    topic.subscribers.add(member)
    post = make_post(topic, make_member("ann"), text="A pillow between the knees.")
    notification_tasks.fan_out(post.pk)
    sweep()
    answer, stop, _settings, _stop_all = links(mail.outbox[0])[:4]

    page.goto(answer)
    page.get_by_label("E-mail address").fill(member.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_text("A pillow between the knees.").wait_for()
    assert page.url.endswith(f"#p{post.pk}") or f"{post.pk}" in page.url

    page.context.clear_cookies()
    page.goto(stop)
    page.get_by_role("button", name="Stop these e-mails").click()
    page.get_by_role("heading", name="These e-mails are stopped").wait_for()
    notification_tasks.fan_out(make_post(topic).pk)
    minutes_pass(16)
    sweep()
    assert told() == [member.email]
