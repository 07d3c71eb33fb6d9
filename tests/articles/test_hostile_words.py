"""No word that anybody typed becomes markup on any page of a reader."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db

XSS = '"><script>alert(1)</script>'
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


def text_of(response):
    return response.content.decode()


def make_hostile_pages():
    """Two pages, their people, works and terms, in which every field has a script."""
    term = factories.make_term(f"Term {XSS}", slug="term")
    subject = factories.make_subject(
        f"Name {XSS}", slug="here", synonyms=[f"Also {XSS}"], terms=[term]
    )
    author = factories.make_contributor(
        f"Ada {XSS}", slug="ada", affiliation=XSS, biography=XSS, declared=False
    )
    factories.make_disclosure(author, text=f"Interests {XSS}")
    work = factories.make_reference(
        "doe2020", title=f"Work {XSS}", authors=[{"literal": XSS}], verification=XSS
    )
    factories.make_status(
        subject, indication=XSS, wording=XSS, issuing_body=XSS, source=work
    )
    texts = {"title": f"Title {XSS}", "summary": XSS, "note": XSS}
    body = "# What\n\nTrue [@doe2020]."
    page = factories.make_page(subject, authors=[author], body=body, **texts)
    factories.revise(page, significance="outdates", body=body, **texts)
    factories.make_page(factories.make_subject(slug="near", terms=[term]), **texts)


HERE = ("", "history/", "history/2/", "print/", "r/1/", "report/")


@pytest.mark.parametrize(
    ("status", "urls"),
    [
        (200, [f"/lay/here/{path}" for path in HERE]),
        (200, ["/lay/near/", "/pro/here/ask/", "/references/doe2020/"]),
        (200, ["/lay/", "/a-z/", "/topics/", "/topics/term/", "/evidence/"]),
        (200, ["/people/", "/people/ada/", "/corrections/", "/feed/"]),
        (200, ["/search/?q=title", f"/search/?q={XSS}&edition={XSS}&page={XSS}"]),
        (404, ["/pro/here/"]),
    ],
)
def test_no_field_becomes_markup(reader, status, urls):
    make_hostile_pages()

    for url in urls:
        response = reader.get(url)
        text = response.content.decode()
        assert "<script>alert" not in text, url
        assert "alert(1)" in text, url  # the words are there, as words
        assert response.status_code == status, url
