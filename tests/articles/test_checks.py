"""What the editor is told about a draft: each rule with a bad and a good example."""

import datetime
import sys
import time

import pytest

from articles.checks import (
    DraftView,
    EvidenceView,
    FigureView,
    Finding,
    Severity,
    blocks_publishing,
    check,
)
from articles.checks.sentences import sentences
from articles.checks.wording import MISSPELLINGS, grade
from articles.markup import OutcomeRow
from articles.markup.passages import Kind, Passage, passages

TODAY = datetime.date(2026, 3, 3)
PAIN = OutcomeRow(17, 19, "people had less pain", "tuncali2007")
LONG_WORDS = (
    "Radiological characterization necessitates interdisciplinary consultation. "
)
SHORT_WORDS = (
    "The probe is cold. It goes in the bone. You may feel sore for a day or two. "
)


def draft(body="", *, audience="professional", kind="other", **rest):
    """A draft with nothing to complain about but its body."""
    rest = {"authors": ("A. Example",), "seek_help": "Call us."} | rest
    return DraftView(audience=audience, kind=kind, body=body, today=TODAY, **rest)


def findings(body="", *, rule, **rest):
    return [finding for finding in check(draft(body, **rest)) if finding.rule == rule]


def rules(body="", **rest):
    return {finding.rule for finding in check(draft(body, **rest))}


# --- All together -------------------------------------------------------------------------


def test_good_draft_has_no_findings():
    body = (
        "# What it is\n\nA probe freezes the tumor in 17 of 19 people [@tuncali2007]."
    )

    assert check(draft(body, outcomes=(PAIN,))) == []


def test_findings_are_sorted_by_gravity_and_line():
    found = check(draft("One caner.\n\nPain fell in 9 of 10.\n\nWe used 3 probes."))

    assert [(f.severity, f.line) for f in found] == [
        (Severity.ERROR, 3),
        (Severity.WARNING, 5),
        (Severity.HINT, 1),
    ]


@pytest.mark.parametrize(
    ("severity", "blocks"),
    [(Severity.ERROR, True), (Severity.WARNING, False), (Severity.HINT, False)],
)
def test_only_errors_block_publishing(severity, blocks):
    assert blocks_publishing([Finding("x", severity, None, "x")]) is blocks


def test_text_beyond_the_limits_is_one_finding():
    [finding] = check(draft("x" * 20_001))

    assert (finding.rule, finding.severity, finding.line) == ("markup", "error", 1)


def test_largest_page_is_checked_quickly():
    body = (
        "The 3 probes cool “much” of the caner in 9 of 10 people. " * 5 + "\n\n"
    ) * 300
    abstracts = {f"k{i}": "words of an abstract " * 100 for i in range(50)}
    start = time.process_time()

    check(draft(body, audience="lay", abstracts=abstracts))

    assert time.process_time() - start < (10 if sys.gettrace() else 2)


# --- Numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claim",
    [
        "Studies suggest an around 95% success rate.",
        "It helped 95 percent.",
        "Pain fell in 17 of 19 people.",
        "It came back in 3 out of 10.",
        "One in three had a fracture.",
        "Two of 19 had a fracture.",
        "Half of the patients had no pain.",
    ],
)
@pytest.mark.parametrize(
    ("audience", "severity"), [("professional", "error"), ("lay", "warning")]
)
def test_result_without_source_is_found(claim, audience, severity):
    [finding] = findings(f"Fine.\n\n{claim}", rule="uncited-number", audience=audience)

    assert (finding.severity, finding.line) == (severity, 3)
    assert claim in finding.message


@pytest.mark.parametrize(
    ("audience", "severity"), [("professional", "warning"), ("lay", "hint")]
)
def test_other_number_without_source_is_found_more_gently(audience, severity):
    [finding] = findings(
        "The ice grows by 5 mm.", rule="uncited-number", audience=audience
    )

    assert finding.severity == severity


@pytest.mark.parametrize(
    "body",
    [
        "Pain fell in 17 of 19 people [@tuncali2007].",
        "Pain fell in 17 of 19 people. [@tuncali2007]",
        "It was first done in 2007.",
        "Stage 2 and grade 1 tumors, see Figure 2 and T11.",
        "Call at any hour, 24/7.",
        "The translocation t(11;22) is typical.",
        "# 3 questions",
        "> Pain fell in 17 of 19.\n> — [@tuncali2007]",
        "| Sign | n |\n|---|---|\n| smaller | 5 of 9 |\n| larger [@tuncali2007] | 4 |",
    ],
)
def test_number_with_source_or_without_claim_is_fine(body):
    assert findings(body, rule="uncited-number") == []


def test_source_of_one_sentence_does_not_cover_the_next():
    body = "Pain fell in 17 of 19 people [@tuncali2007]. It came back in 3 of 10."

    assert len(findings(body, rule="uncited-number")) == 1


def test_table_without_any_source_is_found_once():
    body = "| Sign | n |\n|---|---|\n| smaller | 5 of 9 |\n| larger | 4 of 9 |"

    assert len(findings(body, rule="uncited-number")) == 1


def test_rate_without_count_asks_for_a_result_row():
    body = "The success rate is 95% [@tuncali2007]."

    assert rules(body) == {"rate-without-count"}
    assert rules(body, outcomes=(PAIN,)) == set()
    assert rules("The margin is 95% ice [@tuncali2007].") == set()


# --- Words of others ----------------------------------------------------------------------

ABSTRACT = {
    "ullrick2008": "Percutaneous cryoablation is beginning to emerge as a useful method of"
    " image-guided ablation of musculoskeletal metastases."
}


