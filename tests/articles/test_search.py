"""What readers find, however they write it, and what can never break the search."""

import timeit

import pytest
from django.db import connection

from articles import finding, publishing, search
from articles.models import Article, Audience, SearchWord
from tests import factories

pytestmark = pytest.mark.django_db


def found(question: str, **options) -> list[str]:
    """The titles found, in their order."""
    results = finding.find(question, **options)
    return [hit.article.title for group in results.found for hit in group.hits]


def test_titles_come_before_headings_before_text_before_references():
    work = factories.make_reference(title="Denosumab trial")
    factories.make_page(title="D", body=f"True [@{work.citekey}].")
    factories.make_page(title="C", body="They give denosumab.")
    factories.make_page(title="B", body="# Denosumab\n\nText.")
    factories.make_page(title="About denosumab")

    assert found("denosumab") == ["About denosumab", "B", "C", "D"]


def test_synonym_counts_as_much_as_the_title():
    subject = factories.make_subject("Cryoablation", synonyms=["ice treatment"])
    factories.make_page(title="Mentions", body="An ice treatment. " * 30)
    factories.make_page(subject, title="Named")

    assert found("ice treatment") == ["Named", "Mentions"]


def test_cited_authors_journals_and_years_are_found():
    work = factories.make_reference(
        authors=[{"family": "Callström", "given": "M."}],
        container_title="Radiology",
        year=2006,
    )
    factories.make_page(title="Found", body=f"True [@{work.citekey}].")

    assert found("Callstrom Radiology 2006") == ["Found"]


@pytest.mark.parametrize("question", ["freeze", "FREEZING", "freezes", "freez", "frée"])
def test_inflected_begun_and_accented_words_are_found(question):
    factories.make_page(title="Found", body="Freezing kills cells.")

    assert found(question) == ["Found"]


def test_quotation_marks_minus_and_or_mean_what_they_mean_elsewhere():
    factories.make_page(title="One", body="Pain in bone at night.")
    factories.make_page(title="Two", body="Bone pain by day.")

    assert found('"bone pain"') == ["Two"]
    assert found("bone pain -night") == ["Two"]
    assert sorted(found("night or day")) == ["One", "Two"]


def test_mistyped_word_is_corrected_and_said(reader):
    factories.make_page(title="Cryoablation")

    text = reader.get("/search/?q=cryoblaton").content.decode()

    assert "Showing results for “cryoablation” instead." in text
    assert ">Cryoablation</a>" in text


def test_some_of_the_words_are_better_than_nothing():
    factories.make_page(title="Found", body="Freezing kills cells.")

    results = finding.find("freezing qqqqqqqq")

    assert results.any_word
    assert not results.corrected
    assert [group.subject.name for group in results.found]


def test_editions_of_a_subject_stand_together_the_preferred_first():
    subject = factories.make_subject("Ablation")
    factories.make_page(subject, title="Plain words")
    factories.make_page(subject, Audience.PROFESSIONAL, title="Clinical words")

    assert found("ablation", edition="professional") == [
        "Clinical words",
        "Plain words",
    ]
    assert found("ablation", edition="lay") == ["Plain words", "Clinical words"]
    assert len(finding.find("ablation").found) == 1


def test_excerpt_marks_the_match_and_escapes_everything_else():
    factories.make_page(body="Cold <b>kills</b> cells & more \ue000evil\ue001.")

    (group,) = finding.find("kills").found
    excerpt = group.hits[0].excerpt

    assert "<mark>kills</mark>" in excerpt
    assert "cells &amp; more evil" in excerpt
    assert "<b>" not in excerpt


def test_match_in_the_title_shows_the_summary():
    factories.make_page(
        title="Cryoablation", summary="A <needle> freezes.", body="Text."
    )

    (group,) = finding.find("cryoablation").found

    assert group.hits[0].excerpt == "A &lt;needle&gt; freezes."


def test_drafts_old_texts_and_withdrawn_pages_are_not_found():
    factories.make_draft(title="Denosumab draft")
    page = factories.make_page(title="Denosumab")
    factories.revise(page, title="Other")
    gone = factories.make_page(title="Denosumab gone")
    publishing.withdraw(article=gone, by=factories.make_user(), reason="Wrong.")

    assert found("denosumab") == []


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "the",
        "\x00",
        "bone\x00pain",
        "'",
        "''; DROP TABLE articles_article; --",
        '"',
        '"unclosed',
        "a & b | ! ( ) <-> :* \\",
        "bone:*",
        "- -- ---",
        "or or or",
        "%s %(x)s {} {{ x }}",
        "x" * 10_000,
        "bone " * 2_000,
        "骨 кость عظم 🦴",
        "\ud7ff\ue000\ue001\uffff",
        "e\u0301" * 300,
        "1/0 ..%2f..%2fetc/passwd",
        "<script>alert(1)</script>",
    ],
)
def test_no_question_breaks_the_search(reader, question):
    factories.make_page()

    response = reader.get(
        "/search/", {"q": question, "page": question, "edition": question}
    )

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_broken_bytes_in_the_question_are_read_as_best_one_can(reader):
    assert reader.get("/search/?q=%ff%fe%80&page=%ff").status_code == 200


