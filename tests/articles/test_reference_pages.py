"""The page of a work and the files of works."""

import pytest

from articles.models import ReferenceRelation
from tests import factories

pytestmark = pytest.mark.django_db


def text_of(response):
    return response.content.decode()


def test_reference_of_a_draft_has_no_page(reader):
    factories.make_reference("doe2020")
    factories.make_draft(body="True [@doe2020].")

    assert reader.get("/references/doe2020/").status_code == 404
    assert reader.get("/references/doe2020.ris").status_code == 404


def test_unchecked_reference_says_so(reader):
    factories.make_reference("doe2020")
    factories.make_page(body="True [@doe2020].")

    assert "not checked" in text_of(reader.get("/references/doe2020/"))


def test_retraction_shows_on_the_reference_and_in_its_file(reader):
    work = factories.make_reference("doe2020", title="Good news")
    notice = factories.make_reference("notice2021", title="Retraction: Good news")
    factories.relate_references(notice, ReferenceRelation.Kind.RETRACTION_OF, work)
    page = factories.make_page(body="True [@doe2020].")

    text = text_of(reader.get("/references/doe2020/"))
    file = text_of(reader.get("/references/doe2020.ris"))
    all_files = text_of(reader.get(f"{page.get_absolute_url()}references.json"))

    assert "Retracted or under concern" in text
    assert 'href="/references/notice2021/"' in text
    assert reader.get("/references/notice2021/").status_code == 200
    assert "RETRACTED OR UNDER CONCERN: Good news" in file
    assert "RETRACTED OR UNDER CONCERN: Good news" in all_files


@pytest.mark.parametrize(
    ("ending", "start"),
    [("ris", "TY  - JOUR"), ("bib", "@article{doe2020"), ("json", "["), ("nbib", "")],
)
def test_export_is_a_file_with_all_works(reader, ending, start):
    factories.make_reference("doe2020", title="Eins & zwei")
    page = factories.make_page(body="True [@doe2020].")

    response = reader.get(f"{page.get_absolute_url()}references.{ending}")

    name = f'lay-{page.subject.slug}.{ending}"'
    assert response["Content-Disposition"] == f'attachment; filename="{name}'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert text_of(response).lstrip().startswith(start)
    assert "Eins" in text_of(response)
