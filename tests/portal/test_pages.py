"""Home and the pages about the portal."""

import pytest
from django import forms
from django.urls import reverse

from articles import publishing
from articles.models import Audience
from forums.models import HelpLine
from tests.factories import make_draft, make_page

ABOUT = ("about", "editorial_policy", "privacy", "accessibility")


def pairs(reader):
    return reader.get(reverse("home")).context["pairs"]


def test_home_shows_both_editions_of_a_subject_side_by_side(reader, db):
    lay = make_page()
    professional = make_page(lay.subject, Audience.PROFESSIONAL)

    (pair,) = pairs(reader)

    assert (pair["lay"], pair["professional"]) == (lay, professional)
    assert pair["reviewed"] == professional.published.decided_at


def test_home_says_which_edition_is_missing(reader, db):
    page = make_page(audience=Audience.PROFESSIONAL)

    (pair,) = pairs(reader)

    assert (pair["lay"], pair["professional"]) == (None, page)


def test_home_shows_the_five_subjects_reviewed_last_the_newest_first(reader, db):
    pages = [make_page() for _ in range(6)]

    assert [pair["lay"] for pair in pairs(reader)] == pages[:0:-1]


def test_home_keeps_drafts_and_withdrawn_pages_to_itself(reader, reviewer):
    make_draft()
    publishing.withdraw(article=make_page(), by=reviewer, reason="It was wrong.")

    assert pairs(reader) == []


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_two_queries(reader, db, count, django_assert_num_queries):
    for _ in range(count):
        page = make_page()
        make_page(page.subject, Audience.PROFESSIONAL)

    with django_assert_num_queries(2):
        response = reader.get(reverse("home"))

    assert len(response.context["pairs"]) == count


@pytest.mark.parametrize("name", ABOUT)
def test_pages_about_the_portal_cost_no_query_and_name_a_contact(
    reader, name, settings
):
    settings.CONTACT_EMAIL = "write@portal.example.org"

    text = reader.get(reverse(name)).content.decode()

    assert text.count("<h1>") == 1
    assert f'<link rel="canonical" href="http://testserver{reverse(name)}">' in text
    assert "write@portal.example.org" in text or name == "editorial_policy"


@pytest.mark.parametrize("lines", [1, 3])
def test_forum_rules_name_help_and_the_times_that_hold(
    reader, db, lines, django_assert_num_queries
):
    HelpLine.objects.all().delete()
    for number in range(lines):
        HelpLine.objects.create(
            concern="crisis", place="Here", name=f"Line {number}", phone="1"
        )

    with django_assert_num_queries(1):
        text = reader.get(reverse("forum_rules")).content.decode()

    assert text.count("<h1>") == 1
    assert text.count("Here: Line") == lines
    assert "Somebody may harm themselves: 1 hour" in text
    assert "Other reports: 24 hours" in text
    assert "change a post for 60 minutes" in text
    assert f'href="{reverse("account_data")}"' in text


def test_forum_rules_set_no_cookie_and_may_be_found(reader, db):
    response = reader.get(reverse("forum_rules"))

    assert "988" in response.content.decode()
    assert not response.cookies
    assert "noindex" not in response.headers.get("X-Robots-Tag", "")


def test_readers_are_promised_what_holds(reader, db):
    response = reader.get(reverse("privacy"))

    assert "We set no cookie" in response.content.decode()
    assert not response.cookies


def test_robots_keep_out_of_rooms_and_find_the_sitemap(reader):
    response = reader.get("/robots.txt")

    assert response["Content-Type"] == "text/plain"
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /accounts/" in lines
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


def test_sitemap_leads_to_every_published_page(reader, db):
    page = make_page()

    index = reader.get(reverse("sitemap_index")).content.decode()
    pages = reader.get("/sitemap-pages.xml").content.decode()

    assert "<loc>http://testserver/sitemap-pages.xml</loc>" in index
    assert f"http://testserver{page.get_absolute_url()}" in pages


def every(kind):
    """A class and all that are derived from it."""
    return {kind}.union(*(every(one) for one in kind.__subclasses__()))


def test_a_box_that_must_be_ticked_says_so_in_words_of_its_own():
    reverse("home")  # loads every page, and with them their forms
    ordinary = forms.Field.default_error_messages["required"]
    boxes = {
        f"{form.__module__}.{name}": field.error_messages["required"]
        for form in every(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.BooleanField) and field.required
        if form.__module__.split(".")[0] in {"portal", "sponsors", "forums", "articles"}
    }

    assert "sponsors.sponsorship.forms.agrees" in boxes
    assert [where for where, words in boxes.items() if words == ordinary] == []
