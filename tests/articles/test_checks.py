"""What the editor is told about a draft as a whole and about its structure."""

import datetime
import sys
import time

import pytest

from articles.checks import (
    EvidenceView,
    FigureView,
    Finding,
    Severity,
    blocks_publishing,
    check,
)
from tests.articles.drafts import PAIN, TODAY, draft, findings

# --- All together ----------------------------------------------------------------------


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


# --- Structure -------------------------------------------------------------------------

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


def test_section_that_holds_only_its_box_is_not_empty():
    source = "# What is not known\n\n::: unknown\n- Does it last?\n:::"

    assert findings(source, rule="empty-section") == []


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
