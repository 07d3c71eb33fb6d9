"""What is written in one format must come back the same."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Reference
from articles.references import formats
from articles.references.records import FormatError, Name, ParsedReference

PLAIN = ParsedReference(
    authors=(Name("Callstrom", "Matthew R."), Name("van der Berg", "Łukasz", "Jr")),
    title="Ice and bone",
    container_title="Radiology",
    container_title_short="Radiology",
    year=2006,
    month=10,
    volume="241",
    issue="2",
    pages="572-580",
    doi="10.1148/radiol.2412051247",
    pmid="17057075",
    pmcid="PMC3631017",
    url="https://example.org/a;b?c=1&d=2_3",
    citekey="callstrom2006",
)
AWKWARD = replace(
    PLAIN,
    authors=(
        Name("O'Neill", "A. B."),
        Name("Őry", "J.-P."),
        Name(literal="Ice {and} & Fire Group"),
    ),
    title='A "quoted" {brace} 50% _under_ $5 #1 ~ ^ \\ back – β ≥ α',
    container_title="Bone & Joint, and More",
    pages="iv79-iv95",
    doi="10.1016/s0140-6736(05)12345-6",
)


@pytest.mark.parametrize("ending", ["ris", "bib", "json"])
@pytest.mark.parametrize("record", [PLAIN, AWKWARD], ids=["plain", "awkward"])
def test_round_trip(ending, record):
    text = formats.write([record, replace(record, citekey="second2006")], ending)

    assert formats.ending_of(text) == ending
    assert formats.read(text) == [record, replace(record, citekey="second2006")]


def test_round_trip_of_nbib_knows_no_key_and_no_address():
    (read,) = formats.read(formats.write([PLAIN], "nbib"))

    assert read == replace(PLAIN, citekey="", url="")


@pytest.mark.parametrize("ending", formats.FORMATS)
def test_line_breaks_open_no_new_field(ending):
    record = replace(PLAIN, title="Ice\r\nTY  - BOOK\n}\n@book{x,\nPMID- 1", doi="")

    (read,) = formats.read(formats.write([record], ending))

    assert read.title == "Ice TY - BOOK } @book{x, PMID- 1"


@pytest.mark.parametrize("kind", ["book", "chapter", "report", "webpage"])
@pytest.mark.parametrize("ending", ["ris", "bib", "json"])
def test_types_survive(kind, ending):
    record = replace(PLAIN, type=kind, issue="", publisher="Ice Press")

    (read,) = formats.read(formats.write([record], ending))

    assert read.type == kind
    assert read.publisher == "Ice Press"


def test_database_row_is_written():
    row = Reference(
        citekey="doe2001",
        title="Ice",
        authors=[{"family": "Doe", "given": "Jane"}, {"literal": "Ice Group"}],
        year=2001,
        doi=None,
        pmid=None,
    )

    (item,) = json.loads(formats.write([row], "json"))

    assert item == {
        "id": "doe2001",
        "type": "article-journal",
        "title": "Ice",
        "author": [{"family": "Doe", "given": "Jane"}, {"literal": "Ice Group"}],
        "issued": {"date-parts": [[2001]]},
    }


def test_bibtex_keys_are_made_unique():
    text = formats.write(
        [replace(PLAIN, citekey=""), replace(PLAIN, citekey="")], "bib"
    )

    assert [record.citekey for record in formats.read(text)] == [
        "callstrom2006",
        "callstrom2006b",
    ]


def test_bibtex_as_others_write_it():
    text = r"""@string{rad = "Radiology"}
