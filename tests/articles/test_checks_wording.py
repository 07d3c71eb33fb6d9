"""How a draft reads, is spelled and quotes; how it is cut into sentences."""

import pytest

from articles.checks.sentences import sentences
from articles.checks.wording import MISSPELLINGS, grade
from articles.markup.passages import Kind, Passage, passages
from tests.articles.drafts import findings

LONG_WORDS = (
    "Radiological characterization necessitates interdisciplinary consultation. "
)
SHORT_WORDS = (
    "The probe is cold. It goes in the bone. You may feel sore for a day or two. "
)

# --- Reading ---------------------------------------------------------------------------


def test_hard_lay_text_is_told_its_reading_age():
    [finding] = findings(LONG_WORDS * 25, rule="reading-age", audience="lay")

    assert finding.severity == "hint"
    assert "from age" in finding.message


def test_plain_short_or_professional_text_has_no_reading_age():
    assert findings(SHORT_WORDS * 10, rule="reading-age", audience="lay") == []
    assert findings(LONG_WORDS * 3, rule="reading-age", audience="lay") == []
    assert findings(LONG_WORDS * 25, rule="reading-age") == []


def test_grade_follows_the_formula():
    # 6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 * 1 - 15.59
    passage = Passage(Kind.PARAGRAPH, 1, "The cat sat on the mat.")

    assert grade(list(sentences(passage))) == pytest.approx(-1.45)
    assert grade([]) == 0


def test_sentence_over_25_words_is_listed_in_the_lay_edition():
    long, fine = "word " * 26, "word " * 25

    [finding] = findings(
        f"Fine.\n\n- {long}.\n- {fine}.", rule="long-sentence", audience="lay"
    )

    assert finding.line == 3
    assert finding.message.startswith("26 words")
    assert findings(f"{long}.", rule="long-sentence") == []


# --- Spelling and marks ----------------------------------------------------------------


def test_usual_misspellings_are_found_with_their_line():
    found = findings("Fine.\n\nThe Caner was\ninsertead.", rule="misspelling")

    assert [(f.line, f.severity) for f in found] == [(3, "hint"), (3, "hint")]
    assert "“insertead”: did you mean “inserted”?" in found[1].message


def test_misspellings_are_lower_case_and_differ_from_their_correction():
    assert all(wrong == wrong.lower() != right for wrong, right in MISSPELLINGS.items())
    assert findings("The cancer was inserted.", rule="misspelling") == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('He said "yes".', "Straight"),
        ("The trial concluded: ”", "wrong way"),
        ("The trial concluded ”yes“.", "wrong way"),
        ("The trial concluded “ yes”.", "wrong way"),
        ("It is true.”", "missing its partner"),
        ("> “Pain fell.”\n> — [@tuncali2007]", "Leave out the quotation marks"),
    ],
)
def test_odd_quotation_marks_are_found(body, words):
    [finding] = findings(body, rule="quotation-marks")

    assert finding.severity == "hint"
    assert words in finding.message


@pytest.mark.parametrize(
    "body",
    ["He said “yes”.", "(“Yes.”)", "> Pain fell.\n> — [@tuncali2007]", "It's 5′ 3″."],
)
def test_right_quotation_marks_are_fine(body):
    assert findings(body, rule="quotation-marks") == []


# --- Passages and sentences ------------------------------------------------------------


def test_passages_know_kind_and_line():
    source = (
        "# A *b*\n\ntext\nmore [@x]\n\n- point\n  1. inner\n\n> said\n> — [@x]\n\n"
        "Table: T\n\n| h |\n|---|\n| c |\n\n::: unknown\nq\n:::\n\n::: note N\nr\n:::"
    )

    found = [(p.kind.value, p.line, p.text, p.level) for p in passages(source)]

    assert found == [
        ("heading", 1, "A b", 2),
        ("paragraph", 3, "text\nmore\ufffc", 0),
        ("point", 6, "point", 0),
        ("point", 7, "inner", 0),
        ("quotation", 9, "said", 0),
        ("table", 16, "T \nh \nc", 0),
        ("heading", 18, "What is not known", 2),
        ("paragraph", 19, "q", 0),
        ("paragraph", 23, "r", 0),
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Callstrom et al. Found it. Next.", ["Callstrom et al. Found it.", "Next."]),
        ("Use e.g. CT or 3.5 mm. Next.", ["Use e.g. CT or 3.5 mm.", "Next."]),
        ("He said “yes.” Then he left.", ["He said “yes.”", "Then he left."]),
        ("Pain fell.\ufffc It rose.", ["Pain fell.\ufffc", "It rose."]),
        ("", []),
    ],
)
def test_paragraph_is_cut_into_sentences(text, parts):
    assert [s.text for s in sentences(Passage(Kind.PARAGRAPH, 1, text))] == parts


def test_sentence_knows_its_line():
    passage = Passage(Kind.PARAGRAPH, 4, "One\ntwo. Three.\nFour.")

    assert [s.line for s in sentences(passage)] == [4, 5, 6]
