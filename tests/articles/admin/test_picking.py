"""The lists behind the editor's pickers."""

import pytest
from django.urls import reverse

from tests.factories import make_figure, make_reference, relate_references

pytestmark = pytest.mark.django_db

SEARCH = "admin:articles_reference_search"
FIGURES = "admin:articles_figure_choices"


def found(client, query):
    return client.get(reverse(SEARCH), {"q": query}).json()["results"]


@pytest.mark.parametrize(
    "query",
    ["callstrom", "ice 2006", "Radiology", "10.1148/x", "painful callstrom2006"],
)
def test_work_is_found_by_any_of_its_parts(as_editor, query):
    make_reference(
        "callstrom2006",
        title="Painful metastases and ice",
        authors=[{"family": "Callstrom", "given": "Matthew R."}],
        container_title="Radiology",
        year=2006,
        doi="10.1148/x",
    )
    make_reference("other2001", title="Something else", year=2001)

    assert [work["citekey"] for work in found(as_editor, query)] == ["callstrom2006"]


def test_one_letter_is_not_searched(as_editor):
    make_reference("callstrom2006")

    assert found(as_editor, "c") == []


def test_at_most_twenty_are_listed_and_it_is_said(as_editor):
    for number in range(21):
        make_reference(f"ice{number}", title="Ice")

    data = as_editor.get(reverse(SEARCH), {"q": "ice"}).json()

    assert (len(data["results"]), data["more"]) == (20, True)


def test_retracted_work_is_marked(as_editor):
    work = make_reference("bad2001", title="Too good")
    relate_references(make_reference("notice2002"), "retraction_of", work)

    assert found(as_editor, "too good")[0]["is_flagged"]


@pytest.mark.parametrize("count", [1, 3])
def test_search_costs_the_same_for_any_number(
    as_editor, count, django_assert_num_queries
):
    for number in range(count):
        make_reference(f"ice{number}", title="Ice")
    found(as_editor, "ice")  # writes down the session of this browser

    with django_assert_num_queries(6):
        assert len(found(as_editor, "ice")) == count


def test_figures_come_with_picture_and_words_in_their_newest_version(as_editor):
    make_figure("ice-ball", caption="Old")
    make_figure("ice-ball", caption="New", version=2)

    (figure,) = as_editor.get(reverse(FIGURES)).json()["results"]

    assert (figure["key"], figure["caption"]) == ("ice-ball", "New")
    assert figure["picture"].endswith(".svg")


@pytest.mark.parametrize("name", [SEARCH, FIGURES])
def test_lists_are_for_staff_who_may_see_them(as_member, as_moderator, name):
    assert as_member.get(reverse(name)).status_code == 302
    assert as_moderator.get(reverse(name)).status_code == 403
