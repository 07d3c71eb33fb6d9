"""What a page shows, and at what price."""

import datetime

import pytest
from django.utils import timezone

from articles.models import (
    Article,
    Audience,
    EvidenceStatus,
    ReferenceRelation,
    Revision,
    SubjectRelation,
    Term,
)
from articles.reading import Page
from tests import factories

pytestmark = pytest.mark.django_db

# Page with subject and revision · references · figures · evidence · people · other edition
# with related pages.
ARTICLE_QUERIES = 6
PANEL = 1  # how much is talked about it; kept for a minute


def open_page(page: Article) -> Page:
    """The page as a view gets it."""
    article = Article.objects.with_text().get(pk=page.pk)
    return Page(article, article.published)


def page_with(count: int) -> Article:
    """A page with so many references, figures, people, statuses and related pages."""
    term = factories.make_term()
    subject = factories.make_subject(terms=[term])
    works = [factories.make_reference() for _ in range(count)]
    figures = [factories.make_figure() for _ in range(count)]
    people = [factories.make_contributor() for _ in range(count)]
    for number in range(count):
        factories.make_status(subject, indication=f"use {number}")
        factories.make_page(factories.make_subject(terms=[term]))
    factories.make_page(subject, Audience.PROFESSIONAL, title="For clinicians")
    paragraphs = [f"Cold kills cells [@{work.citekey}]." for work in works]
    paragraphs += [f"![](figure:{figure.key})" for figure in figures]
    body = "# What it is\n\n" + "\n\n".join(paragraphs)
    return factories.make_page(subject, body=body, authors=people, seek_help="Call.")


@pytest.mark.parametrize("count", [1, 3])
def test_article_costs_the_same_for_one_and_three(
    reader, count, django_assert_num_queries
):
    page = page_with(count)

    with django_assert_num_queries(ARTICLE_QUERIES + PANEL):
        response = reader.get(page.get_absolute_url())

    text = response.content.decode()
    assert text.count('<li id="ref-') == count
    assert text.count('<figure id="figure-') == count
    assert text.count('<div class="status"') == count
    assert text.count("<small>Also about ") == count


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["print", "revision"])
def test_print_and_permalink_cost_the_same(
    reader, name, count, django_assert_num_queries
):
    page = page_with(count)
    urls = {
        "print": f"{page.get_absolute_url()}print/",
        "revision": page.published.get_absolute_url(),
    }

    extra = 1 + PANEL if name == "revision" else 0
    with django_assert_num_queries(ARTICLE_QUERIES + extra):
        response = reader.get(urls[name])

    assert response.content.decode().count('<li id="ref-') == count


def test_figure_gets_number_size_caption_and_credit(reader):
    figure = factories.make_figure(caption="Ice & bone", credit="<b>Drawn</b>")
    page = factories.make_page(body=f"Text.\n\n![](figure:{figure.key})")

    text = reader.get(page.get_absolute_url()).content.decode()

    assert 'src="/static/img/figures/cryoablation-steps.svg"' in text
    assert 'width="640" height="330"' in text
    assert "Figure 1." in text
    assert "Ice &amp; bone" in text
    assert "&lt;b&gt;Drawn&lt;/b&gt;" in text


def test_drawing_that_left_the_portal_leaves_its_words(reader):
    figure = factories.make_figure(drawing="no-such-drawing.svg")
    page = factories.make_page(body=f"Text.\n\n![](figure:{figure.key})")

    text = reader.get(page.get_absolute_url()).content.decode()

    assert "no-such-drawing" not in text
    assert "<p>A needle in a bone</p>" in text


def test_lay_page_has_the_box_and_professional_page_has_not():
    lay = factories.make_page(seek_help="Call at once.")
    professional = factories.make_page(
        audience=Audience.PROFESSIONAL, seek_help="Call at once."
    )

    assert "Call at once." in open_page(lay).seek_help
    assert open_page(professional).seek_help is None


def test_people_are_named_by_deed_with_what_they_declared(reader):
    author = factories.make_contributor("Ada Author", declared=False)
    factories.make_disclosure(author, text="Owns shares in Ice Ltd.")
    page = factories.make_page(authors=[author])

    contributions = dict(open_page(page).contributions)
    text = reader.get(page.get_absolute_url()).content.decode()

    assert [row.person for row in contributions["Written by"]] == [author]
    assert "Reviewed by" in contributions
    assert "Owns shares in Ice Ltd." in text
    assert "One of the people named declared interests" in text


