"""The data of the demonstration: every text renders, every number has a source."""

import datetime
import re
import xml.etree.ElementTree as ET

import pytest

from articles import checks, markup
from articles.models import Reference
from portal.demo.files import read, read_pages, replace, split_front_matter
from portal.demo.library import DRAWINGS, drawing_size

PAGES = read_pages()
TEXTS = [
    pytest.param(page, version, id=f"{page.slug}.{page.audience}.{number}")
    for page in PAGES
    for number, version in enumerate(
        [*page.published, *([page.waiting] if page.waiting else [])], start=1
    )
]
LAY = [page for page in PAGES if page.audience == "lay"]
PROFESSIONAL = [page for page in PAGES if page.audience == "professional"]
DRAWN = sorted(path.name for path in DRAWINGS.glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
KINDS = {
    subject["slug"]: subject["kind"] for subject in read("subjects.json")["subjects"]
}
PROFESSIONAL_SECTIONS = {
    "procedure": [
        "What it is",
        "Who it is for",
        "How it is done",
        "Outcomes",
        "Complications",
        "Follow-up",
        "What is not known",
    ],
    "tumor": [
        "What it is",
        "Signs",
        "How it is found",
        "Treatment",
        "Outcomes",
        "Complications",
        "Follow-up",
        "What is not known",
    ],
}


def slug(page):
    return page.slug


def outcome_rows(page):
    return tuple(
        markup.OutcomeRow(
            **{name: value for name, value in row.items() if name != "stance"}
        )
        for row in page.facts["outcomes"]
    )


def render(page, body):
    works = read("references.json")["references"]
    return markup.render(
        body,
        references={
            work["citekey"]: markup.ReferenceLabel(short=work["citekey"])
            for work in works
        },
        figures={figure["key"] for figure in read("figures.json")["figures"]},
        outcomes=outcome_rows(page),
        audience=page.audience,
    )


def words_of(body):
    text = re.sub(r"\[@[^\]]*\]|!\[\]\(.*?\)|[|#*:>-]", " ", body)
    return text.split()


@pytest.mark.parametrize(("page", "version"), TEXTS)
def test_every_text_renders_with_figures_and_citations(page, version):
    rendered = render(page, version.body)

    assert rendered.figures
    assert len(rendered.citations) >= 3


@pytest.mark.parametrize("page", PROFESSIONAL, ids=slug)
def test_professional_page_has_every_section(page):
    rendered = render(page, page.published[-1].body)

    sections = [heading.text for heading in rendered.headings if heading.level == 2]
    assert sections == PROFESSIONAL_SECTIONS[KINDS[page.slug]]


@pytest.mark.parametrize(("page", "version"), TEXTS)
def test_checks_find_nothing_that_stops_or_delays_a_text(page, version):
    figures = {figure["key"]: figure for figure in read("figures.json")["figures"]}
    shown = render(page, version.body).figures

    findings = checks.check(
        checks.DraftView(
            audience=page.audience,
            kind=KINDS[page.slug],
            body=version.body,
            today=datetime.date(2026, 11, 22),
            summary=page.facts["summary"],
            seek_help=page.facts.get("seek_help", ""),
            outcomes=outcome_rows(page),
            figures=tuple(
                checks.FigureView(key, figures[key]["alt"], "credit", "licence")
                for key in shown
            ),
            authors=tuple(name for name, _ in page.facts["contributors"]),
        )
    )

    assert not [found for found in findings if found.severity != checks.Severity.HINT]


@pytest.mark.parametrize("page", LAY, ids=slug)
def test_lay_page_says_when_to_seek_help_and_what_to_do(page):
    box = page.facts["seek_help"]
    html = render(page, page.published[-1].body).html

    assert "at once" in box
    assert "urine" in box
    assert "callout-do" in html
    assert "callout-dont" in html


@pytest.mark.parametrize("page", LAY, ids=slug)
def test_lay_page_is_short_and_its_sentences_too(page):
    words = words_of(page.published[-1].body)

    sentences = re.split(r"[.!?](?:\s|$)", " ".join(words))

    assert 450 <= len(words) <= 700
    assert len(words) / len(sentences) < 14


@pytest.mark.parametrize("page", PROFESSIONAL, ids=slug)
def test_professional_page_has_the_length_of_a_page(page):
    assert 600 <= len(words_of(page.published[-1].body)) <= 900


def test_every_subject_but_one_has_both_editions_with_their_own_title():
    titles = {(page.slug, page.audience): page.facts["title"] for page in PAGES}

    assert {slug for slug, _ in titles} == {
        subject["slug"] for subject in read("subjects.json")["subjects"]
    }
    alone = {page.slug for page in LAY} - {page.slug for page in PROFESSIONAL}
    assert alone == {"biopsy-of-bone"}
    for slug in {page.slug for page in PROFESSIONAL}:
        assert titles[slug, "lay"] != titles[slug, "professional"]


def test_exactly_one_old_quotation_stands_in_the_pages():
    quotations = [
        page.slug
        for page in PAGES
        if "<blockquote" in render(page, page.published[-1].body).html
    ]

    assert quotations == ["cryoablation-of-bone-metastases"]


def test_references_carry_no_field_that_was_never_seen():
    fields = {field.name for field in Reference._meta.get_fields()}
    works = {work["citekey"]: work for work in read("references.json")["references"]}

    assert all(work.keys() <= fields for work in works.values())
    assert not {"doi", "pmid", "issue"} & works["callstrom2006"].keys()
    assert not {"doi", "container_title"} & works["jennings2021"].keys()
    assert all(work["verification"] for work in works.values())


@pytest.mark.parametrize("name", DRAWN)
def test_drawing_is_readable_on_a_phone_and_harmless(name):
    root = ET.parse(DRAWINGS / name).getroot()
    source = (DRAWINGS / name).read_text()
    sizes = [int(size) for size in re.findall(r'font-size="(\d+)"', source)]

    assert root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").text
    assert root.attrib["width"] == "640"
    assert min(sizes) >= 24  # 12 px or more in a column of 343 px
    assert set(re.findall(r'font-family="([^"]+)"', source)) == {"sans-serif"}
    assert not re.search(
        r"<script|\son\w+=|style=|href=\"[^#]|<image|url\((?!#)", source
    )


def test_every_drawing_is_a_figure_that_a_page_shows():
    keys = {figure["key"] for figure in read("figures.json")["figures"]}
    shown = {
        key for page in PAGES for key in render(page, page.published[-1].body).figures
    }

    assert keys == shown == {name.removesuffix(".svg") for name in DRAWN}


def test_drawing_size_is_what_the_drawing_says():
    assert drawing_size("fractions-calendar.svg") == (640, 400)


def test_front_matter_must_come_first():
    with pytest.raises(ValueError, match="first line"):
        split_front_matter("text\n---\n{}\n---\nbody")


def test_replacing_a_passage_that_is_missing_is_an_error():
    with pytest.raises(ValueError, match="does not contain 'pear'"):
        replace("an apple", [("pear", "plum")])
