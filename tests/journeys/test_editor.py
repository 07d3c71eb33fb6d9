"""A physician's day at the desk: write, cite, lose the line, meet a colleague, publish."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from articles.models import Article, Reference
from tests.factories import (
    make_article,
    make_contributor,
    make_draft,
    make_figure,
    make_reference,
)
from tests.journeys.desk import carry_session, save, saved, type_at_end, write

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "# What it is\n\nA needle freezes the bone."
DIALOG = "Cite a work"


def test_editor_cites_through_the_picker_sees_the_preview_and_saves(desk, editor):
    make_reference("callstrom2006", title="Painful metastases and ice")
    make_reference("tuncali2007", title="Ice under the magnet")
    article = make_draft(by=editor, body=BODY).article
    tab = desk(editor)
    write(tab, article)

    type_at_end(tab, "\n\nPain fell ")
    tab.get_by_role("button", name="Cite", exact=True).click()
    dialog = tab.get_by_role("dialog", name=DIALOG)
    dialog.get_by_role("searchbox").fill("ice")
    dialog.get_by_role("checkbox", name=re.compile("callstrom2006")).check()
    dialog.get_by_label(re.compile("Page or table")).fill("p. 572")
    dialog.get_by_role("checkbox", name=re.compile("tuncali2007")).check()
    dialog.get_by_role("button", name="Insert").click()

    citation = "[@callstrom2006, p. 572; @tuncali2007]"
    assert tab.locator("#id_body").input_value().endswith(f"Pain fell {citation}")
    tab.locator("#preview").get_by_text("Painful metastases and ice").first.wait_for()
    save(tab)
    saved(tab, 2)
    newest = article.revisions.first()
    assert [one.reference.citekey for one in newest.citations.all()] == [
        "callstrom2006",
        "tuncali2007",
    ]


def test_picker_is_worked_with_the_keyboard_alone(desk, editor):
    make_reference("callstrom2006", title="Painful metastases and ice")
    tab = desk(editor)
    write(tab, make_draft(by=editor, body=BODY).article)

    type_at_end(tab, " ")
    tab.get_by_role("button", name="Cite", exact=True).focus()
    tab.keyboard.press("Enter")
    tab.keyboard.type("callst")
    tab.get_by_role("checkbox", name=re.compile("callstrom2006")).wait_for()
    tab.keyboard.press("Enter")
    tab.get_by_role("button", name="Insert").wait_for()
    tab.keyboard.press("Enter")

    assert tab.locator("#id_body").input_value().endswith("[@callstrom2006]")
    assert tab.locator("#id_body").evaluate("box => box === document.activeElement")


def test_new_reference_is_made_without_leaving_the_text(desk, editor):
    tab = desk(editor)
    write(tab, make_draft(by=editor, body=BODY).article)

    type_at_end(tab, " ")
    tab.get_by_role("button", name="Cite", exact=True).click()
    dialog = tab.get_by_role("dialog", name=DIALOG)
    dialog.get_by_text("not in the library yet").click()
    dialog.get_by_label("References").fill(
        "Doe J, Roe R. A study of warmth. Radiology 2011;12(3):45-56."
    )
    dialog.get_by_role("button", name="Read").click()
    dialog.get_by_label("volume", exact=False).fill("13")
    dialog.get_by_role("button", name="Put into the library").click()
    dialog.get_by_role("button", name="Insert").click()

    assert tab.locator("#id_body").input_value().endswith("[@doe2011]")
    assert Reference.objects.get().volume == "13"


def test_figure_and_boxes_are_placed_as_blocks(desk, editor):
    make_figure("ice-ball", caption="The ice ball")
    tab = desk(editor)
    write(tab, make_draft(by=editor, body=BODY).article)

    type_at_end(tab, "")
    tab.get_by_role("button", name="Figure", exact=True).click()
    tab.get_by_role("button", name=re.compile("The ice ball")).click()
    tab.get_by_role("button", name="Warning", exact=True).click()
    tab.keyboard.insert_text("Plan the margin.")

    typed = "\n\n![](figure:ice-ball)\n\n::: warning\nPlan the margin.\n:::"
    assert tab.locator("#id_body").input_value() == BODY + typed
    tab.locator("#preview").get_by_text("Plan the margin.").wait_for()


def test_problem_leads_to_its_line(desk, editor):
    tab = desk(editor)
    write(tab, make_draft(by=editor, body=BODY).article)

    type_at_end(tab, "\n\nSee [@nobody1999].")
    tab.locator("#problems").get_by_role("button", name="Line 5").click()

    marked = "box => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert tab.locator("#id_body").evaluate(marked) == "See [@nobody1999]."


def test_lost_connection_while_saving_keeps_every_word(desk, editor):
    article = make_draft(by=editor, body=BODY).article
    tab = desk(editor)
    write(tab, article)

    type_at_end(tab, " Two hours of work.")
    tab.context.set_offline(True)
    save(tab)
    tab.get_by_text("Nothing is lost: this browser keeps your text.").wait_for()
    tab.close(run_before_unload=False)
    tab.context.set_offline(False)

    tab = tab.context.new_page()
    write(tab, article)
    assert "Two hours" not in tab.locator("#id_body").input_value()
    tab.get_by_role("button", name="Bring it back").click()
    assert tab.locator("#id_body").input_value().endswith("Two hours of work.")
    tab.get_by_role("button", name="Save as a new revision").click()
    saved(tab, 2)
    assert article.revisions.first().body.endswith("Two hours of work.")
    tab.reload()
    assert tab.get_by_role("button", name="Bring it back").count() == 0
    assert tab.evaluate("localStorage.length") == 0


def test_ended_session_gives_back_and_saves_after_a_new_login(
    desk, editor, live_server
):
    article = make_draft(by=editor, body=BODY).article
    tab = desk(editor)
    write(tab, article)
    type_at_end(tab, " Typed for an hour.")
    tab.context.clear_cookies()

    save(tab)
    tab.get_by_text("Your session has ended. Nothing is lost").wait_for()
    carry_session(tab.context, editor, live_server.url)
    tab.get_by_role("button", name="Save as a new revision").click()

    saved(tab, 2)
    assert article.revisions.first().body.endswith("Typed for an hour.")


def test_without_scripts_nothing_is_lost_either(desk, editor, live_server):
    article = make_draft(by=editor, body=BODY).article
    tab = desk(editor, java_script_enabled=False)
    tab.goto(reverse("admin:articles_article_change", args=[article.pk]))
    tab.locator("#id_body").fill(f"{BODY} Typed slowly.")
    tab.context.clear_cookies()

    save(tab)
    tab.get_by_role("heading", name="nothing is lost").wait_for()
    carry_session(tab.context, editor, live_server.url)
    tab.get_by_role("button", name="Save again").click()

    saved(tab, 2)
    assert article.revisions.first().body.endswith("Typed slowly.")


def test_two_editors_meet_early_and_neither_overwrites(desk, editor, administrator):
    article = make_draft(by=editor, body=BODY).article
    mine, theirs = desk(editor), desk(administrator)
    write(mine, article)
    write(theirs, article)

    type_at_end(theirs, "\n\nTheir words.")
    save(theirs)
    saved(theirs, 2)
    type_at_end(mine, "\n\nMy words.")
    mine.locator("#newer", has_text="the-administrator saved revision 2").wait_for()
    save(mine)
    changes = mine.locator("#their-changes")
    changes.get_by_text("Their words.").first.wait_for()

    type_at_end(mine, "\n\nTheir words.")
    mine.get_by_role("button", name="Save as a new revision").click()
    saved(mine, 3)
    assert article.revisions.first().body == f"{BODY}\n\nMy words.\n\nTheir words."


def test_leaving_with_unsaved_words_is_asked_about(desk, editor):
    tab = desk(editor)
    write(tab, make_draft(by=editor, body=BODY).article)
    asked = []
    tab.on("dialog", lambda box: (asked.append(box.type), box.dismiss()))

    type_at_end(tab, " More.")
    with tab.expect_event("dialog"):
        tab.get_by_role("link", name="History").click()

    assert asked == ["beforeunload"]
    assert tab.locator("#id_body").input_value().endswith("More.")


def test_reviewer_approves_publishes_and_readers_see_it(desk, editor, reviewer):
    make_contributor(user=reviewer)
    article = make_article()
    make_draft(article, by=editor, title="Freezing a spot", body=BODY)
    tab = desk(editor)
    write(tab, article)
    type_at_end(tab, " It takes an hour.")
    save(tab, "Save and ask for a review")
    tab.get_by_text("This text waits for a reviewer.").wait_for()
    tab.wait_for_function("localStorage.length === 0")

    other = desk(reviewer)
    other.goto(reverse("admin:articles_article_review", args=[article.pk, 2]))
    other.get_by_label("Note for the author").fill("Sound.")
    other.get_by_role("button", name="Approve").click()
    other.get_by_role("button", name="Publish").click()
    other.get_by_text("readers see this text from now on").wait_for()
    other.context.clear_cookies()
    other.goto(Article.objects.get().get_absolute_url())

    assert other.get_by_role("heading", name="Freezing a spot", level=1).is_visible()
    assert other.get_by_text("It takes an hour.").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1440])
def test_desk_is_accessible_and_fits(desk, editor, width, scheme):
    work = make_reference()
    revision = make_draft(by=editor, body=f"{BODY} [@{work.citekey}]")
    make_draft(revision.article, by=editor, body=BODY)
    tab = desk(editor, viewport={"width": width, "height": 900}, color_scheme=scheme)
    args = [revision.article_id]

    for name, more in (
        ("article_change", args),
        ("article_history", args),
        ("article_review", [*args, 2]),
        ("pageimport_paste", []),
        ("reference_paste", []),
    ):
        tab.goto(reverse(f"admin:articles_{name}", args=more))
        tab.wait_for_load_state("networkidle")
        assert violations(tab) == []
        wider = "document.documentElement.scrollWidth > innerWidth"
        assert not tab.evaluate(wider), f"{name} scrolls sideways"


def test_pickers_are_accessible(desk, editor):
    make_reference("callstrom2006", title="Ice")
    make_figure("ice-ball")
    tab = desk(editor)
    write(tab, make_draft(by=editor, body=BODY).article)

    tab.get_by_role("button", name="Cite", exact=True).click()
    tab.get_by_role("searchbox").fill("ice")
    tab.get_by_role("checkbox", name=re.compile("callstrom2006")).check()
    tab.get_by_text("not in the library yet").click()
    tab.get_by_label("References").wait_for()
    assert violations(tab) == []
    tab.keyboard.press("Escape")
    tab.get_by_role("button", name="Figure", exact=True).click()
    tab.get_by_role("button", name=re.compile("ice-ball")).wait_for()
    assert violations(tab) == []


def violations(tab):
    """What axe finds; it may not preload the sheets of the preview, for that it adds styles."""
    found = Axe().run(tab, options={"preload": False}).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]
