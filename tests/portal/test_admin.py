"""The admin's door, and the page about background work."""

from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.models import Term
from portal import jobs
from portal.admin_site import APP_ORDER, PortalAdminSite
from tests.portal.test_jobs import note, put_into

INDEX = reverse("admin:index")
JOBS = reverse("admin:portal_backgroundjob_changelist")


def test_a_reader_logs_in_on_the_accounts_page_and_comes_back(reader, db):
    response = reader.get(JOBS, follow=True)

    url, status = response.redirect_chain[-1]
    assert (unquote(url), status) == (f"/accounts/login/?next={JOBS}", 302)


def test_the_desk_calls_people_by_their_public_name(as_editor):
    text = as_editor.get(INDEX).content.decode()

    assert "the-editor" in text
    assert "editor@example.org" not in text


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("admin:logout", "account_logout"),
        ("admin:password_change", "account_change_password"),
    ],
)
def test_the_accounts_pages_replace_the_admins_own(as_editor, name, target):
    assert as_editor.get(reverse(name)).url == reverse(target)


def test_every_page_of_the_desk_begins_at_the_desk_and_is_called_by_what_it_shows(
    as_administrator,
):
    term = Term.objects.create(kind=Term.Kind.BODY_SITE, name="Knee", slug="knee")
    here = f"/admin/articles/term/{term.pk}/"
    pages = {
        "/admin/articles/term/": "<h1>Terms</h1>",
        f"{here}change/": "› Knee",
        f"{here}history/": "› History",
        f"{here}delete/": "› Delete",
        "/admin/articles/term/add/": "› Add term",
    }

    for address, words in pages.items():
        text = " ".join(as_administrator.get(address).content.decode().split())

        assert words in text
        assert f'<a href="{INDEX}">Desk</a> ›' in text
        assert ">Home</a>" not in text


def test_the_desk_is_our_site_and_orders_its_rooms(rf, administrator):
    request = rf.get(INDEX)
    request.user = administrator

    rooms = [app["app_label"] for app in admin.site.get_app_list(request)]

    assert isinstance(admin.site._wrapped, PortalAdminSite)
    assert rooms == sorted(rooms, key=APP_ORDER.index)
    assert rooms[0] == "articles"


@pytest.mark.parametrize(
    "model", [EmailAddress, Authenticator, UserSession, ProcrastinateJob]
)
def test_secrets_and_sessions_are_not_in_the_admin(model):
    assert not admin.site.is_registered(model)


def test_the_list_of_jobs_hides_arguments_and_has_no_inline_style(as_administrator):
    with transaction.atomic():
        jobs.enqueue(note, first_id=987654321)

    text = as_administrator.get(JOBS).content.decode()

    assert note.name in text
    assert "987654321" not in text
    assert "first_id" not in text
    assert "style=" not in text


def test_jobs_can_be_looked_at_and_not_changed(as_administrator):
    job = put_into("failed")
    page = reverse("admin:portal_backgroundjob_change", args=[job.pk])

    assert as_administrator.get(page).status_code == 200
    assert as_administrator.post(page, {"status": "todo"}).status_code == 403
    assert as_administrator.get(f"{JOBS}add/").status_code == 403


def test_an_administrator_tries_failed_jobs_again(as_administrator):
    failed, waiting = put_into("failed"), put_into("todo")

    response = as_administrator.post(
        JOBS,
        {"action": "try_again", "_selected_action": [failed.pk, waiting.pk]},
        follow=True,
    )

    assert "1 job is back in the queue." in response.content.decode()
    statuses = ProcrastinateJob.objects.values_list("status", "attempts")
    assert set(statuses) == {("todo", 1), ("todo", 0)}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_jobs_costs_the_same_for_many(
    as_administrator, count, django_assert_num_queries
):
    for _ in range(count):
        put_into("failed")
    as_administrator.get(INDEX)  # the first request of a session notes its device

    with django_assert_num_queries(7):
        response = as_administrator.get(JOBS)

    assert response.context["cl"].result_count == count
