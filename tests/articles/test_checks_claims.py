"""Numbers need sources, rates need counts, the words of others quotation marks."""

import pytest

from tests.articles.drafts import PAIN, findings, rules

# --- Numbers ---------------------------------------------------------------------------


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


# --- Words of others -------------------------------------------------------------------

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