def test_question_longer_than_the_limit_is_cut(reader):
    response = reader.get("/search/", {"q": "x" * 10_000})

    assert "x" * finding.MAX_QUERY in response.content.decode()
    assert "x" * (finding.MAX_QUERY + 1) not in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_search_costs_the_same_for_one_and_three(
    reader, count, django_assert_num_queries
):
    for number in range(count):
        factories.make_page(factories.make_subject(f"Ablation {number}"))

    # savepoint · time limit · ranks · pages with excerpts · release
    with django_assert_num_queries(5):
        response = reader.get("/search/?q=ablation")

    assert response.content.decode().count("<h3>") == count


def test_page_in_plain_words_is_offered_beside_one_that_only_professionals_search_for(
    reader, django_assert_num_queries
):
    subject = factories.make_subject("Radiotherapy")
    factories.make_page(subject, title="Rays against pain", body="It calms the pain.")
    pro = Audience.PROFESSIONAL
    factories.make_page(subject, pro, title="Fractions", body="Oligometastasis.")

    with django_assert_num_queries(6):  # one more than when both editions match
        page = reader.get("/search/?q=oligometastasis").content.decode()
    both = reader.get("/search/?q=radiotherapy").content.decode()

    assert "In plain words:" in page
    assert "Rays against pain</a>" in page
    assert "In plain words:" not in both


def test_search_for_nothing_asks_for_demonstration_only(
    reader, django_assert_num_queries
):
    with django_assert_num_queries(1):
        reader.get("/search/?q=%00%20")


def test_search_without_a_match_asks_a_bounded_number(
    reader, django_assert_num_queries
):
    # savepoint · time limit · as asked · spelling · any word · release
    with django_assert_num_queries(6):
        reader.get("/search/?q=qqqqqqqq+zzzzzzzz")


def test_results_go_on_over_pages(reader, monkeypatch):
    monkeypatch.setattr(finding, "PER_PAGE", 2)
    for number in range(3):
        factories.make_page(factories.make_subject(f"Ablation {number}"))

    first = reader.get("/search/?q=ablation&edition=lay").content.decode()
    last = reader.get("/search/?q=ablation&page=99").content.decode()

    assert 'href="?q=ablation&amp;edition=lay&amp;page=2"' in first
    assert first.count("<h3>") == 2
    assert last.count("<h3>") == 1


def test_many_matches_are_capped_and_said(reader, monkeypatch):
    monkeypatch.setattr(finding, "MAX_CANDIDATES", 2)
    for _ in range(3):
        factories.make_page(body="Ablation.")

    text = reader.get("/search/?q=ablation").content.decode()

    assert text.count("<h3>") == 2
    assert "More than 1,000 pages match" in text


def test_question_that_takes_too_long_is_stopped_and_said(reader, monkeypatch):
    monkeypatch.setattr(finding, "TIMEOUT", 20)
    monkeypatch.setattr(
        finding,
        "NEAREST",
        "SELECT word, word FROM pg_sleep(20), unnest(%s::text[]) AS word",
    )

    response = reader.get("/search/?q=cryoblation")

    assert response.status_code == 503
    assert "took too long" in response.content.decode()


def test_refresh_takes_renamed_subjects_and_forgets_words():
    page = factories.make_page(factories.make_subject("Oldname"), body="Vanishing.")
    page.subject.name = "Newname"
    page.subject.save()
    SearchWord.objects.create(word="neverused", pages=7)

    search.refresh()

    assert found("newname") == [page.title]
    assert found("oldname") == []
    assert not SearchWord.objects.filter(word__in=["neverused", "oldname"]).exists()
    assert SearchWord.objects.get(word="vanishing").pages == 1


def test_longest_text_is_indexed_and_found_in_time():
    words = " ".join(f"word{number}" for number in range(9_000))
    body = "\n\n".join(words[at : at + 19_000] for at in range(0, 95_000, 19_000))
    factories.make_page(title="Long", body=body)

    seconds = timeit.repeat(lambda: found("word17"), number=1, repeat=3)

    assert found("word17") == ["Long"]
    assert min(seconds) < 1


def test_vector_uses_the_index():
    """The question is written so that PostgreSQL can use the GIN index."""
    factories.make_page()
    query = finding.all_words("bone metastases")
    pages = Article.objects.filter(search_vector=query).order_by().values("pk")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert "articles_article_search" in pages.explain()


def test_search_sends_no_control_character_back(reader, db):
    assert b"\x00" not in reader.get("/search/?q=bone%00pain").content