@Article{Callstrom_2006, author = "Callstrom, M. R. and L{\"u}ders, J\'er\^ome and others",
  title = {Painful {MRI} of {\'e}t{\'e}}, journal = rad, year = 2006, month = oct,
  pages = {572--580}, doi = {https://doi.org/10.1148/X}}"""

    (record,) = formats.read(text)

    assert record.authors == (Name("Callstrom", "M. R."), Name("Lüders", "Jérôme"))
    assert record.authors_truncated
    assert (record.title, record.container_title) == ("Painful MRI of été", "Radiology")
    assert (record.month, record.pages, record.doi) == (10, "572-580", "10.1148/x")


def test_nbib_as_pubmed_writes_it():
    text = (
        "\nPMID- 18054665\nOWN - NLM\nTI  - Cryoablation in the musculoskeletal\n"
        "      system.\nPG  - 39-48\nLID - S0363-0188(07)00050-1 [pii]\n"
        "LID - 10.1067/j.cpradiol.2007.05.001 [doi]\nFAU - Ullrick, Steven R\n"
        "AU  - Ullrick SR\nFAU - Davis, Kirkland W Jr\nCN  - Ice Group\nDP  - 2008 Jan-Feb\n"
        "TA  - Curr Probl Diagn Radiol\nJT  - Current problems in diagnostic radiology\n"
        "VI  - 37\nIP  - 1\nSI  - ClinicalTrials.gov/NCT02511678\n\n"
        "PMID- 5\nTI  - Other.\nAU  - Roe A\n"
    )

    first, second = formats.read(text)

    assert first.title == "Cryoablation in the musculoskeletal system"
    assert [name.short for name in first.authors] == ["Ullrick", "Davis", "Ice Group"]
    assert (first.year, first.month, first.volume, first.pages) == (
        2008,
        1,
        "37",
        "39-48",
    )
    assert (first.doi, first.registry_id) == (
        "10.1067/j.cpradiol.2007.05.001",
        "NCT02511678",
    )
    assert (second.pmid, second.authors) == ("5", (Name("Roe", "A."),))


def test_ris_as_others_write_it():
    lines = (
        "TY  - JOUR",
        "A1  - Doe,Jane,Jr",
        "T1  - Ice",
        "JF  - Bone",
        "Y1  - 2001/02/03/",
    )
    text = "\ufeff" + "\r\n".join((*lines, "SP  - 3", "ER  - ", ""))

    (record,) = formats.read(text)

    assert record.authors == (Name("Doe", "Jane", "Jr"),)
    assert (record.title, record.container_title, record.pages) == ("Ice", "Bone", "3")
    assert (record.year, record.month) == (2001, 2)


def test_ris_writes_a_shortened_range_of_pages_out():
    record = ParsedReference(title="Ice", pages="1033-41")

    text = formats.write([record], "ris")

    assert "SP  - 1033" in text
    assert "EP  - 1041" in text


def test_free_text_is_read_too():
    (record,) = formats.read("Doe J. Ice. Bone 2001;3:4-5.")

    assert record.title == "Ice"


@pytest.mark.parametrize("last", ["ris", "bib", "nbib"])
@pytest.mark.parametrize("first", ["ris", "bib", "nbib", "json"])
def test_formats_pasted_one_behind_the_other_are_all_read(first, last):
    two = [replace(PLAIN, title=title) for title in ("First", "Second")]
    pasted = "\n".join(formats.write(two, ending) for ending in (first, last))

    records = formats.read(pasted)

    assert [record.title for record in records] == ["First", "Second"] * 2


def test_free_text_behind_a_ris_record_is_read():
    pasted = formats.write([PLAIN, PLAIN], "ris") + "\nhttps://doi.org/10.1000/behind\n"

    records = formats.read(pasted)

    assert [record.doi for record in records] == [PLAIN.doi] * 2 + ["10.1000/behind"]


def test_bibtex_entries_with_the_same_key_are_all_read():
    one = formats.write([PLAIN], "bib")

    records = formats.read(one + one.replace("Ice and bone", "Ice and nerve"))

    assert records == [PLAIN, replace(PLAIN, title="Ice and nerve")]


@pytest.mark.parametrize("text", ["", "[1, 2]", "{", "@", "@comment{x}", "[" * 100_000])
def test_what_cannot_be_read_is_refused_kindly(text):
    with pytest.raises(FormatError):
        formats.read(text)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        ["TY  - JOUR\n", "PMID- 1\n", "@article{a,", '[{"id": 1, "author": ', ""]
    ),
    st.text(),
)
def test_readers_do_not_raise_anything_else(head, text):
    try:
        records = formats.read(head + text)
    except FormatError:
        return
    assert all(isinstance(record, ParsedReference) for record in records)
