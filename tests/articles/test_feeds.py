"""What programs read: the feeds, the site map, the head of a page."""

from xml.etree import ElementTree

import pytest
from django.conf import settings

from articles.models import Audience
from tests import factories

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("count", [1, 3])
def test_feed_costs_the_same_for_one_and_three(
    reader, count, django_assert_num_queries
):
    for _ in range(count):
        factories.make_page(title="Ice & <b>bone</b>")

    with django_assert_num_queries(1):
        response = reader.get("/feed/")

    feed = ElementTree.fromstring(response.content)
    assert response["Content-Type"].startswith("application/atom+xml")
    titles = [entry.text for entry in feed.findall(f"{ATOM}entry/{ATOM}title")]
    assert titles == ["Ice & <b>bone</b> (for patients)"] * count


def test_feed_of_an_edition_has_no_other(reader):
    page = factories.make_page(title="Plain")
    factories.make_page(page.subject, Audience.PROFESSIONAL, title="Clinical")

    text = reader.get("/feed/pro/").content.decode()

    assert "Clinical" in text
    assert "Plain" not in text


def test_changed_page_comes_first(reader):
    page = factories.make_page(title="First")
    factories.make_page(title="Second")
    factories.revise(page, title="First, changed")

    text = reader.get("/feed/").content.decode()

    assert text.index("First, changed") < text.index("Second")


@pytest.mark.parametrize("count", [1, 3])
def test_site_map_names_public_pages_only(reader, count, django_assert_num_queries):
    pages = [factories.make_page() for _ in range(count)]
    factories.make_draft(factories.make_article(factories.make_subject(slug="secret")))

    with django_assert_num_queries(2):  # how many · which
        text = reader.get("/sitemap-pages.xml").content.decode()

    assert text.count("<url>") == count
    assert all(page.get_absolute_url() in text for page in pages)
    assert "secret" not in text


def test_site_map_leaves_demonstration_out(reader):
    author = factories.make_contributor(slug="invented", is_invented=True)
    factories.make_page(factories.make_subject(is_demo=True), authors=[author])

    assert "<loc>" not in reader.get("/sitemap-pages.xml").content.decode()
    assert "/people/invented/" not in reader.get("/sitemap-people.xml").content.decode()


@pytest.mark.parametrize("section", ["indexes", "topics", "people"])
def test_site_map_has_the_lists(reader, section):
    author = factories.make_contributor(slug="ada")
    subject = factories.make_subject(terms=[factories.make_term(slug="pelvis")])
    factories.make_page(subject, authors=[author])

    text = reader.get(f"/sitemap-{section}.xml").content.decode()

    expected = {
        "indexes": "/a-z/",
        "topics": "/topics/pelvis/",
        "people": "/people/ada/",
    }
    assert expected[section] in text


def test_head_names_the_page_its_sister_and_how_to_cite_it(reader):
    author = factories.make_contributor("Ada Author")
    page = factories.make_page(title="Plain", authors=[author])
    other = factories.make_page(page.subject, Audience.PROFESSIONAL, title="Clinical")

    text = reader.get(page.get_absolute_url()).content.decode()

    site = settings.SITE_URL
    assert f'<link rel="canonical" href="{site}{page.get_absolute_url()}">' in text
    assert (
        f'<link rel="alternate" href="{site}{other.get_absolute_url()}" '
        'title="Clinical – for professionals">'
    ) in text
    assert '<meta property="og:title" content="Plain">' in text
    assert '<meta name="citation_author" content="Ada Author">' in text
    permalink = f"{site}{page.published.get_absolute_url()}"
    assert f'<meta name="citation_public_url" content="{permalink}">' in text
