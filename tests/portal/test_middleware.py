"""What happens to every request: its id, the policies, and who may keep a copy."""

import pytest
from django.urls import reverse

PUBLIC = "public, max-age=0, s-maxage=60"
PRIVATE = "private, no-store"


@pytest.fixture
def about(db):
    return reverse("about")


def test_a_request_gets_an_id(reader, about):
    first, second = (reader.get(about)["X-Request-ID"] for _ in range(2))

    assert len(first) == 32
    assert first != second


def test_a_sane_id_from_the_proxy_is_kept(reader, about):
    response = reader.get(about, headers={"X-Request-ID": "proxy-0123456789"})

    assert response["X-Request-ID"] == "proxy-0123456789"


@pytest.mark.parametrize(
    "given", ["short", "x" * 65, 'quo"te-in-an-id', "a\nb-c-d-e-f"]
)
def test_a_strange_id_is_replaced(reader, about, given):
    assert reader.get(about, headers={"X-Request-ID": given})["X-Request-ID"] != given


def test_features_that_no_page_uses_are_off(reader, about):
    policy = reader.get(about)["Permissions-Policy"].split(", ")

    assert {"camera=()", "geolocation=()", "payment=()"} <= set(policy)
    assert "publickey-credentials-get=(self)" in policy


def test_content_security_policy_is_strict_and_complete(reader, about):
    policy = reader.get(about)["Content-Security-Policy"]

    assert {part.strip() for part in policy.split(";")} == {
        "default-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    }


def test_the_other_security_headers(reader, about):
    response = reader.get(about)

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_reader_gets_a_page_that_caches_may_share(reader, about, method):
    response = getattr(reader, method)(about)

    assert response["Cache-Control"] == PUBLIC
    assert response["Vary"] == "Cookie"
    assert not response.cookies


def test_a_member_gets_a_page_of_their_own(as_member, about):
    response = as_member.get(about)

    assert response["Cache-Control"] == PRIVATE
    assert "Cookie" in response["Vary"]
    assert not response.has_header("ETag")


def test_an_unchanged_page_is_not_sent_again(reader, about):
    tag = reader.get(about)["ETag"]

    response = reader.get(about, headers={"If-None-Match": tag})

    assert response.status_code == 304
    assert response.content == b""
    assert response["Cache-Control"] == PUBLIC


def test_logging_in_never_shows_the_page_of_a_reader(reader, as_member, about):
    kept = reader.get(about)

    response = as_member.get(
        about,
        headers={
            "If-None-Match": kept["ETag"],
            "If-Modified-Since": "Sun, 22 Nov 2099 00:00:00 GMT",
        },
    )

    assert response.status_code == 200
    assert "the-member" in response.content.decode()


def drop_expired_cookies(client):
    """Do what every browser does and the test client does not."""
    for name in [name for name, one in client.cookies.items() if not one.value]:
        del client.cookies[name]


def test_logging_out_never_shows_the_page_of_a_member(client, member, about):
    client.force_login(member)
    assert "the-member" in client.get(about).content.decode()

    client.post(reverse("account_logout"))
    after = client.get(about)
    drop_expired_cookies(client)
    later = client.get(about)

    assert "the-member" not in after.content.decode()
    # This answer says "you have signed out" to one person and takes the cookie back.
    assert after["Cache-Control"] == PRIVATE
    assert later["Cache-Control"] == PUBLIC


def test_a_page_that_sets_a_cookie_is_nobody_elses(reader, db):
    response = reader.get(reverse("account_login"))

    assert "csrftoken" in response.cookies
    assert response["Cache-Control"] == PRIVATE


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/account/",
        "/admin/",
        "/search/?q=pain",
        "/healthz",
        "/readyz",
        "/no-such/",
    ],
)
def test_what_is_about_the_visitor_is_never_kept(reader, db, path):
    assert reader.get(path)["Cache-Control"] == PRIVATE


def test_posting_is_never_kept(reader, about):
    assert reader.post(about)["Cache-Control"] == PRIVATE
