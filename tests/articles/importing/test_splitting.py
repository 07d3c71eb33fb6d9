"""Old pages, straight and bent, taken apart."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importing.reading import read_page
from articles.importing.splitting import split_page
from tests.pace import within

PAGES = Path(__file__).with_name("pages")
OLD = (PAGES / "old.txt").read_text()


def take_apart(source):
    page = read_page(source)
    return split_page(page.text, is_markdown=page.is_markdown)


def codes(parts):
    return {finding.code for finding in parts.findings}


def on_one_line(text):
    """The references in one paragraph, as some pages have them."""
    head, _anna, rest = text.partition("Anna B. Rivers")
    references = (
        "Rivers AB, Lakes CD, Hills DE. Steam in the Growing Skeleton. Curr Probl Diagn Radiol "
        "2011;12(3):101-109. Meadow EF, Woods FG, Stone JH, Field IK. Closing Cysts in Children: "
        "Vapor or Observation—a Randomized Trial. Radiology 2013;301:55-63. Brook L, Marsh MN, "
        "Pond OP, et al. Fluoroscopy-guided vapor for simple cysts: first experience. AJR Am J "
        "Roentgenol 2012;198:710–717."
    )
    return f"{head}{references}\n\n{rest[rest.index('Participate') :]}"


def numbered(text):
    for number, name in enumerate(
        ("Anna B. Rivers", "Egon F. Meadow", "Brook L"), start=1
    ):
        text = text.replace(name, f"{number}. {name}")
    return text


BENT = {
    "as it is": OLD,
    "hyphen": OLD.replace("–", "-"),
    "minus signs": OLD.replace("–", "−"),
    "em dash": OLD.replace(" – pro", "—Pro"),
    "edition in brackets": OLD.replace(" – pro", " (professional version)"),
    "straight quotes": OLD.replace("”", '"'),
    "opening quotes": OLD.replace(": ”", ": “"),
    "guillemets": OLD.replace(": ”", ": «").replace("”", "»"),
    "quote mark on its own paragraph's head": OLD.replace(": ”\n\n", ":\n\n”"),
    "windows": OLD.replace("\n", "\r\n").encode(),
    "cp1252": OLD.encode("cp1252"),
    "utf-16": OLD.encode("utf-16"),
    "zeros": OLD.replace("bone", "b\x00one").encode(),
    "no blank lines": "\n".join(line for line in OLD.split("\n") if line),
    "blank lines within": OLD.replace("Hills,\n", "Hills,\n\n").replace(
        "BS\n", "BS\n\n"
    ),
    "many blank lines": OLD.replace("\n\n", "\n \n\n\t\n"),
    "references in one paragraph": on_one_line(OLD),
    "references numbered": numbered(OLD),
    "references under a heading": OLD.replace("Anna B.", "References:\n\nAnna B."),
    "no furniture": OLD[: OLD.index("Participate")],
}


@pytest.mark.parametrize("source", BENT.values(), ids=BENT.keys())
def test_old_page_straight_and_bent(source):
    parts = take_apart(source)

    assert parts.title == "Steam ablation of bone cysts"
    assert parts.audience == "professional"
    assert parts.caption == "A bone cyst of the upper arm form a school child."
    assert parts.body.startswith("In steam ablation, a thin cannula is insertead")
    assert [status.code for status in parts.evidence] == ["experimental"]
    assert "E/I" not in parts.body
    assert [work.citekey for work in parts.references] == [
        "rivers2011",
        "meadow2013",
        "brook2012",
    ]
    assert [quotation.citekey for quotation in parts.quotations] == ["meadow2013"]
    assert "> We found that vapor closed" in parts.body
    assert "follow-up is needed.\n> — [@meadow2013]" in parts.body
    assert parts.unplaced == ()
    assert not any(
        word in parts.body for word in ("Forum", "LOGIN", "Sponsor", "Portal", "63")
    )


def test_references_of_the_old_page_are_complete():
    first, second, third = take_apart(OLD).references

    assert [name.family for name in first.authors] == ["Rivers", "Lakes", "Hills"]
    assert (first.container_title, first.year, first.month) == (
        "Current Problems in Diagnostic Radiology",
        2011,
        3,
    )
    assert (first.volume, first.issue, first.pages) == ("12", "3", "101-109")
    assert len(second.authors) == 4
    assert (second.container_title, second.year, second.pages) == (
        "Radiology",
        2013,
        "55-63",
    )
    assert second.title.endswith("a Randomized Trial")
    assert third.authors_truncated
    assert (third.volume, third.pages) == ("198", "710-717")


def test_findings_of_the_old_page():
    parts = take_apart(OLD)

    assert codes(parts) >= {
        "caption",
        "evidence",
        "boilerplate",
        "journal-misspelled",
        "journal-guessed",
        "authors-truncated",
        "unsourced-number",
        "quotation-bound",
        "typo",
    }
    typos = {finding.excerpt for finding in parts.findings if finding.code == "typo"}
    assert typos == {"insertead"}
    assert len(parts.boilerplate) == 7


def test_numbered_page_cites_in_place():
    parts = take_apart((PAGES / "numbered.txt").read_bytes())

    assert (parts.title, parts.audience) == ("Needle biopsy of bone", "lay")
    assert "numbs the skin first [@brook2012]." in parts.body
    assert "the same day [@marsh2014; @rivers2015]." in parts.body
    assert (
        "- You may eat afterwards [@brook2012; @marsh2014; @rivers2015]." in parts.body
    )
    assert parts.body.startswith("## What it is\n\nA needle biopsy")
    assert "1. Do not drive on that day.\n2. Call us" in parts.body
    assert "unknown-number" in codes(parts)
    assert "unsourced-number" not in codes(parts)
    assert parts.references[1].doi == "10.1000/marsh"
    assert parts.references[2].pmid == "12345678"
    assert parts.caption == ""
    assert parts.boilerplate == (
        "Home > Tests > Needle biopsy of bone",
        "Print this page © 2010 The Old Site. All rights reserved.",
    )


def test_web_page():
    parts = take_apart((PAGES / "web.html").read_bytes())

    assert (parts.title, parts.audience) == ("Osteoid osteoma", "lay")
    assert "benign tumor of bone.[@brook2010]" in parts.body
    assert "hurts at night & aspirin helps" in parts.body
    assert "## Treatment\n\nA **thin** probe heats the tumor. More" in parts.body
    assert "- It takes one hour.\n- You can walk the same day." in parts.body
    assert "| 2010 | 12 |" in parts.body
    assert [work.doi for work in parts.references] == ["10.1000/heat"]
    assert not any(
        word in parts.body
        for word in ("alert", "steal", "javascript", "color", "forums")
    )


def test_text_that_looks_like_markup_stays_text():
    parts = take_apart(
        "Ice\n\nA *star*, a [@key], 5 < 6, `x` and\n::: warning\nare only marks here."
    )

    assert r"\*star\*" in parts.body
    assert r"\[@key\]" in parts.body


def test_quotation_without_a_known_source_stays_a_sentence():
    parts = take_apart(
        "Ice\n\nSomebody said: ”\n\nCold is good for bone and always was.”\n\nIt ends here."
    )

    assert "“Cold is good for bone and always was.”" in parts.body
    assert ">" not in parts.body
    assert "quotation-unbound" in codes(parts)


def test_quotation_names_its_author():
    text = (
        "Ice\n\nRivers concluded: “Cold is good for bone and it always was so, as everybody knows "
        "who has tried it.”\n\nRivers AB. Air. Bone 2001;3:4-5.\n\nBrook L. Bone. Bone 2002;3:4-5."
    )

    assert [quotation.citekey for quotation in take_apart(text).quotations] == [
        "rivers2001"
    ]


def test_quotation_never_closed_is_left_and_said():
    parts = take_apart("Ice\n\nSomebody said: ”\n\nCold is good.\n\nIt ends here.")

    assert "unclosed-quotation" in codes(parts)
    assert "Cold is good." in parts.body


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("It remains an E/I procedure until larger series exist.", "experimental"),
        ("This technique is considered investigational.", "experimental"),
        ("Status: experimental/investigational", "experimental"),
        ("The procedure is well established.", "established"),
        ("It is not recommended outside of trials.", "not_recommended"),
        ("This is an emerging technique.", "emerging"),
    ],
)
def test_status_lines(sentence, code):
    parts = take_apart(f"Ice\n\nIce is cold and freezes bone.\n\n{sentence}")

    assert [(status.code, status.wording) for status in parts.evidence] == [
        (code, sentence)
    ]
    assert sentence not in parts.body


@pytest.mark.parametrize(
    "sentence",
    [
        "It is no longer investigational in most countries.",
        "An experimental study in rabbits came first.",
        "The emerging data are good. They are few.",
    ],
)
def test_what_is_no_status_line_stays(sentence):
    parts = take_apart(f"Ice\n\nIce is cold and freezes bone.\n\n{sentence}")

    assert parts.evidence == ()
    assert sentence in parts.body


@pytest.mark.parametrize(
    ("paragraph", "caption"),
    [
        ("Figure 1. Probe in the bone. The probe is cold.", "Probe in the bone."),
        ("Ice ball around the probe. The probe is cold.", "Ice ball around the probe."),
        ("Ablation destroys tumors by cold. The probe is thin.", ""),
        ("The probe was placed by Dr. Rivers. It is cold.", ""),
    ],
)
def test_captions(paragraph, caption):
    parts = take_apart(f"Ice\n\n{paragraph}\n\nMore follows here.")

    assert parts.caption == caption


def test_reference_that_is_none_goes_to_the_unplaced():
    parts = take_apart(
        "Ice\n\nIce is cold.\n\nReferences\n\n[1] see above\n[2] Brook L. Ice. Bone 2001;3:4-5."
    )

    assert [work.citekey for work in parts.references] == ["brook2001"]
    assert parts.unplaced == ("[1] see above",)


def test_prose_after_the_references_goes_to_the_unplaced():
    parts = take_apart(
        "Ice\n\nIce is cold.\n\nBrook L. Ice. Bone 2001;3:4-5.\n\nThis came later and has no place."
    )

    assert parts.unplaced == ("This came later and has no place.",)


def test_a_sentence_about_a_forum_stays():
    text = "A tumor forum of five hospitals reviewed all cases."

    assert text in take_apart(f"Ice\n\nIce is cold.\n\n{text}").body


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ice", "no-text"),
        ("This is a sentence, and nothing else stands here.", "no-title"),
        ("Ice\n\nIce is cold.", "no-references"),
        ("Ice\n\nIce is cold.", "no-edition"),
    ],
)
def test_missing_parts_are_said(text, code):
    assert code in codes(take_apart(text))


UNITS = [
    "Ice is cold. ",
    "Ice\n\n",
    "”\n\n",
    "Brook L. Ice. Bone 2001;3:4-5.\n",
    "- x\n",
    "[1] ",
]
UNITS += [
    "It remains an E/I procedure.\n\n",
    "# x\n",
    "a: ”\n\n",
    "| a | b |\n",
    "¹",
    "5% ",
]


@pytest.mark.parametrize("unit", UNITS)
def test_large_pages_take_no_time(unit):
    lines = unit.count("\n")
    count = 8_000 // lines if lines else 190_000 // len(unit)

    with within(15):
        split_page("Title\n\n" + unit * count)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.booleans())
def test_nothing_raises(text, is_markdown):
    split_page(text, is_markdown=is_markdown)


LINES = st.sampled_from(
    [*OLD.split("\n"), "", "# Heading", "- item", "[1]", "”", "> x", ":::"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=40).map("\n".join))
def test_nothing_raises_for_pages_in_disorder(text):
    split_page(text)
