"""Lists, what they show and what they cost."""

import pytest

from articles import alphabet, publishing
from articles.models import Audience, ReferenceRelation, Revision
from articles.views import browsing
from tests import factories

pytestmark = pytest.mark.django_db


def text_of(response):
    return response.content.decode()


def make_pages(count: int):
    """Pages in both editions, each with a term, a person, a status and a correction."""
    term = factories.make_term(slug="pelvis")
    author = factories.make_contributor("Ada Author", slug="ada")
    for number in range(count):
        subject = factories.make_subject(
            f"Subject {number}", terms=[term], synonyms=[f"Name {number}"]
        )
        factories.make_status(subject)
        page = factories.make_page(subject, authors=[author])
        factories.make_page(subject, Audience.PROFESSIONAL)
        factories.revise(page, significance="outdates")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("url", "queries", "each"),
    [
        ("/lay/", 4, '<h3><a href="/lay/subject-'),
        ("/a-z/", 2, "<li>Subject "),
        ("/topics/", 2, None),
        ("/topics/pelvis/", 4, '<h3><a href="/lay/subject-'),
        ("/evidence/", 2, "Society of Bones"),
        ("/people/", 1, None),
        ("/people/ada/", 3, '<h3><a href="/lay/subject-'),
        ("/corrections/", 2, "What revision 2 changed"),
    ],
)
def test_list_costs_the_same_for_one_and_three(
    reader, url, queries, each, count, django_assert_num_queries
):
    make_pages(count)

    with django_assert_num_queries(queries):
        response = reader.get(url)

    assert response.status_code == 200
    if each:
        assert text_of(response).count(each) == count


@pytest.mark.parametrize("count", [1, 3])
def test_reference_page_costs_the_same_for_one_and_three(
    reader, count, django_assert_num_queries
):
    work = factories.make_reference("doe2020")
    for _ in range(count):
        factories.make_page(body="True [@doe2020].")
        later = factories.make_reference()
        factories.relate_references(later, ReferenceRelation.Kind.UPDATE_OF, work)

    with django_assert_num_queries(4):  # work · pages · relations both ways
        response = reader.get("/references/doe2020/")

    assert text_of(response).count('<h3><a href="/lay/') == count


def test_portal_home_groups_by_kind_and_counts_what_is_late(reader):
    factories.make_page(factories.make_subject(kind="tumor"), title="A tumor")
    late = factories.make_page(title="A procedure")
    type(late).objects.filter(pk=late.pk).update(review_due="2020-01-01")

    response = reader.get("/lay/")

    assert [kind for kind, _pages in response.context["groups"]] == [
        "Procedures",
        "Tumors",
    ]
    assert (response.context["count"], response.context["overdue"]) == (2, 1)


def test_drafts_and_withdrawn_pages_are_in_no_list(reader):
    term = factories.make_term(slug="pelvis")
    author = factories.make_contributor("Ada Author", slug="ada")
    draft = factories.make_article(factories.make_subject("Secret draft", terms=[term]))
    factories.make_draft(draft, title="Secret draft", contributors=[(author, "author")])
    factories.make_status(draft.subject, indication="secret use")
    gone = factories.make_page(
        factories.make_subject("Gone page", terms=[term]), authors=[author]
    )
    publishing.withdraw(article=gone, by=factories.make_user(), reason="Wrong.")

    lists = ("/lay/", "/a-z/", "/topics/", "/evidence/", "/people/", "/corrections/")
    texts = "".join(text_of(reader.get(url)) for url in (*lists, "/feed/"))

    assert "Secret draft" not in texts
    assert "secret use" not in texts
    assert "Gone page" not in texts
    assert "Ada Author" not in texts
    assert reader.get("/topics/pelvis/").status_code == 404
    assert reader.get("/people/ada/").status_code == 404


