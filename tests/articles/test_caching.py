"""Pages for readers without an account are the same for all, and caches are told so."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from articles.views import reading
from tests import factories

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def page():
    work = factories.make_reference()
    return factories.make_page(body=f"True [@{work.citekey}].")


@pytest.fixture
def _long_ago(page, monkeypatch):
    """Everything was written, and the portal started, an hour ago."""
    past = timezone.now() - HOUR
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval('articles_last_change', %s)", [int(past.timestamp())]
        )
    monkeypatch.setattr(reading, "STARTED", past)


@pytest.mark.parametrize(
    "path",
    [
        *("/lay/", "/a-z/", "/topics/", "/evidence/", "/people/", "/corrections/"),
        "/feed/",
        *("", "history/", "print/", "r/1/", "references.ris"),
    ],
)
def test_reader_gets_a_public_answer_without_cookie(reader, page, path):
    url = path if path.startswith("/") else f"{page.get_absolute_url()}{path}"

    response = reader.get(url)

    assert not response.cookies
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert "Cookie" in response["Vary"]
    again = reader.get(url, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.usefixtures("_long_ago")
def test_unchanged_page_is_not_sent_again_by_date(reader, page):
    first = reader.get(page.get_absolute_url())

    again = reader.get(
        page.get_absolute_url(), headers={"if-modified-since": first["Last-Modified"]}
    )

    assert again.status_code == 304
    assert parse_http_date(first["Last-Modified"]) <= timezone.now().timestamp()


@pytest.mark.usefixtures("_long_ago")
@pytest.mark.parametrize(
    "change",
    [
        lambda page: factories.make_status(page.subject),
        lambda page: factories.make_reference(),
        lambda page: factories.make_contributor(),
        lambda page: page.subject.terms.add(factories.make_term()),
        lambda page: factories.revise(page),
    ],
)
def test_page_is_sent_again_after_anything_it_shows_changed(reader, page, change):
    known = http_date((timezone.now() - HOUR / 2).timestamp())

    change(page)

    response = reader.get(page.get_absolute_url(), headers={"if-modified-since": known})
    assert response.status_code == 200


def test_change_of_the_last_minute_has_no_date_yet(reader, page):
    response = reader.get(page.get_absolute_url())

    assert "Last-Modified" not in response
    assert response["ETag"]


@pytest.mark.usefixtures("_long_ago")
def test_dates_turn_late_at_midnight_so_the_day_counts(reader, page):
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('articles_last_change', 1000)")
    reading.STARTED -= 30 * 24 * HOUR

    moment = parse_http_date(reader.get(page.get_absolute_url())["Last-Modified"])

    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    assert moment == midnight.timestamp()


def test_member_gets_a_private_answer(as_member, page):
    response = as_member.get(page.get_absolute_url())

    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response
    assert "Last-Modified" not in response


def test_member_never_gets_304_for_what_a_reader_kept(reader, as_member, page):
    known = reader.get(page.get_absolute_url())["ETag"]

    response = as_member.get(page.get_absolute_url(), headers={"if-none-match": known})

    assert response.status_code == 200


def test_form_sets_its_cookie_on_its_own_page_and_is_private(reader, page):
    response = reader.get(f"{page.get_absolute_url()}report/")

    assert "csrftoken" in response.cookies
    assert response["Cache-Control"] == "private, no-store"


def test_reader_who_wrote_a_form_still_shares_the_pages(reader, page):
    reader.get(f"{page.get_absolute_url()}report/")

    response = reader.get(page.get_absolute_url())

    assert not response.cookies
    assert response["Cache-Control"].startswith("public")
