"""Report → removal → appeal → back again, in a browser; and the pages of moderation."""

import pytest
from django.contrib.auth.models import Group

from forums.models import Post
from tests.forum_factories import make_member, make_post, make_report, make_topic
from tests.personas import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture
def people(db):
    """A member who reports, one who wrote, and two moderators."""
    found = {}
    for name in ("reporter", "writer", "first", "second"):
        found[name] = make_member(name)
        found[name].set_password(PASSWORD)
        found[name].save(update_fields=["password"])
    moderators = Group.objects.get(name="Moderators")
    moderators.user_set.add(found["first"], found["second"])
    return found


def log_out(page):
    page.context.clear_cookies()


def test_report_removal_appeal(page, log_in, assert_accessible, people):
    post = make_post(make_topic(), people["writer"], text="Buy my magnets.")

    log_in(people["reporter"])
    page.goto(f"/forums/p/{post.pk}/report/")
    assert_accessible()
    page.get_by_label("advertising").check()
    page.get_by_role("button", name="Send the report").click()
    page.get_by_role("heading", name="Thank you for your report").wait_for()
    log_out(page)

    log_in(people["first"])
    page.goto("/forums/moderation/")
    assert_accessible()
    page.get_by_role("link", name="Start with the most urgent").click()
    page.get_by_text("Buy my magnets.").wait_for()
    assert_accessible()
    reason = page.get_by_label("Reason, as the author will read it")
    canned = page.locator("#id_refuse-canned")
    canned.select_option(index=1)
    assert reason.input_value()
    reason.fill("This is advertising.")
    page.get_by_role("button", name="Remove and go to the next").click()
    page.get_by_text("Nothing else is waiting for you.").wait_for()
    log_out(page)

    action = post.actions.get(verb="hide")
    log_in(people["writer"])
    page.goto(f"/forums/appeals/post/{action.pk}/")
    assert_accessible()
    page.get_by_text("This is advertising.").wait_for()
    page.get_by_label("Why it should be decided differently").fill("It was a joke.")
    page.get_by_role("button", name="Send the appeal").click()
    page.get_by_text("A second moderator will decide").wait_for()
    log_out(page)

    decide(page, log_in, assert_accessible, people)
    assert Post.objects.get(pk=post.pk).removal == ""


def decide(page, log_in, assert_accessible, people):
    """The second moderator grants the appeal."""
    log_in(people["second"])
    page.goto("/forums/moderation/appeals/")
    page.get_by_role("link", name="Removed a post").click()
    assert_accessible()
    page.get_by_role("button", name="Grant it: undo the decision").click()
    page.get_by_text("Granted: the decision is undone.").wait_for()


@pytest.mark.parametrize(
    "place", ["log/", "appeals/", "t/{topic}/", "members/{member}/"]
)
def test_pages_of_moderation(page, log_in, assert_accessible, people, place):
    post = make_report().post

    log_in(people["first"])
    ids = {"topic": post.topic_id, "member": post.poster_id}
    page.goto(f"/forums/moderation/{place.format(**ids)}")

    assert_accessible()