def test_a_z_finds_titles_and_other_names_under_their_letter(reader):
    subject = factories.make_subject("Cryoablation", synonyms=["élan", "8 Gy"])
    factories.make_page(subject, title="Freezing treatment")

    letters = dict(reader.get("/a-z/").context["alphabet"].shown)

    names = {letter: [entry.name for entry in letters[letter]] for letter in letters}
    assert names == {
        "0–9": ["8 Gy"],
        "C": ["Cryoablation"],
        "E": ["élan"],
        "F": ["Freezing treatment"],
    }


def test_first_version_is_no_correction(reader):
    factories.make_page(significance=Revision.Significance.OUTDATES, note="First")

    assert "No page has needed a correction yet." in text_of(
        reader.get("/corrections/")
    )


def test_person_shows_interests_of_each_year_and_that_they_are_invented(reader):
    author = factories.make_contributor("Ada", slug="ada", is_invented=True)
    factories.make_disclosure(author, 2020, "Shares in Ice Ltd.")
    factories.make_page(authors=[author])

    text = text_of(reader.get("/people/ada/"))

    assert "<dt>2020</dt><dd>Shares in Ice Ltd.</dd>" in text
    assert "invented for the demonstration" in text


def test_status_tells_its_age_and_that_it_is_late(reader):
    subject = factories.make_page().subject
    factories.make_status(
        subject, as_of="2008-03-01", review_by="2010-03-01", indication="pain"
    )

    text = text_of(reader.get("/evidence/"))

    assert "as of March 2008, 1" in text  # 18 years and counting
    assert " years old" in text
    assert "due for reassessment since March 2010" in text


def test_long_a_z_has_a_page_for_each_letter(reader, monkeypatch):
    monkeypatch.setattr(alphabet, "MAX_NAMES", 3)
    for name in ("Ablation", "Biopsy"):
        subject = factories.make_subject(name, synonyms=[f"B {name}"])
        factories.make_page(subject, title=name)

    first = text_of(reader.get("/a-z/"))
    second = text_of(reader.get("/a-z/?letter=B"))
    unknown = text_of(reader.get("/a-z/?letter=%00%F0"))

    assert 'href="?letter=A" aria-current="page"' in first
    assert "<li>Biopsy" not in first
    assert "<li>B Ablation" in second
    assert "<li>Ablation" not in second
    assert unknown == first


def test_long_portal_home_leads_on(reader, monkeypatch):
    monkeypatch.setattr(browsing, "PER_KIND", 1)
    for kind in ("tumor", "tumor", "procedure"):
        factories.make_page(factories.make_subject(kind=kind))

    text = text_of(reader.get("/lay/"))

    assert "1 more page in the list from A to Z" in text


def test_long_topic_goes_on_over_pages(reader, monkeypatch):
    monkeypatch.setattr(browsing, "PER_PAGE", 2)
    make_pages(3)

    first = text_of(reader.get("/topics/pelvis/"))
    last = text_of(reader.get("/topics/pelvis/?page=999999"))

    assert 'href="?page=2"' in first
    assert "Subject 2" not in first
    assert "Subject 2" in last


@pytest.mark.parametrize("name", ["member", "expert", "moderator", "editor"])
@pytest.mark.parametrize(
    "path", ["", "history/", "r/1/", "print/", "references.ris", "report/", "thanks/"]
)
def test_public_pages_are_open_to_the_whole_cast(visit, name, path):
    page = factories.make_page()

    response = visit(name).get(f"{page.get_absolute_url()}{path}")

    assert response.status_code == 200


@pytest.mark.parametrize("url", ["/topics/", "/people/", "/search/"])
@pytest.mark.parametrize("is_demo", [True, False])
def test_list_says_that_it_holds_demonstration(reader, url, is_demo):
    author = factories.make_contributor("Ada Author", is_invented=is_demo)
    terms = [factories.make_term(slug="pelvis")]
    subject = factories.make_subject(terms=terms, is_demo=is_demo)
    factories.make_page(subject, authors=[author])

    text = text_of(reader.get(url))

    assert ("Demonstration content" in text) == is_demo


def test_kinds_of_pages_are_headed_in_the_plural(reader):
    factories.make_page(factories.make_subject(kind="tumor"))

    assert ">Tumors</h2>" in reader.get("/lay/").content.decode()
