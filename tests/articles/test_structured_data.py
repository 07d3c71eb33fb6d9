"""What search engines are told is what the page shows, and never markup."""

import json
import re

import pytest

from articles import structured_data
from articles.models import Article, Audience
from articles.reading import Page
from tests import factories

pytestmark = pytest.mark.django_db

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def described(page: Article, **names) -> dict:
    article = Article.objects.with_text().get(pk=page.pk)
    names = {"site_name": "Portal", "site_url": "https://portal.example"} | names
    return structured_data.describe(Page(article, article.published), **names)


def test_page_is_described_with_audience_review_people_and_works():
    author = factories.make_contributor("Ada", slug="ada", orcid="0000-0002-1825-0097")
    work = factories.make_reference(title="A trial", doi="10.1000/182")
    subject = factories.make_subject("Freezing", synonyms=["cryoablation"])
    factories.make_status(subject, indication="pain", issuing_body="Society")
    page = factories.make_page(
        subject, authors=[author], body=f"True [@{work.citekey}]."
    )

    result = described(page)

    assert result["@type"] == "MedicalWebPage"
    assert result["url"] == f"https://portal.example{page.get_absolute_url()}"
    assert result["audience"]["audienceType"] == "Patient"
    assert result["lastReviewed"] == f"{page.published.decided_at:%Y-%m-%d}"
    assert result["author"][0]["sameAs"] == "https://orcid.org/0000-0002-1825-0097"
    assert len(result["reviewedBy"]) == 1
    assert result["citation"][0]["sameAs"] == "https://doi.org/10.1000/182"
    assert result["about"]["@type"] == "MedicalProcedure"
    assert result["about"]["alternateName"] == ["cryoablation"]
    assert result["about"]["status"].startswith("Experimental / investigational: pain")


def test_professional_page_of_a_tumor_is_for_clinicians_about_a_condition():
    subject = factories.make_subject(kind="tumor")
    factories.make_status(subject)

    result = described(factories.make_page(subject, Audience.PROFESSIONAL))

    assert result["audience"]["audienceType"] == "Clinician"
    assert result["about"] == {"@type": "MedicalCondition", "name": subject.name}


def test_what_is_not_known_is_not_claimed():
    result = described(factories.make_page())

    assert "citation" not in result


def test_block_survives_hostile_words(reader):
    title = '</script><script>alert("1")</script><!-- & \u2028'
    page = factories.make_page(title=title)

    text = reader.get(page.get_absolute_url()).content.decode()

    (block,) = BLOCK.findall(text)
    assert not set(block) & set("<>&")
    assert json.loads(block)["name"] == title


def test_description_costs_the_page_no_query(django_assert_num_queries):
    page = factories.make_page()
    article = Article.objects.with_text().get(pk=page.pk)
    read = Page(article, article.published)
    for part in ("references", "statuses", "credits"):
        getattr(read, part)

    with django_assert_num_queries(0):
        structured_data.describe(read, site_name="", site_url="")
