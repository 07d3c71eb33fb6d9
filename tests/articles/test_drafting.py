"""Saving stores a complete revision or nothing, and never over somebody else's text."""

import pytest

from articles import drafting
from articles.models import Contribution, Figure, Revision
from tests.factories import (
    make_article,
    make_contributor,
    make_draft,
    make_figure,
    make_reference,
)

pytestmark = pytest.mark.django_db


def test_save_draft_stores_citations_in_order_of_appearance(editor):
    first, second = make_reference(), make_reference()
    body = (
        f"## A\n\nOne [@{second.citekey}]. Two [@{first.citekey}; @{second.citekey}]."
    )

    revision = make_draft(by=editor, body=body)

    rows = revision.citations.values_list("number", "reference__citekey")
    assert list(rows) == [(1, second.citekey), (2, first.citekey)]
    assert [len(row.uses) for row in revision.citations.all()] == [2, 1]


def test_save_draft_with_unknown_citekey_names_the_line_and_stores_nothing(editor):
    article = make_article()

    with pytest.raises(drafting.TextRefused) as caught:
        make_draft(article, by=editor, body="## A\n\nText [@nobody1999].")

    (problem,) = caught.value.problems["body"]
    assert problem.line == 3
    assert "nobody1999" in problem.message
    assert not Revision.objects.exists()


def test_save_draft_reports_problems_of_text_and_box_together(editor):
    with pytest.raises(drafting.TextRefused) as caught:
        make_draft(by=editor, body="[@nobody1999]", seek_help="[@nobody1999]")

    assert set(caught.value.problems) == {"body", "seek_help"}


def test_save_draft_on_an_old_base_is_refused_and_names_the_latest(editor, reviewer):
    first = make_draft(by=editor)
    second = make_draft(first.article, by=editor)

    with pytest.raises(drafting.StaleBase) as caught:
        make_draft(first.article, by=reviewer, base=first)

    assert caught.value.latest == second
    assert Revision.objects.count() == 2


def test_save_draft_without_base_when_a_text_exists_is_refused(editor):
    article = make_draft(by=editor).article

    with pytest.raises(drafting.StaleBase):
        make_draft(article, by=editor, base=None)


def test_save_draft_uses_the_newest_version_of_a_figure(editor):
    make_figure(key="ice", version=1)
    newest = make_figure(key="ice", version=2)

    revision = make_draft(by=editor, body="## A\n\n![](figure:ice)\n")

    assert list(revision.figures.all()) == [newest]
    assert Figure.objects.count() == 2


def test_save_draft_keeps_outcomes_in_the_order_typed(editor):
    work = make_reference()
    rows = [
        drafting.OutcomeDraft(
            n=n, of=19, claim="felt better", measure="pain", reference=work
        )
        for n in (17, 3)
    ]

    revision = make_draft(by=editor, outcomes=rows)

    assert [row.n for row in revision.outcomes.all()] == [17, 3]


def test_save_draft_takes_contributors_over_but_never_a_reviewer(editor, reviewer):
    author, judge = make_contributor(), make_contributor(user=reviewer)
    first = make_draft(by=editor, contributors=[(author, Contribution.Role.AUTHOR)])
    Contribution.objects.create(
        revision=first, person=judge, role=Contribution.Role.REVIEWER
    )

    second = make_draft(first.article, by=editor)

    assert [row.person for row in second.contributions.all()] == [author]


def test_save_draft_credits_with_the_latest_declaration(editor):
    author = make_contributor()

    revision = make_draft(by=editor, contributors=[(author, Contribution.Role.AUTHOR)])

    assert revision.contributions.get().disclosure == author.disclosures.get()
