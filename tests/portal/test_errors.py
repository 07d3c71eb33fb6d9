"""Error pages: in our look, kind, and silent about the exception."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client, override_settings
from django.urls import path, reverse

from portal import urls

SECRET = "the-inner-workings"


def fail(kind):
    def view(request):
        raise kind(SECRET)

    return view


urlpatterns = [
    path("suspicious/", fail(SuspiciousOperation)),
    path("forbidden/", fail(PermissionDenied)),
    path("missing/", fail(Http404)),
    path("broken/", fail(RuntimeError)),
    *urls.urlpatterns,
]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.portal.test_errors")
@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [
        ("/suspicious/", 400, "We could not understand that request"),
        ("/forbidden/", 403, "You do not have access to this page"),
        ("/missing/", 404, "There is no such page"),
        ("/broken/", 500, "Something went wrong on our side"),
    ],
)
def test_errors_have_their_page_and_show_nothing_inner(path, status, heading):
    response = Client(raise_request_exception=False).get(path)

    text = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in text
    assert SECRET not in text
    assert response["Cache-Control"] == "private, no-store"
    assert "Content-Security-Policy" in response


def test_an_unknown_host_gets_the_page_for_bad_requests(client, db):
    response = client.get("/", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert "We could not understand that request" in response.content.decode()


def test_a_form_without_its_token_says_that_nothing_is_lost(db):
    client = Client(enforce_csrf_checks=True)

    response = client.post(reverse("account_login"), {"login": "a@b.org"})

    assert response.status_code == 403
    assert "nothing was lost" in response.content.decode().lower()


def test_too_many_tries_get_a_kind_page(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "1/m/ip", "login": "1/m/ip"}
    wrong = {"login": "nobody@example.org", "password": "wrong-password"}

    responses = [client.post(reverse("account_login"), wrong) for _ in range(3)]

    assert responses[-1].status_code == 429
    assert "Nothing was lost" in responses[-1].content.decode()


@override_settings(ROOT_URLCONF="tests.portal.test_errors")
def test_the_page_for_our_own_errors_needs_no_database():
    # Without a mark for the database the test runner refuses every query.
    response = Client(raise_request_exception=False).get(
        "/broken/", headers={"X-Request-ID": "support-0001"}
    )

    assert response.status_code == 500
    assert "support-0001" in response.content.decode()