def test_without_interests_the_money_line_is_plain():
    page = open_page(factories.make_page())

    assert page.money_line == "No sponsor paid for, saw or approved this page."


def test_dates_tell_published_changed_reviewed_and_due():
    page = factories.make_page()
    first = page.published.published_at
    latest = factories.revise(page)

    dates = open_page(page).dates

    assert dates.published == first
    assert dates.changed == latest.published_at
    assert dates.reviewed == latest.decided_at
    assert dates.review_due > timezone.localdate()
    assert not dates.is_overdue


def test_late_review_says_late(reader):
    page = factories.make_page()
    Article.objects.filter(pk=page.pk).update(review_due=datetime.date(2020, 3, 1))

    text = reader.get(page.get_absolute_url()).content.decode()

    assert '<time datetime="2020-03-01">March 2020</time> · late' in text


def test_superseded_status_is_not_shown():
    page = factories.make_page()
    old = factories.make_status(page.subject)
    new = factories.make_status(
        page.subject, code=EvidenceStatus.Code.EMERGING, supersedes=old
    )

    assert open_page(page).statuses == [new]


def test_retraction_shows_at_once_also_beside_an_old_text(reader):
    work = factories.make_reference()
    page = factories.make_page(body=f"True [@{work.citekey}].")
    old = page.published.get_absolute_url()
    factories.revise(page, body="Nothing is true.")

    notice = factories.make_reference(title="Retraction")
    factories.relate_references(notice, ReferenceRelation.Kind.RETRACTION_OF, work)

    assert "Retracted or under concern" in reader.get(old).content.decode()


def test_later_report_is_the_newest_of_updates_and_final_reports():
    interim, update, final = (
        factories.make_reference(year=year) for year in (2006, 2013, 2021)
    )
    factories.relate_references(interim, ReferenceRelation.Kind.INTERIM_OF, final)
    factories.relate_references(update, ReferenceRelation.Kind.UPDATE_OF, interim)
    page = factories.make_page(body=f"True [@{interim.citekey}].")

    report = open_page(page).references[0].later_report

    assert (report.citekey, report.year) == (final.citekey, 2021)


def test_unchecked_works_are_counted():
    works = [
        factories.make_reference(),
        factories.make_reference(checked_on=timezone.localdate()),
    ]
    body = " ".join(f"[@{work.citekey}]" for work in works)

    assert open_page(factories.make_page(body=f"True {body}.")).unchecked == 1


def test_range_of_citations_names_its_works():
    works = [factories.make_reference() for _ in range(3)]
    group = "; ".join(f"@{work.citekey}" for work in works)
    page = open_page(factories.make_page(body=f"True [{group}]."))

    (found,) = page.ranges

    assert (found.first, found.last) == (1, 3)
    assert [work.reference for work in found.citations] == works


def test_related_pages_stand_with_their_reason():
    term = factories.make_term("Pelvis", Term.Kind.BODY_SITE)
    subject = factories.make_subject(terms=[term])
    page = factories.make_page(subject)
    kinds = SubjectRelation.Kind
    named = {
        name: factories.make_page(factories.make_subject(), title=name)
        for name in ("Forward", "Back", "Stranger")
    }
    factories.relate(subject, named["Forward"].subject, kinds.ALTERNATIVE)
    factories.relate(named["Back"].subject, subject, kinds.NEXT_STEP)
    factories.make_page(factories.make_subject(terms=[term]), title="Shared")
    factories.make_page(subject, Audience.PROFESSIONAL, title="Other")

    related = [(item.title, item.reason) for item in open_page(page).related]

    assert related == [
        ("Other", "This page for professionals"),
        ("Forward", "Alternative"),
        ("Back", "Comes before this"),
        ("Shared", "Also about Pelvis"),
    ]


def test_related_pages_are_of_the_same_edition_and_can_be_read():
    term = factories.make_term()
    page = factories.make_page(factories.make_subject(terms=[term]))
    factories.make_page(factories.make_subject(terms=[term]), Audience.PROFESSIONAL)
    factories.make_draft(factories.make_article(factories.make_subject(terms=[term])))

    assert open_page(page).related == []