def test_words_of_an_abstract_are_found_with_their_source():
    body = "First.\n\nNow cryoablation is *beginning* to emerge as a useful\nmethod of ablation."

    [finding] = findings(body, rule="copied-words", abstracts=ABSTRACT)

    assert (finding.severity, finding.line) == ("error", 3)
    assert finding.message.startswith("10 words as in the abstract of ullrick2008")


def test_words_copied_into_the_summary_are_found():
    summary = ABSTRACT["ullrick2008"]

    [finding] = findings("", rule="copied-words", abstracts=ABSTRACT, summary=summary)

    assert finding.line is None
    assert finding.message.startswith("16 words")


@pytest.mark.parametrize(
    "body",
    [
        "It is beginning to emerge as a useful tool.",
        "> Cryoablation is beginning to emerge as a useful method.\n> — [@ullrick2008]",
        "They write “cryoablation is beginning to emerge as a useful method” [@ullrick2008].",
        "is beginning to emerge “as” a useful method of image-guided",
    ],
)
def test_seven_words_or_a_quotation_are_fine(body):
    assert findings(body, rule="copied-words", abstracts=ABSTRACT) == []


def test_stretches_of_two_works_are_told_apart():
    abstracts = {
        "a": "one two three four five six seven eight",
        "b": "b c d e f g h i j",
    }
    body = "One two three four five six seven eight b c d e f g h i j"

    found = findings(body, rule="copied-words", abstracts=abstracts)

    assert [f.message.split(" as in")[0] for f in found] == ["8 words", "9 words"]


# --- Reading ------------------------------------------------------------------------------


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


# --- Spelling and marks -------------------------------------------------------------------


def test_usual_misspellings_are_found_with_their_line():
    found = findings("Fine.\n\nThe Caner was\ninsertead.", rule="misspelling")

    assert [(f.line, f.severity) for f in found] == [(3, "hint"), (3, "hint")]
    assert "“insertead” may be meant as “inserted”" in found[1].message


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
        ("It is true.”", "no partner"),
        ("> “Pain fell.”\n> — [@tuncali2007]", "Leave the marks"),
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


# --- Structure ----------------------------------------------------------------------------

PROCEDURE = (
    "# What is cryoablation?\n\na\n\n# Who it is for\n\na\n\n# How it is done\n\na\n\n"
    "# Results\n\na\n\n# Risks\n\na\n\n# Follow-up\n\na\n\n::: unknown\na\n:::"
)


def test_complete_procedure_misses_no_section():
    assert findings(PROCEDURE, rule="missing-section", kind="procedure") == []


def test_sections_of_a_procedure_are_asked_for_in_their_order():
    found = findings("# Risks\n\na", rule="missing-section", kind="procedure")

    titles = [finding.message.split("“")[1].split("”")[0] for finding in found]
    assert titles == [
        "What it is",
        "Who it is for",
        "How it is done",
        "Outcomes",
        "Follow-up",
        "What is not known",
    ]


def test_outcome_rows_stand_for_the_section():
    found = findings("", rule="missing-section", kind="procedure", outcomes=(PAIN,))

    assert not any("Outcomes" in finding.message for finding in found)


def test_what_is_not_known_is_not_what_it_is():
    found = findings("# What is not known\n\na", rule="missing-section", kind="concept")

    assert ["What it is" in finding.message for finding in found] == [True]


@pytest.mark.parametrize("kind", ["procedure", "tumor", "test", "concept"])
def test_every_kind_of_subject_has_its_sections(kind):
    assert findings("a", rule="missing-section", kind=kind)


def test_empty_section_is_found():
    found = findings("# A\n\n# B\n\n## B1\n\ntext\n\n# C", rule="empty-section")

    assert [finding.line for finding in found] == [1, 9]


def test_skipped_level_of_headings_is_found():
    found = findings("## A\n\ntext\n\n# B\n\n### C\n\ntext", rule="skipped-level")

    assert [(f.line, f.severity) for f in found] == [(1, "warning"), (7, "warning")]
    assert findings("# A\n\na\n\n## B\n\nb\n\n# C\n\nc", rule="skipped-level") == []


@pytest.mark.parametrize("missing", ["alt", "credit", "licence"])
def test_figure_without_alt_credit_or_licence_is_an_error(missing):
    complete = {"key": "ice", "alt": "Ice", "credit": "Us", "licence": "CC BY 4.0"}

    [finding] = findings(
        rule="figure", figures=(FigureView(**complete | {missing: " "}),)
    )

    assert finding.severity == "error"
    assert findings(rule="figure", figures=(FigureView(**complete),)) == []


def test_lay_page_without_help_box_is_an_error():
    [finding] = findings(rule="seek-help", audience="lay", seek_help=" ")

    assert finding.severity == "error"
    assert findings(rule="seek-help", audience="lay") == []
    assert findings(rule="seek-help", seek_help="") == []


def test_page_without_author_is_an_error():
    [finding] = findings(rule="author", authors=())

    assert finding.severity == "error"
    assert findings(rule="author") == []


@pytest.mark.parametrize(
    ("review_by", "count"),
    [(TODAY, 0), (None, 0), (TODAY - datetime.timedelta(days=1), 1)],
)
def test_evidence_status_past_its_date_is_a_warning(review_by, count):
    found = findings(
        rule="evidence-overdue", evidence=(EvidenceView("pain", review_by),)
    )

    assert [finding.severity for finding in found] == ["warning"] * count


# --- Passages and sentences ---------------------------------------------------------------


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
