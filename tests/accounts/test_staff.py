"""The door to the admin, lost second factors, and accounts in the admin."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from tests.accounts.conftest import (
    TOTP_SECRET,
    give_app,
    log_in,
    mailed_code,
    totp_code,
)

pytestmark = pytest.mark.django_db

User = get_user_model()


@pytest.fixture
def strict(settings):
    """As in production: staff need a second factor."""
    settings.STAFF_NEED_SECOND_FACTOR = True


@pytest.mark.parametrize(
    ("name", "status"),
    [("reader", 302), ("member", 302), ("editor", 200), ("administrator", 200)],
)
def test_who_may_enter_the_admin(visit, name, status):
    assert visit(name).get("/admin/").status_code == status


def test_a_member_at_the_admins_door_is_turned_away(as_member):
    assert as_member.get("/admin/", follow=True).status_code == 403


def test_the_admins_own_log_in_cannot_be_used_around_ours(client, editor):
    data = {"username": editor.email, "password": "a-long-test-password"}
    response = client.post("/admin/login/?next=/admin/", data)

    assert response.url.startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_staff_without_a_second_factor_are_led_to_set_one_up(strict, client, editor):
    log_in(client, editor.email)

    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/accounts/2fa/"


def test_staff_with_a_second_factor_enter_where_they_wanted(strict, client, editor):
    give_app(editor)
    wanted = "/admin/accounts/user/"
    response = client.get(wanted, follow=True)
    response = log_in(
        client, editor.email, next=response.context["redirect_field_value"]
    )

    response = client.post(response.url, {"code": totp_code()}, follow=True)

    assert response.redirect_chain[-1][0] == wanted


def test_a_session_from_before_the_second_factor_does_not_open_the_admin(
    strict, client, editor
):
    log_in(client, editor.email)
    give_app(editor)

    page, _ = client.get("/admin/", follow=True).redirect_chain[-1]
    assert page == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2F"

    response = client.post(page, {"code": totp_code()})
    assert response.url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_new_superuser_can_set_up_everything_by_mail_and_app(strict, client):
    User.objects.create_superuser("root@example.org", "a-long-test-password")
    log_in(client, "root@example.org")
    client.post("/accounts/confirm-email/", {"code": mailed_code()})
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/accounts/2fa/"


# --- Lost second factors ----------------------------------------------------------------


def reset(email, by, reason="Phone lost, called back on the number in the contract"):
    call_command("reset_second_factor", email, by=by, reason=reason)


def test_a_second_administrator_resets_a_lost_factor(editor, administrator, caplog):
    give_app(editor)
    browser = Client()
    log_in(browser, editor.email)
    browser.post("/accounts/2fa/authenticate/", {"code": totp_code()})
    assert UserSession.objects.filter(user=editor).exists()

    reset("Editor@example.org", by="administrator@example.org")

    assert not Authenticator.objects.filter(user=editor).exists()
    assert browser.get("/account/").status_code == 302
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (administrator, str(editor.pk))
    assert "Phone lost" in entry.change_message
    assert mail.outbox[-1].to == [editor.email]
    assert "Phone lost" in mail.outbox[-1].body
    assert f"account {editor.pk} reset by account {administrator.pk}" in caplog.text


@pytest.mark.parametrize(
    ("by", "reason", "message"),
    [
        ("editor@example.org", "lost", "ask a colleague"),
        ("reviewer@example.org", "lost", "Only an administrator"),
        ("administrator@example.org", " ", "give the reason"),
        ("nobody@example.org", "lost", "no account"),
    ],
)
def test_nobody_else_resets_a_factor(
    editor, reviewer, administrator, by, reason, message
):
    give_app(editor)

    with pytest.raises(CommandError, match=message):
        reset(editor.email, by=by, reason=reason)

    assert Authenticator.objects.filter(user=editor).count() == 2
    assert not mail.outbox


# --- Accounts in the admin --------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_accounts_needs_the_same_queries_for_many(
    as_administrator, django_assert_num_queries, number
):
    for index in range(number):
        User.objects.create_user(f"{index}@example.org")
    as_administrator.get("/admin/accounts/user/")

    with django_assert_num_queries(8):
        response = as_administrator.get("/admin/accounts/user/")

    assert response.context["cl"].result_count == number + 1


def test_accounts_are_found_by_address_and_by_name(as_administrator, member):
    for query in ("member@example", "the-member"):
        response = as_administrator.get("/admin/accounts/user/", {"q": query})
        assert [user.pk for user in response.context["cl"].result_list] == [member.pk]


def test_the_page_of_an_account_shows_no_secret(as_administrator, member):
    give_app(member)

    page = as_administrator.get(f"/admin/accounts/user/{member.pk}/change/")

    text = page.content.decode()
    assert member.password not in text
    assert TOTP_SECRET not in text
    assert 'name="email"' not in text


def test_staff_make_an_account_that_its_owner_opens_by_code(as_administrator, client):
    as_administrator.post(
        "/admin/accounts/user/add/",
        {"email": "Expert@Clinic.example", "handle": "river-42", "is_staff": "on"},
    )
    user = User.objects.get(email="expert@clinic.example")
    assert not user.has_usable_password()

    client.post("/accounts/login/code/", {"email": user.email})
    client.post("/accounts/login/code/confirm/", {"code": mailed_code()})

    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("model", ["emailaddress", "authenticator", "usersession"])
def test_keys_to_accounts_are_not_in_the_admin(as_administrator, model):
    for app in ("account", "mfa", "usersessions"):
        assert as_administrator.get(f"/admin/{app}/{model}/").status_code == 404


def test_nobody_deletes_an_account_by_hand(as_administrator, member):
    url = f"/admin/accounts/user/{member.pk}/delete/"

    assert as_administrator.post(url, {"post": "yes"}).status_code == 403


def test_an_anonymised_account_is_only_read(as_administrator, member):
    User.objects.filter(pk=member.pk).update(
        anonymised_at=timezone.now(), is_active=False
    )
    url = f"/admin/accounts/user/{member.pk}/change/"

    assert as_administrator.get(url).context["has_change_permission"] is False
    assert as_administrator.post(url, {"handle": "back-again"}).status_code == 403


@pytest.fixture
def as_lesser_administrator(member):
    """An administrator by group alone, no superuser."""
    member.is_staff = True
    member.save()
    member.groups.add(Group.objects.get(name="Administrators"))
    browser = Client()
    browser.force_login(member)
    return browser


def test_only_superusers_hand_out_everything(as_lesser_administrator, editor):
    url = f"/admin/accounts/user/{editor.pk}/change/"
    assert (
        'name="is_superuser"' not in as_lesser_administrator.get(url).content.decode()
    )

    as_lesser_administrator.post(
        url,
        {
            "handle": "the-editor",
            "is_active": "on",
            "is_staff": "on",
            "is_superuser": "on",
        },
    )

    editor.refresh_from_db()
    assert editor.handle == "the-editor"
    assert not editor.is_superuser


def test_only_superusers_touch_superusers(as_lesser_administrator, administrator):
    url = f"/admin/accounts/user/{administrator.pk}/change/"

    assert as_lesser_administrator.post(url, {"handle": "fallen"}).status_code == 403
