"""Free text to records: every style that old pages were seen to use."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.references.parsing import parse_reference


def read(text):
    """The record in a form that is short to compare."""
    record = parse_reference(text)
    authors = [
        f"{name.family}, {name.given}" if name.family else name.literal
        for name in record.authors
    ]
    place = (record.volume, record.issue, record.pages)
    return authors, record.title, record.container_title, record.year, *place


def codes(text):
    return [finding.code for finding in parse_reference(text).findings]


def test_full_names_with_degrees_and_footnote_letters():
    text = (
        "Steven R. Ullrick, MD, Jeffrey J. Hebert, MDb, Kirkland W. Davis,\n"
        "Cryoablation in the Musculoskeletal System, Current porblems in diagnostic "
        "radiology, Volume 37, Issue 1, Pages 39-48 (January 2008)"
    )

    assert read(text) == (
        ["Ullrick, Steven R.", "Hebert, Jeffrey J.", "Davis, Kirkland W."],
        "Cryoablation in the Musculoskeletal System",
        "Current Problems in Diagnostic Radiology",
        2008,
        "37",
        "1",
        "39-48",
    )
    assert parse_reference(text).month == 1
    assert codes(text) == ["journal-misspelled"]


def test_journal_run_into_the_title_is_guessed_and_said():
    text = (
        "Matthew R. Callstrom, MD, PhD, Thomas D. Atwell, MD, J. William Charboneau, MD, "
        "Michael A. Farrell, MD, Matthew P. Goetz, MD, Joseph Rubin, MD, Jeff A. Sloan, PhD, "
        "Paul J. Novotny, MS, Timothy J. Welch, MD, Timothy P. Maus, MD, Gilbert Y. Wong, MD "
        "and Kathy J. Brown, BS\nPainful Metastases Involving Bone: Percutaneous Image-guided "
        "Cryoablation—Prospective Trial Interim Analysis Radiology, 241, 572-580 2006"
    )

    authors, title, *rest = read(text)

    assert len(authors) == 12
    assert authors[2] == "Charboneau, J. William"
    assert authors[-1] == "Brown, Kathy J."
    assert title.endswith("Prospective Trial Interim Analysis")
    assert rest == ["Radiology", 2006, "241", "", "572-580"]
    assert codes(text) == ["journal-guessed"]


def test_vancouver_with_et_al():
    text = (
        "Tuncali K, Morrison PR, Winalski CS, et al. MRI-guided percutaneous cryotherapy for "
        "soft-tissue and bone metastases: initial experience. AJR Am J Roentgenol 2007; "
        "189:232–239."
    )

    record = parse_reference(text)

    assert read(text)[0] == ["Tuncali, K.", "Morrison, P. R.", "Winalski, C. S."]
    assert record.container_title == "AJR American Journal of Roentgenology"
    assert record.container_title_short == "AJR Am J Roentgenol"
    assert (record.year, record.volume, record.pages) == (2007, "189", "232-239")
    assert record.authors_truncated
    assert codes(text) == ["authors-truncated"]


SOURCES = {
    "vancouver": "Doe J, Roe AB. Ice and bone. Radiology. 2006 Feb 3;241(2):572-80.",
    "apa": "Doe, J., & Roe, A. B. (2006). Ice and bone. Radiology, 241(2), 572–580.",
    "elsevier": "J. Doe, A.B. Roe, Ice and bone, Radiology 241 (2) (2006) 572–580.",
    "elsevier without issue": "J. Doe and A. B. Roe, Ice and bone, Radiology 241 (2006) 572–580.",
    "mdpi": "Doe, J.; Roe, A.B. Ice and bone. Radiology 2006, 241, 572–580.",
    "chicago": 'Doe, J., and A. B. Roe. "Ice and bone." Radiology 241, no. 2 (2006): 572-80.',
    "year last": "Doe J, Roe AB: Ice and bone. Radiology 241:572-580, 2006",
    "colon after year": "Doe J and Roe AB. Ice and bone. Radiology 2006: 241: 572-580",
    "minus sign": "Doe J, Roe AB. Ice and bone. Radiology 2006;241:572−580",
    "numbered": "[12] Doe J, Roe AB. Ice and bone. Radiology 2006;241:572-580.",
    "numbered with a bracket": "3) Doe J, Roe AB. Ice and bone. Radiology 2006;241:572-580.",
    "dotted initials": "Doe J., Roe A. B. Ice and bone. Radiology 2006;241:572-580.",
    "semicolons": "Doe, J.; Roe, A. B. Ice and bone. Radiology 2006;241:572-580.",
}


@pytest.mark.parametrize("text", SOURCES.values(), ids=SOURCES.keys())
def test_styles_give_the_same_record(text):
    authors, title, journal, year, volume, issue, pages = read(text)

    assert authors == ["Doe, J.", "Roe, A. B."]
    assert (title, journal, year, volume) == ("Ice and bone", "Radiology", 2006, "241")
    assert issue in {"", "2"}
    assert pages in {"572-580", "572-80"}


@pytest.mark.parametrize(
    ("name", "family", "given", "suffix"),
    [
        ("Szumera-Ciećkiewicz A", "Szumera-Ciećkiewicz", "A.", ""),
        ("Őry Z", "Őry", "Z.", ""),
        ("Łacko Ł", "Łacko", "Ł.", ""),
        ("van der Berg AB", "van der Berg", "A. B.", ""),
        ("O'Neill B Jr", "O'Neill", "B.", "Jr"),
        ("Smith JA III", "Smith", "J. A.", "III"),
        ("Claudia Di Bella", "Di Bella", "Claudia", ""),
        ("Dr. Jean-Pierre Lacroix, MD, PhDa", "Lacroix", "Jean-Pierre", ""),
        ("Ullrick SR", "Ullrick", "S. R.", ""),
        ("Thomas D. Atwell MD", "Atwell", "Thomas D.", ""),
        ("Xiao Li Ma", "Ma", "Xiao Li", ""),
    ],
)
def test_names(name, family, given, suffix):
    (author,) = parse_reference(f"{name}. Ice and bone. Bone 2001;3:4-5.").authors

    assert (author.family, author.given, author.suffix) == (family, given, suffix)


def test_group_author_with_people():
    authors, title, *_rest = read(
        "Doe J, ESMO Guidelines Working Group. Ice and bone. Ann Oncol 2018;29:iv79-iv95."
    )

    assert authors == ["Doe, J.", "ESMO Guidelines Working Group"]
    assert title == "Ice and bone"


def test_identifiers_are_taken_out_of_the_text():
    record = parse_reference(
        "Doe J. Ice and bone. Cancer. 2013 Mar 1;119(5):1033-41. doi: 10.1002/CNCR.27793. "
        "Epub 2012 Oct 12. PMID: 23065947; PMCID: PMC3631017. NCT02511678"
    )

    assert (record.doi, record.pmid) == ("10.1002/cncr.27793", "23065947")
    assert (record.pmcid, record.registry_id) == ("PMC3631017", "NCT02511678")
    assert (record.title, record.pages) == ("Ice and bone", "1033-41")


def test_doi_keeps_the_bracket_that_belongs_to_it():
    record = parse_reference(
        "Doe J. Ice. Lancet 2005;3:4. (doi:10.1016/S0140-6736(05)12345-6)."
    )

    assert record.doi == "10.1016/s0140-6736(05)12345-6"


def test_degree_glued_to_the_title():
    authors, title, *_rest = read(
        "Gilbert Y. Wong, MD and Kathy J. Brown, BS Painful bones Radiology, 241, 572-580 2006"
    )

    assert authors == ["Wong, Gilbert Y.", "Brown, Kathy J."]
    assert title == "Painful bones"


def test_book_chapter_and_web_page():
    book = parse_reference(
        "World Health Organization. Tumors of bone. Lyon: IARC Press; 2020."
    )
    chapter = parse_reference(
        "Doe J. On ice. In: Roe B, editor. Handbook of Cold. Berlin: Springer; 2010. p. 12-34."
    )
    page = parse_reference(
        "National Ice Institute. Ice and you. 2023. Available from: https://example.org/ice."
    )

    assert (book.type, book.publisher, book.title) == (
        "book",
        "IARC Press",
        "Tumors of bone",
    )
    assert (chapter.type, chapter.container_title, chapter.pages) == (
        "chapter",
        "Handbook of Cold",
        "12-34",
    )
    assert (page.type, page.url, page.year) == (
        "webpage",
        "https://example.org/ice",
        2023,
    )


def test_missing_parts_are_said_and_not_invented():
    record = parse_reference("Something that somebody once wrote about ice")

    assert (record.authors, record.year, record.container_title) == ((), None, "")
    assert "authors, journal, year" in record.findings[0].message


def test_unknown_journal_is_kept_and_flagged():
    text = "Doe J. Ice and bone. Annals of Invented Medicine 2006;2:1-3."

    assert read(text)[2] == "Annals of Invented Medicine"
    assert codes(text) == ["journal-unknown"]


def test_year_of_the_future_is_no_year():
    assert parse_reference("Doe J. Ice. Bone 2999;3:4-5.").year is None


def test_too_long_for_one_reference():
    record = parse_reference("Doe J. " + "ice " * 5000)

    assert [finding.code for finding in record.findings] == ["too-long"]
    assert len(record.raw) == 4000


PIECES = st.sampled_from(
    [
        "Doe J",
        ", ",
        "et al",
        ". ",
        ": ",
        "2006",
        ";",
        "241",
        "(2)",
        "572-580",
        "–",
        "\n",
        "and ",
        "MD",
        "10.1000/x",
        "PMID: 5",
        "In: ",
        "“",
        "[1] ",
        "é",
        "ł",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)))
def test_nothing_raises(text):
    record = parse_reference(text)

    assert record.year is None or 1800 <= record.year <= 2100
    assert record.raw == record.raw.strip()
