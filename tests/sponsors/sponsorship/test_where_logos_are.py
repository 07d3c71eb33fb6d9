"""Logos have their places, each says "Sponsor", and no article ever shows one."""

import datetime
import re

import pytest

from articles.drafting import TextRefused
from articles.models import Audience
from devtools.paths import ROOT
from sponsors.models import PlacementDay
from sponsors.sponsorship import placements, sponsorships
from tests import factories
from tests.money_factories import make_sponsorship
from tests.sponsors.sponsorship.conftest import picture, show

pytestmark = pytest.mark.django_db

NAME = "Bone Bank"
LINK = "https://bonebank.example/in"


@pytest.fixture
def shown(active):
    active.logo_alt, active.url = NAME, LINK
    active.logo.save("l.png", picture((440, 220)))
    return show(active)


PLACES = ("/sponsors/", "/", "/about/", "/about/funding/", "/lay/", "/a-z/", "/topics/")


@pytest.mark.parametrize("path", PLACES)
def test_a_logo_is_labeled_and_marked(reader, shown, path):
    response = reader.get(path)

    text = response.content.decode()
    assert f'<a href="{LINK}" rel="sponsored noopener">' in text
    assert "<small>Sponsor</small>" in text
    assert f'src="{shown.logo.url}" alt="{NAME}" width="144" height="72"' in text
    assert 'loading="lazy"' in text
    assert "s-maxage=60" in response["Cache-Control"]
    assert not response.cookies


EXPORTS = ("", "print/", "r/1/", "history/", "references.ris", "references.bib")


@pytest.mark.parametrize("path", [*EXPORTS, "references.json", "report/"])
def test_nothing_of_an_article_names_a_sponsor(reader, shown, path):
    page = factories.make_page(
        body=f"Cold kills [@{factories.make_reference().citekey}]."
    )

    response = reader.get(f"{page.get_absolute_url()}{path}", follow=True)

    text = response.content.decode()
    assert NAME not in text
    assert "bonebank" not in text
    assert shown.logo.url not in text


@pytest.mark.parametrize(
    "words",
    [
        "![Ad]({logo})",
        "[![Ad]({logo})](https://bonebank.example/in)",
        '<img src="{logo}">',
        "<svg><image href='{logo}'/></svg>",
        "![Ad][1]\n\n[1]: {logo}",
    ],
)
def test_a_page_cannot_show_a_logo_from_its_own_text(reader, shown, words):
    """A picture in a text is a figure of ours: another is refused, HTML is only words."""
    body = f"Cold kills.\n\n{words.format(logo=shown.logo.url)}"
    try:
        page = factories.make_page(body=body)
    except TextRefused:
        return

    for path in ("", "print/"):
        text = reader.get(f"{page.get_absolute_url()}{path}").content.decode()
        tags = re.findall(r"<(?:img|image|svg|source|object|embed)[^>]*>", text)
        assert not [tag for tag in tags if "sponsors/" in tag]


MAY_SHOW = {
    *("home.html", "about.html", "funding_policy.html", "editorial_policy.html"),
    *("a_z.html", "topics.html", "topic.html", "portal_home.html", "sponsors.html"),
    *("accessibility.html", "forum_rules.html", "privacy.html"),
    *("sponsor_strip.html", "base.html"),
}


def test_only_pages_that_list_or_tell_of_us_ask_for_logos():
    asking = re.compile(r"sponsor_strip|sponsor_logos")
    templates = (ROOT / "templates").rglob("*.html")

    found = {path.name for path in templates if asking.search(path.read_text())}

    assert found - MAY_SHOW == set()
    assert {"home.html", "sponsors.html", "sponsor_strip.html"} <= found


@pytest.mark.parametrize(
    "path",
    [
        *("/feed/", "/feed/lay/", "/search/?q=cold", "/evidence/", "/people/"),
        *("/corrections/", "/sitemap.xml", "/robots.txt", "/about/books/", "/donate/"),
    ],
)
def test_feeds_and_lists_of_evidence_name_no_sponsor(reader, shown, path):
    factories.make_page(body="Cold kills cells.")

    assert NAME not in reader.get(path).content.decode()


def test_the_strip_is_not_printed(reader, shown):
    text = reader.get("/about/").content.decode()

    assert '<aside class="sponsor-strip no-print"' in text


@pytest.mark.parametrize("audience", Audience)
def test_an_article_costs_no_query_for_sponsors(
    reader, shown, audience, django_assert_max_num_queries
):
    page = factories.make_page(audience=audience)
    with django_assert_max_num_queries(7) as captured:
        reader.get(page.get_absolute_url())

    assert not [query for query in captured if "sponsors_" in query["sql"]]


def test_it_goes_dark_at_midnight_though_the_minute_is_not_over(
    reader, shown, monkeypatch
):
    assert NAME in reader.get("/about/").content.decode()

    day = shown.ends_on + datetime.timedelta(days=1)
    monkeypatch.setattr(sponsorships, "today", lambda: day)

    assert NAME not in reader.get("/about/").content.decode()


def test_what_is_kept_for_a_minute_costs_no_query(
    reader, shown, django_assert_num_queries
):
    reader.get("/about/")

    with django_assert_num_queries(0):
        assert NAME in reader.get("/about/").content.decode()


@pytest.mark.parametrize("state", ["applied", "approved", "rejected"])
def test_who_has_not_paid_is_not_shown(reader, tier, sponsor, state):
    show(make_sponsorship(tier, sponsor, state=state))

    assert NAME not in reader.get("/sponsors/").content.decode()


def test_a_sponsor_without_a_logo_is_named(reader, active):
    show(active)

    assert f"<span>{NAME}</span>" in reader.get("/sponsors/").content.decode()


def test_words_of_sponsors_are_escaped(reader, active):
    type(active.sponsor).objects.update(name="<script>alert(1)</script>")
    show(active)

    assert "<script>alert" not in reader.get("/sponsors/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_sponsors_costs_the_same(
    reader, tier, count, django_assert_num_queries
):
    for _ in range(count):
        show(make_sponsorship(tier, state="active"))

    with django_assert_num_queries(2):  # logos · tiers
        response = reader.get("/sponsors/")

    assert response.content.decode().count("<small>Sponsor</small>") == count


def test_pages_are_counted_by_day_and_place_and_nothing_else(reader, shown):
    for _ in range(3):
        reader.get("/about/")
    reader.get("/sponsors/")
    assert not PlacementDay.objects.exists()

    placements.forget()
    reader.get("/about/")

    days = PlacementDay.objects.values_list("placement__spot", "day", "shown")
    today = sponsorships.today()
    assert set(days) == {("footer", today, 3), ("sponsors", today, 1)}
    columns = {field.name for field in PlacementDay._meta.get_fields()}
    assert columns == {"id", "placement", "day", "shown"}


def test_counts_of_two_processes_are_added(reader, shown):
    for _ in range(2):
        reader.get("/about/")
        placements.write_counts()

    assert PlacementDay.objects.get().shown == 2


def test_counts_of_a_place_that_is_gone_are_dropped(reader, shown):
    reader.get("/about/")
    shown.placements.all().delete()

    placements.write_counts()

    assert not PlacementDay.objects.exists()
