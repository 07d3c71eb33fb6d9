"""Addresses and what they answer: a page, a redirect, its end, or nothing."""

import pytest

from articles import publishing, subjects
from articles.models import Audience, OldSlug
from tests import factories

pytestmark = pytest.mark.django_db

XSS = '"><script>alert(1)</script>'
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/expert/subject/",
        "/lay/no-such-subject/",
        "/lay/no-such-subject/history/",
        "/professional/",
        "/lay/%00/",
        "/lay/a%2Fb/",
        "/lay/" + "a" * 121 + "/",
        "/references/%00/",
        "/references/NoSuch/",
        "/references/nosuch.exe/",
        "/people/nobody/",
        "/topics/nothing/",
        "/corrections/?page=%00",
        "/corrections/?page=-1",
    ],
)
def test_unknown_address_is_not_found(reader, path):
    assert reader.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "r/2/",
        "r/0/",
        "r/999999999999999999999999/",
        "r/" + "9" * 5_000 + "/",
        "r/one/",
        "history/1/",
        "history/99999999999999/",
        "references.exe",
        "references.ris/",
    ],
)
def test_unknown_part_of_a_page_is_not_found(reader, path):
    page = factories.make_page()

    assert reader.get(f"{page.get_absolute_url()}{path}").status_code == 404


def test_missing_slash_leads_to_the_page(reader):
    page = factories.make_page()

    response = reader.get(page.get_absolute_url().rstrip("/"))

    assert response.status_code == 301
    assert response["Location"] == page.get_absolute_url()


@pytest.mark.parametrize("path", ["", "history/", "print/", "r/1/", "references.ris"])
@pytest.mark.parametrize("name", ["reader", "member", "editor"])
def test_draft_is_hidden_from_everybody(visit, name, path):
    article = factories.make_draft().article

    response = visit(name).get(f"{article.get_absolute_url()}{path}")

    assert response.status_code == 404


def test_unpublished_revision_of_a_public_page_is_hidden(visit):
    page = factories.make_page()
    draft = factories.make_draft(page)

    assert visit("editor").get(draft.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("path", ["", "print/", "references.bib", "ask/", "report/"])
def test_old_address_leads_to_the_new_one_for_good(reader, path):
    page = factories.make_page(factories.make_subject(slug="old-name"))
    if path == "ask/":
        page.audience = Audience.PROFESSIONAL
    subjects.change_address(subject=page.subject, slug="new-name")
    old = f"/{page.edition.prefix}/old-name/{path}"

    response = reader.get(f"{old}?from=book&x=%0d%0aSet-Cookie:a")

    assert response.status_code == 301
    target = f"/{page.edition.prefix}/new-name/{path}?from=book&x=%0d%0aSet-Cookie:a"
    assert response["Location"] == target


def test_old_address_of_a_subject_that_is_not_public_is_not_found(reader):
    article = factories.make_draft().article
    OldSlug.objects.create(subject=article.subject, slug="secret")

    assert reader.get("/lay/secret/").status_code == 404


@pytest.mark.parametrize(
    "path", ["", "print/", "history/", "references.ris", "report/"]
)
def test_withdrawn_page_is_gone_with_its_reason(reader, path):
    page = factories.make_page(title="Freezing")
    publishing.withdraw(
        article=page, by=factories.make_user(), reason=f"Wrong dose {XSS}"
    )

    response = reader.get(f"{page.get_absolute_url()}{path}")

    assert response.status_code == 410
    assert f"Wrong dose &quot;&gt;{ESCAPED}" in text_of(response)
    assert "Set-Cookie" not in response.headers


def test_withdrawn_text_stays_gone_when_a_new_one_is_published(reader):
    page = factories.make_page()
    old = page.published.get_absolute_url()
    publishing.withdraw(article=page, by=factories.make_user(), reason="Wrong dose.")
    factories.revise(page)

    assert reader.get(page.get_absolute_url()).status_code == 200
    response = reader.get(old)

    assert response.status_code == 410
    assert "Wrong dose." in text_of(response)
    assert page.get_absolute_url() in text_of(response)


def test_missing_edition_says_so_and_offers_the_other(reader):
    page = factories.make_page()

    response = reader.get(f"/pro/{page.subject.slug}/")

    assert response.status_code == 404
    assert f'href="{page.get_absolute_url()}"' in text_of(response)
    assert f'href="/pro/{page.subject.slug}/ask/"' in text_of(response)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_reading_takes_no_other_method(reader, method):
    page = factories.make_page()
    urls = ["/lay/", "/a-z/", "/search/", "/feed/", page.get_absolute_url()]

    codes = {url: getattr(reader, method)(url).status_code for url in urls}

    assert set(codes.values()) == {405}


@pytest.mark.parametrize("url", ["/lay/", "/a-z/", "/search/?q=freezing", "/feed/"])
def test_head_answers_like_get_without_a_body(reader, url):
    factories.make_page()

    response = reader.head(url)

    assert response.status_code == 200
    assert response.content == b""
