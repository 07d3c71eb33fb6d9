"""An account that leaves: nothing of the person stays in it, no session outlives it."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from portal.accounts import leaving, tasks
from portal.accounts.models import ProfessionalVerification, handle_validator
from tests.accounts.conftest import give_app, log_in, totp_code
from tests.accounts.test_professionals import make_verification

pytestmark = pytest.mark.django_db

User = get_user_model()


@pytest.fixture
def browsers(member):
    """Two browsers of the member, logged in with a password."""
    pair = Client(), Client(HTTP_USER_AGENT="Firefox/140 (Windows)")
    for browser in pair:
        log_in(browser, member.email)
        assert browser.get("/account/").status_code == 200
    return pair


def bury(user):
    user = User.objects.get(pk=user.pk)
    leaving.anonymise(user=user, keep_words=True)
    return User.objects.get(pk=user.pk)


def test_the_account_becomes_a_tombstone(member):
    member.groups.create(name="Some group")

    gone = bury(member)

    handle_validator(gone.handle)
    assert gone.handle.startswith("former-")
    assert gone.email == f"{gone.handle}@former.invalid"
    assert gone.get_display_name() == "a former member"
    assert not gone.has_usable_password()
    assert (gone.is_active, gone.last_login, gone.declared_16_at) == (False, None, None)
    assert gone.anonymised_at > timezone.now() - timezone.timedelta(minutes=1)
    assert not gone.groups.exists()
    assert User._meta.get_field("email").clean(gone.email, gone) == gone.email


def test_what_hangs_on_the_account_goes(member, moderator):
    give_app(member)
    make_verification(member, moderator)

    bury(member)

    for model in (EmailAddress, Authenticator, ProfessionalVerification, UserSession):
        assert not model.objects.filter(user=member).exists()


def test_all_sessions_die_at_once(member, browsers, as_stranger):
    bury(member)

    for browser in browsers:
        assert browser.get("/account/").status_code == 302
    assert as_stranger.get("/account/").status_code == 200
    rest = [session.get_decoded() for session in Session.objects.all()]
    assert all(member.email not in str(data) for data in rest)


def test_a_log_in_that_waits_for_a_code_is_forgotten(member, client):
    client.post("/accounts/login/code/", {"email": member.email})
    [waiting] = Session.objects.all()
    assert member.email in str(waiting.get_decoded())

    bury(member)

    assert not Session.objects.exists()


def test_a_log_in_that_waits_for_a_second_factor_is_forgotten(member, client):
    give_app(member)
    log_in(client, member.email)

    bury(member)

    assert not Session.objects.exists()
    response = client.post("/accounts/2fa/authenticate/", {"code": totp_code()})
    assert response.url.startswith("/accounts/login/")


def test_nobody_can_log_in_any_more(member, client):
    bury(member)

    log_in(client, member.email)

    assert "_auth_user_id" not in client.session


def test_the_address_and_the_name_are_free_again(member):
    old = (member.email, member.handle)

    bury(member)

    User.objects.create_user(old[0], handle=old[1])


def test_the_log_of_staff_names_nobody(member, administrator):
    log_it(administrator, member, "Changed Public name.")
    other = log_it(
        administrator, administrator, f"Asked by the-member, {member.email}."
    )

    bury(member)

    entry = LogEntry.objects.exclude(pk=other.pk).get()
    assert entry.object_repr == f"account {member.pk}"
    assert entry.user == administrator
    other.refresh_from_db()
    assert other.change_message == "Asked by a former member, (address removed)."
    assert other.object_repr == "the-administrator"


def log_it(by, about, message):
    LogEntry.objects.log_actions(by.pk, [about], CHANGE, message, single_object=True)
    return LogEntry.objects.order_by("-pk").first()


def test_counts_under_the_address_are_dropped(member, client, settings):
    settings.SITE_URL = "http://testserver"
    log_in(client, member.email, password="wrong")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portal_cache WHERE cache_key ~ '/key:'")
        assert cursor.fetchone() == (1,)

        bury(member)

        cursor.execute("SELECT count(*) FROM portal_cache WHERE cache_key ~ '/key:'")
        assert cursor.fetchone() == (0,)
    cache.clear()


def test_a_session_written_while_the_account_left_is_swept(member, client):
    bury(member)
    client.cookies["sessionid"] = client.session.session_key or ""
    session = client.session
    session["account_authentication_methods"] = [{"email": member.email}]
    session.save()
    UserSession.objects.create(
        user=member, ip="127.0.0.1", session_key=session.session_key, user_agent=""
    )

    tasks.sweep_behind_the_departed()

    assert not UserSession.objects.exists()


def test_an_account_stays_until_it_leaves(member):
    with transaction.atomic():
        assert leaving.stays(member)

        bury(member)

        assert not leaving.stays(member)


def test_the_export_tells_all_but_secrets(member, moderator, browsers):
    give_app(member)
    make_verification(member, moderator, note="Register")

    data = leaving.export(member)

    assert data["public_name"] == "the-member"
    assert data["addresses"] == [
        {"email": "member@example.org", "verified": True, "primary": True}
    ]
    assert len(data["sessions"]) == 2
    assert {each["type"] for each in data["second_factors"]} == {
        "totp",
        "recovery_codes",
    }
    assert data["verified_profession"]["how_it_was_checked"] == "Register"
    assert "secret" not in str(data)
    assert "pbkdf2" not in str(data)


@pytest.mark.parametrize("box", ["is_superuser", "is_active"])
def test_the_admin_keeps_the_last_superuser(as_administrator, administrator, box):
    page = f"/admin/accounts/user/{administrator.pk}/change/"
    form = {"handle": administrator.handle, "is_staff": "on"}
    form |= {"is_superuser": "on", "is_active": "on"}
    del form[box]

    refused = as_administrator.post(page, form)
    assert "This is the last superuser." in refused.content.decode()
    User.objects.create_superuser("second@example.org", "a-long-test-password")
    as_administrator.post(page, form)

    administrator.refresh_from_db()
    assert not getattr(administrator, box)
