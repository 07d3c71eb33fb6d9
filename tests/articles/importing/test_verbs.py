"""A page in the database: one draft, no second subject, no second reference."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from articles import drafting
from articles.importing import verbs
from articles.importing.reading import UnreadablePage
from articles.importing.verbs import add_references, import_page
from articles.models import Article, PageImport, Reference, Revision, Subject
from articles.references.records import FormatError
from tests.factories import make_article, make_reference, make_subject, make_user
from tests.personas import make_person

PAGES = Path(__file__).with_name("pages")
OLD = (PAGES / "old.txt").read_bytes()
TITLE = "Steam ablation of bone cysts"


def codes(result):
    return [finding.code for finding in result.findings]


def everything():
    models = (Subject, Article, Revision, Reference, PageImport)
    return [model.objects.count() for model in models]


def test_old_page_becomes_a_draft(editor):
    result = import_page(
        source=OLD, audience="professional", by=editor, filename="old.txt"
    )

    assert result.article.subject.name == TITLE
    assert result.article.subject.slug == "steam-ablation-of-bone-cysts"
    assert (result.article.audience, result.article.published) == ("professional", None)
    assert (result.revision.title, result.revision.number) == (TITLE, 1)
    assert result.revision.saved_by == editor
    assert result.revision.submitted_at is None
    assert result.revision.note == "Imported from an old page (old.txt)"
    assert result.is_new_subject


def test_all_references_are_citations_of_the_draft(editor):
    revision = import_page(source=OLD, audience=None, by=editor).revision

    cited = [citation.reference.citekey for citation in revision.citations.all()]
    assert sorted(cited) == ["brook2012", "meadow2013", "rivers2011"]
    assert revision.body.endswith(
        "Imported references to place: [@rivers2011] [@brook2012]"
    )
    assert "<blockquote" in revision.html


def test_references_are_stored_whole(editor):
    import_page(source=OLD, audience=None, by=editor)

    rivers = Reference.objects.get(citekey="rivers2011")
    assert rivers.authors[1] == {"family": "Lakes", "given": "Carlos D."}
    assert rivers.container_title_short == "Curr Probl Diagn Radiol"
    assert (rivers.year, rivers.month, rivers.pages) == (2011, 3, "101-109")
    assert (rivers.doi, rivers.pmid) == (None, None)
    assert "not yet compared" in rivers.verification
    assert Reference.objects.get(citekey="brook2012").authors_truncated
    for reference in Reference.objects.all():
        reference.full_clean()


def test_what_needs_a_decision_is_kept(editor):
    kept = import_page(source=OLD, audience=None, by=editor).page_import

    assert kept.suggestions["caption"].startswith("A bone cyst of the upper arm")
    assert kept.suggestions["evidence"] == [
        {
            "code": "experimental",
            "wording": "It remains an E/I procedure until larger series exist.",
        }
    ]
    assert {"severity", "message"} <= set(kept.findings[0])
    assert "references-to-place" in [finding["code"] for finding in kept.findings]


def test_unplaced_text_reaches_the_editor(editor):
    source = OLD + b"\n\nThis came later and has no place."

    kept = import_page(source=source, audience=None, by=editor).page_import

    assert kept.unplaced == "This came later and has no place."


@pytest.mark.parametrize(
    "again",
    [OLD, OLD.replace(b"\n", b"\r\n"), OLD.decode(), OLD.decode().encode("utf-16")],
)
def test_the_same_page_twice_changes_nothing(editor, again):
    first = import_page(source=OLD, audience="professional", by=editor)
    before = everything()

    second = import_page(source=again, audience="professional", by=editor)

    assert everything() == before
    assert second.is_repeat
    assert codes(second) == ["repeat"]
    assert second.revision == first.revision


def test_changed_page_is_a_new_draft_on_the_same_subject(editor):
    first = import_page(source=OLD, audience="professional", by=editor)

    second = import_page(source=OLD + b"\n\nMore.", audience="professional", by=editor)

    assert second.revision.number == 2
    assert second.revision.base == first.revision
    assert everything() == [1, 1, 2, 3, 2]
    assert "has-text" in codes(second)
    assert [reference.citekey for reference in second.references_found] == [
        "rivers2011",
        "meadow2013",
        "brook2012",
    ]


def test_other_edition_shares_subject_and_references(editor):
    import_page(source=OLD, audience="professional", by=editor)

    lay = import_page(source=OLD, audience="lay", by=editor)

    assert everything() == [1, 2, 2, 3, 2]
    assert not lay.is_new_subject
    assert "edition-differs" in codes(lay)


@pytest.mark.parametrize(
    "known",
    [
        {"name": TITLE.upper()},
        {"name": "Vapor", "slug": "steam-ablation-of-bone-cysts"},
        {"name": "Vapor", "synonyms": ["steam  ablation of Bone Cysts"]},
    ],
)
def test_subject_is_found_by_any_of_its_names(editor, known):
    subject = make_subject(**known)

    result = import_page(source=OLD, audience=None, by=editor)

    assert result.article.subject == subject
    assert Subject.objects.count() == 1


def test_subject_is_found_by_an_old_address(editor):
    subject = make_subject("Vapor")
    subject.old_slugs.create(slug="steam-ablation-of-bone-cysts")

    assert import_page(source=OLD, audience=None, by=editor).article.subject == subject


def test_earlier_text_stays(editor):
    article = make_article(make_subject(TITLE), "professional")
    drafting.save_draft(
        article=article,
        base=None,
        by=editor,
        title=TITLE,
        summary="",
        body="Old.",
        note="x",
    )

    result = import_page(source=OLD, audience="professional", by=editor)

    assert article.revisions.get(number=1).body == "Old."
    assert result.revision.number == 2


PAGE = "Ice\n\nIce is cold.\n\nBrook L. Ice and bone. Bone 2001;3:4-5. {}"


@pytest.mark.parametrize(
    ("fields", "ending"),
    [
        ({"doi": "10.1000/ice", "title": "Another wording"}, "doi:10.1000/ICE"),
        ({"pmid": "12345", "title": "Another wording"}, "PMID: 12345"),
        (
            {"title": "ICE AND BONE!", "year": 2001, "authors": [{"family": "Brook"}]},
            "",
        ),
        ({"title": "Ice – and bone", "year": None, "authors": []}, ""),
        (
            {
                "title": "Ice and bone",
                "year": 2001,
                "doi": "10.1000/ice",
                "authors": [{"family": "Brook"}],
            },
            "",
        ),
    ],
)
def test_known_reference_is_used(editor, fields, ending):
    known = make_reference(**({"doi": None, "pmid": None} | fields))

    result = import_page(source=PAGE.format(ending), audience="lay", by=editor)

    assert result.references_found == (known,)
    assert Reference.objects.count() == 1
    assert f"[@{known.citekey}]" in result.revision.body


@pytest.mark.parametrize(
    ("fields", "ending"),
    [
        ({"title": "Ice and bone", "year": 1999, "authors": [{"family": "Brook"}]}, ""),
        ({"title": "Ice and bone", "year": 2001, "authors": [{"family": "Marsh"}]}, ""),
        (
            {"title": "Ice and bone", "year": 2001, "doi": "10.1000/other"},
            "doi:10.1000/ice",
        ),
    ],
)
def test_other_work_is_a_new_reference(editor, fields, ending):
    make_reference(citekey="brook2001", **({"doi": None, "pmid": None} | fields))

    result = import_page(source=PAGE.format(ending), audience="lay", by=editor)

    (created,) = result.references_created
    assert created.citekey == "brook2001b"
    assert "[@brook2001b]" in result.revision.body


def test_page_and_library_differ(editor):
    make_reference(
        doi="10.1000/ice", title="Ice and bone", year=2002, volume="3", pages="4-5"
    )

    result = import_page(
        source=PAGE.format("doi:10.1000/ice"), audience="lay", by=editor
    )

    assert codes(result).count("reference-differs") == 1


def test_too_long_for_its_column(editor):
    title = "Ice " * 200
    source = f"Ice\n\nIce is cold.\n\nBrook L. {title}. Bone 2001;3:4-5."

    result = import_page(source=source, audience="lay", by=editor)

    assert len(Reference.objects.get().title) == 500
    assert "cut" in codes(result)


@pytest.mark.parametrize(
    ("source", "audience", "says"),
    [
        (b"", "lay", "empty"),
        (b"a" * 5_000_000, "lay", "5.0 MB"),
        (b"\x00\x01\x02\x03" * 100, "lay", "not text"),
        (b"Ice\n\nIce is cold.", None, "which edition"),
        (b"Ice\n\nIce is cold.", "expert", "which edition"),
        (b"Ice is cold, and this is all there is.", "lay", "No title"),
        (b"Ice", "lay", "nothing below the title"),
        (b"Ice\n\nLay Portal\n\nProfessional63", "lay", "nothing below the title"),
        (b"Ice\n\n" + b"ice " * 8_000, "lay", "cannot become a page"),
    ],
)
def test_refusal_leaves_nothing_behind(editor, source, audience, says):
    with pytest.raises(UnreadablePage, match=says):
        import_page(source=source, audience=audience, by=editor)

    assert everything() == [0, 0, 0, 0, 0]


def test_only_editors_bring_pages_in(member):
    with pytest.raises(verbs.NotAllowed):
        import_page(source=OLD, audience=None, by=member)


def test_failure_in_the_middle_leaves_nothing_behind(editor, monkeypatch):
    def broken(**fields):
        raise IntegrityError

    monkeypatch.setattr(PageImport.objects, "create", broken)

    with pytest.raises(IntegrityError):
        import_page(source=OLD, audience=None, by=editor)

    assert everything() == [0, 0, 0, 0, 0]


def test_page_in_another_alphabet(editor):
    source = "Опухоль кости\n\nЭто текст о кости, и он довольно короткий."

    result = import_page(source=source, audience="lay", by=editor)

    assert result.article.subject.slug
    assert Client().get(result.article.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", ["numbered.txt", "web.html"])
def test_other_pages(editor, name):
    result = import_page(source=(PAGES / name).read_bytes(), audience=None, by=editor)

    assert result.article.audience == "lay"
    assert result.revision.citations.count() == len(result.references_created)
    assert "Imported references to place" not in result.revision.body


def test_pasted_references_reach_the_library_once(editor):
    text = "Brook L. Ice and bone. Bone 2001;3:4-5.\nMarsh MN. Air. Ann Invented 2002;1:2-3."

    first = add_references(text=text, by=editor)
    second = add_references(text=text, by=editor)

    assert [reference.citekey for reference in first.created] == [
        "brook2001",
        "marsh2002",
    ]
    assert [finding.code for finding in first.findings] == ["journal-unknown"]
    assert first.findings[0].message.startswith("marsh2002: ")
    assert (second.created, len(second.found)) == ([], 2)


def test_pasted_file_of_references(editor):
    text = "TY  - JOUR\nAU  - Brook, Lea\nTI  - Ice\nDO  - 10.1000/ICE\nPY  - 2001\nER  - \n"

    (created,) = add_references(text=text, by=editor).created

    assert (created.citekey, created.doi) == ("brook2001", "10.1000/ice")


def test_pasted_nonsense_is_refused(editor, member):
    with pytest.raises(FormatError):
        add_references(text="Good morning", by=editor)
    with pytest.raises(verbs.NotAllowed):
        add_references(text="Brook L. Ice. Bone 2001;3:4-5.", by=member)


@pytest.mark.django_db(transaction=True)
def test_four_imports_at_once_make_one_page():
    people = [make_user() for _number in range(4)]

    def bring_in(person):
        try:
            return import_page(source=OLD, audience="professional", by=person).is_repeat
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        repeats = list(pool.map(bring_in, people))

    assert sorted(repeats) == [False, True, True, True]
    assert everything() == [1, 1, 1, 3, 1]


@pytest.mark.django_db(transaction=True)
def test_reference_typed_in_the_admin_at_the_same_moment(monkeypatch):
    """Another connection takes the citekey between our look and our insert."""
    person = make_person("editor")
    original = verbs.shelve
    collisions = iter([IntegrityError("duplicate key")])

    def shelve(records):
        for error in collisions:
            raise error
        return original(records)

    monkeypatch.setattr(verbs, "shelve", shelve)

    result = import_page(source=OLD, audience=None, by=person)

    assert result.revision.number == 1
    assert everything() == [1, 1, 1, 3, 1]
