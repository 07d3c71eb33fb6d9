"""An old page is pasted, finished, reviewed and published, as two physicians would do it."""

import re

import pytest

from articles.models import Article, EvidenceStatus
from tests.factories import make_contributor
from tests.journeys.desk import save, type_at_end

pytestmark = pytest.mark.django_db(transaction=True)

OLD = """Steam ablation of bone cysts – pro

A bone cyst of the upper arm. In steam ablation a thin cannula is placed into the cyst.
The cyst filled with bone in most children. A trial in children concluded: ”

Vapor was as good as surgery in this small group. Larger studies are needed first.”

It remains an E/I procedure pending more studies.

Jane A. Doe, MD, Richard Roe, MDb
Vapor in simple cysts of bone: first results of a trial Radiology, 301, 12-19 2021

Participate in our Forums

To ask questions or participate, please visit our Forums. You must LOGIN to do so.
"""


def ticked_off(tab, title):
    return tab.locator(".suggestion", has_text=title).get_by_text("done")


def test_old_page_is_brought_in_finished_reviewed_and_published(desk, editor, reviewer):
    author = make_contributor("Ann Author")
    make_contributor(user=reviewer)
    tab = desk(editor)
    tab.goto("/admin/")
    tab.get_by_role("link", name="Paste a page").click()
    tab.get_by_label("The old page").fill(OLD)
    tab.get_by_role("button", name="Bring in as a draft").click()
    tab.get_by_text("what is left to do").wait_for()

    enter_status(tab)
    ticked_off(tab, "An evidence status").wait_for()
    tab.locator(".suggestion", has_text="caption").get_by_text("Not needed").click()
    ticked_off(tab, "caption").wait_for()
    finish(tab, author)
    tab.get_by_text("This text waits for a reviewer.").wait_for()
    other = desk(reviewer)
    judge(other)

    other.context.clear_cookies()
    other.goto(Article.objects.get().get_absolute_url())
    heading = other.get_by_role("heading", name="Steam ablation of bone cysts", level=1)
    assert heading.is_visible()
    assert other.locator("blockquote", has_text="Vapor was as good").is_visible()
    assert other.get_by_text("Ann Author").first.is_visible()
    assert other.get_by_text("Experimental / investigational").first.is_visible()
    assert other.get_by_text("You must LOGIN").count() == 0


def enter_status(tab):
    tab.locator(".suggestion", has_text="evidence status").get_by_text(
        "Make it"
    ).click()
    tab.get_by_label("Indication").fill("Simple bone cysts")
    tab.get_by_label("Issuing body").fill("The editors of this page")
    tab.get_by_label("As of").fill("2026-01-01")
    tab.get_by_label("Review by").fill("2030-01-01")
    tab.get_by_role("button", name="Save", exact=True).click()


def finish(tab, author):
    tab.get_by_label("Summary").fill("Hot vapor fills a bone cyst.")
    type_at_end(tab, "\n\n# What is not known\n\nHow long it lasts.")
    tab.get_by_role("combobox", name="Person").select_option(str(author.pk))
    tab.locator("#checks", has_text="Nobody is named").wait_for(state="detached")
    save(tab, "Save and ask for a review")


def judge(tab):
    tab.goto("/admin/")
    tab.get_by_role("link", name=re.compile("waiting for a second person")).click()
    tab.get_by_role("link", name="Steam ablation of bone cysts").click()
    tab.get_by_role("link", name=re.compile("Readers will see it once")).click()
    tab.get_by_role("button", name="Confirm").click()
    assert EvidenceStatus.objects.current().exists()
    tab.goto("/admin/")
    tab.get_by_role("link", name=re.compile("waiting for a review")).click()
    tab.get_by_role("link", name="Steam ablation of bone cysts").click()
    tab.get_by_role("button", name="Approve").click()
    tab.get_by_role("button", name="Publish").click()
    tab.get_by_text("readers see this text from now on").wait_for()
