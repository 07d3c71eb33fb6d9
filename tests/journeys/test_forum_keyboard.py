"""The forums by keyboard alone: answer, quote, report, decide."""

import pytest
from django.contrib.auth.models import Group

from forums.models import Post, Report
from tests import forum_factories as factories

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 80  # more stops than any of these pages has


@pytest.fixture
def topic():
    return factories.make_topic(title="Does ice hurt?", text="I am afraid.")


def reach(tab, name):
    """Press Tab until what has the focus is called ``name``; it must show that it has."""
    for _ in range(MANY):
        tab.keyboard.press("Tab")
        found = tab.evaluate(
            """() => { const part = document.activeElement, style = getComputedStyle(part);
            return [(part.labels?.[0] ?? part).textContent.trim().replace(/\\s+/g, " "),
                    style.outlineStyle, part.getBoundingClientRect().height]; }"""
        )
        if found[0] == name:
            assert found[1] == "solid"
            assert found[2] > 0
            return
    raise AssertionError(f"no way to {name}")


def press(tab, name):
    reach(tab, name)
    tab.keyboard.press("Enter")


def test_a_member_answers_and_quotes(desk, topic):
    tab = desk(factories.make_member("ann"))
    tab.goto(topic.get_absolute_url())

    press(tab, "Write an answer")
    reach(tab, "Your text")
    tab.keyboard.type("It is cold, and it passes.")
    press(tab, "Post your answer")
    tab.get_by_text("It is cold, and it passes.").wait_for()

    press(tab, "Quote and answer")
    tab.wait_for_url("**/reply/?quote=*")
    reach(tab, "Your text")
    tab.keyboard.press("Control+End")
    tab.keyboard.type("So am I.")
    press(tab, "Post your answer")
    tab.get_by_text("So am I.").wait_for()

    assert Post.objects.last().content.raw.endswith("So am I.")


def test_a_member_reports_and_a_moderator_decides(desk, topic):
    tab = desk(factories.make_member("ann"))
    tab.goto(topic.get_absolute_url())
    press(tab, "Report")
    tab.get_by_role("heading", name="Report a post").wait_for()
    reach(tab, "somebody may harm themselves")
    for _ in range(list(Report.Reason).index(Report.Reason.ADVERTISING)):
        tab.keyboard.press("ArrowDown")
    press(tab, "Send the report")
    tab.get_by_role("heading", name="Thank you for your report").wait_for()

    moderator = factories.make_member("mod")
    moderator.groups.add(Group.objects.get(name="Moderators"))
    tab = desk(moderator)
    tab.goto("/forums/moderation/")
    press(tab, "Start with the most urgent")
    tab.get_by_role("heading", name="It cannot stay").wait_for()
    reach(tab, "Reason, as the author will read it")
    tab.keyboard.type("This is advertising.")
    press(tab, "Remove")
    tab.get_by_text("The author is told why").wait_for()

    assert Report.objects.get().state == Report.State.UPHELD
