"""One style for all references."""

from dataclasses import replace
from datetime import date

from articles.models import Reference
from articles.references import display
from articles.references.records import Name, ParsedReference

PEOPLE = tuple(Name(f"Doe{letter}", "Jane Mary") for letter in "abcdefg")
WORK = ParsedReference(
    authors=PEOPLE[:2],
    title="Ice and bone",
    container_title="Radiology",
    year=2008,
    volume="37",
    issue="1",
    pages="39-48",
)


def test_full_line():
    assert (
        display.full_line(WORK)
        == "Doea JM, Doeb JM. Ice and bone. Radiology. 2008;37(1):39–48."
    )


def test_six_authors_are_shown_then_et_al():
    assert display.authors_line(replace(WORK, authors=PEOPLE)).endswith(
        "Doef JM, et al."
    )
    assert "et al" not in display.authors_line(replace(WORK, authors=PEOPLE[:6]))


def test_truncated_list_says_et_al():
    line = display.authors_line(replace(WORK, authors_truncated=True))

    assert line == "Doea JM, Doeb JM, et al."


def test_groups_suffixes_and_hyphens():
    people = (Name("Smith", "Jean-Pierre", "Jr"), Name(literal="Ice Group"))

    assert (
        display.authors_line(replace(WORK, authors=people)) == "Smith JP Jr, Ice Group."
    )


def test_a_question_needs_no_full_stop():
    assert not display.source_line(replace(WORK, title="Ice?")).title_ends_open
    assert display.source_line(WORK).title_ends_open


def test_missing_parts_leave_no_marks_behind():
    bare = ParsedReference(title="Ice", authors=(Name("Doe", "J."),))

    assert display.full_line(bare) == "Doe J. Ice."
    assert display.numbers(replace(bare, year=2001, pages="3-4")) == "2001:3–4."
    assert display.numbers(replace(bare, year=2001, volume="3")) == "2001;3."


def test_rows_of_the_model_are_shown_the_same():
    row = Reference(
        title="Ice", authors=[{"family": "Doe", "given": "Jane"}], year=2001
    )

    assert display.full_line(row) == "Doe J. Ice. 2001."
    assert display.short_label(row) == "Doe 2001"


def test_short_label_without_authors_or_year():
    assert display.short_label(ParsedReference(title="Ice")) == "Ice"


def test_cite_this_revision():
    line = display.cite_page(
        people=PEOPLE[:2],
        title="Cryoablation",
        published=date(2026, 3, 1),
        number=3,
        site="Portal",
        url="https://example.org/pro/x/r/3/",
    )

    assert line == (
        "Doea, J. M., & Doeb, J. M. (1 March 2026). Cryoablation (revision 3). Portal. "
        "https://example.org/pro/x/r/3/"
    )