def test_missing_edition_is_offered_to_ask_for(reader):
    page = factories.make_page()

    text = reader.get(page.get_absolute_url()).content.decode()

    assert "There is no edition for professionals yet." in text
    assert f'href="/pro/{page.subject.slug}/ask/"' in text


def test_switch_knows_the_sections_of_the_other_edition(reader):
    page = factories.make_page()
    factories.make_page(page.subject, Audience.PROFESSIONAL, body="# Outcomes\n\nText.")

    text = reader.get(page.get_absolute_url()).content.decode()

    assert 'data-sections="s-outcomes "' in text


def test_correction_of_the_other_edition_is_said():
    page = factories.make_page()
    other = factories.make_page(page.subject, Audience.PROFESSIONAL)
    assert open_page(page).outdated_by is None

    correction = factories.revise(other, significance=Revision.Significance.OUTDATES)

    assert open_page(page).outdated_by == correction.published_at
    assert open_page(other).outdated_by is None


def test_correction_before_this_text_was_published_is_not_said():
    page = factories.make_page()
    other = factories.make_page(page.subject, Audience.PROFESSIONAL)
    factories.revise(other, significance=Revision.Significance.OUTDATES)

    factories.revise(page, note="Caught up")

    assert open_page(page).outdated_by is None


def test_permalink_shows_the_text_of_then_under_a_banner(reader):
    author = factories.make_contributor("Ada Author")
    page = factories.make_page(title="Then", body="Old words.", authors=[author])
    old = page.published.get_absolute_url()
    other = factories.make_contributor()
    factories.revise(
        page, title="Now", body="New words.", contributors=[(other, "author")]
    )

    text = reader.get(old).content.decode()

    assert "This is an earlier version" in text
    assert "Old words." in text
    assert "New words." not in text
    assert "Ada Author" in text
    assert '<meta name="robots" content="noindex">' in text


def test_permalink_of_the_current_text_has_no_banner(reader):
    page = factories.make_page()

    text = reader.get(page.published.get_absolute_url()).content.decode()

    assert "This is an earlier version" not in text


@pytest.mark.parametrize("path", ["", "print/", "history/", "r/1/", "report/"])
def test_demonstration_says_so(reader, path):
    page = factories.make_page(factories.make_subject(is_demo=True))

    text = reader.get(f"{page.get_absolute_url()}{path}").content.decode()

    assert "Demonstration content, not reviewed by a clinician" in text


@pytest.mark.parametrize("path", ["", "history/"])
@pytest.mark.parametrize("is_demo", [True, False])
def test_search_engines_are_kept_out_of_demonstration(reader, path, is_demo):
    page = factories.make_page(factories.make_subject(is_demo=is_demo))

    text = reader.get(f"{page.get_absolute_url()}{path}").content.decode()

    assert ('<meta name="robots" content="noindex">' in text) == is_demo


def test_page_says_how_to_cite_exactly_this_text(reader, settings):
    settings.SITE_URL, settings.SITE_NAME = "https://portal.example", "Portal"
    author = factories.make_contributor("Ada Author")
    page = factories.make_page(title="Freezing", authors=[author])

    text = reader.get(page.get_absolute_url()).content.decode()

    date = f"{page.published.published_at:%-d %B %Y}"
    address = f"https://portal.example{page.published.get_absolute_url()}"
    assert f"Ada Author ({date}). Freezing (revision 1). Portal. {address}" in text


def test_places_of_a_reference_have_names_of_their_own(reader):
    factories.make_reference("doe2020")
    body = "# How\n\nA [@doe2020].\n\nB [@doe2020].\n\n# When\n\nC [@doe2020]."
    page = factories.make_page(body=body)

    text = reader.get(page.get_absolute_url()).content.decode()

    assert ">How (1)</a>" in text
    assert '><span class="visually-hidden">How</span> (2)</a>' in text
    assert ">When</a>" in text


def test_page_without_references_says_so(reader):
    text = reader.get(factories.make_page().get_absolute_url()).content.decode()

    assert "This page has no references." in text


def test_when_to_seek_help_stands_before_everything_about_the_page(reader):
    page = factories.make_page(seek_help="Call when you cannot move your legs.")

    html = reader.get(page.get_absolute_url()).content.decode()

    assert html.index("Call when you cannot move") < html.index("About this page")
