"""What somebody tries who wants into an account that is not theirs."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client

from portal.accounts.forms import SignupForm
from tests.accounts.conftest import (
    give_app,
    log_in,
    mailed_code,
    sign_up,
    totp_code,
)
from tests.personas import PASSWORD

pytestmark = pytest.mark.django_db

User = get_user_model()

WRONG = {"code": "BCDF-GHJK"}


def is_logged_in(client):
    return "_auth_user_id" in client.session


def test_a_planted_session_is_not_the_one_that_is_logged_in(client, member):
    client.get("/accounts/login/?next=/a-z/")
    client.post("/accounts/login/code/", {"email": member.email})
    planted = client.session.session_key

    client.post("/accounts/login/code/confirm/", {"code": mailed_code()})

    assert is_logged_in(client)
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/account/").status_code == 302


def test_guessing_a_password_is_stopped_for_the_account(member):
    for _ in range(5):
        log_in(Client(), password="wrong-wrong-wrong")

    # From another network address, and with the right password too.
    response = Client(REMOTE_ADDR="198.51.100.7").post(
        "/accounts/login/", {"login": member.email, "password": PASSWORD}
    )

    assert "too many attempts" in str(response.context["form"].errors)


def test_guessing_from_one_network_address_meets_429(client):
    for number in range(30):
        client.post("/accounts/signup/", {"email": f"{number}@example.org"})

    response = client.post("/accounts/signup/", {"email": "last@example.org"})

    assert response.status_code == 429
    assert b"<h1" in response.content


@pytest.mark.parametrize("path", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_nobody_floods_a_mailbox(member, path):
    answers = [Client().post(path, {"email": member.email}) for _ in range(7)]

    assert answers[-1].status_code == 429 or answers[-1].context["form"].errors
    assert len(mail.outbox) <= 5


def test_three_wrong_codes_end_the_log_in(client, member):
    client.post("/accounts/login/code/", {"email": member.email})
    code = mailed_code()

    for _ in range(3):
        response = client.post("/accounts/login/code/confirm/", WRONG)
    late = client.post("/accounts/login/code/confirm/", {"code": code})

    assert response.url == "/accounts/login/code/"
    assert late.status_code == 302
    assert not is_logged_in(client)


def test_three_wrong_codes_end_the_reset(client, member):
    client.post("/accounts/password/reset/", {"email": member.email})
    code = mailed_code()

    for _ in range(3):
        client.post("/accounts/password/reset/confirm/", WRONG)
    client.post("/accounts/password/reset/confirm/", {"code": code})

    assert client.get("/accounts/password/reset/complete/").status_code == 302


def test_the_new_password_needs_the_code_first(client, member):
    client.post("/accounts/password/reset/", {"email": member.email})

    response = client.post(
        "/accounts/password/reset/complete/",
        {"password1": "stolen-password-1", "password2": "stolen-password-1"},
    )

    assert response.url == "/accounts/password/reset/confirm/"
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_a_code_opens_only_the_session_that_asked_for_it(member):
    asked, other = Client(), Client()
    asked.post("/accounts/login/code/", {"email": member.email})
    code = mailed_code()
    cache.clear()
    other.post("/accounts/login/code/", {"email": member.email})

    other.post("/accounts/login/code/confirm/", {"code": code})

    assert not is_logged_in(other)


def test_a_code_works_once(client, member):
    client.post("/accounts/login/code/", {"email": member.email})
    code = mailed_code()
    client.post("/accounts/login/code/confirm/", {"code": code})
    client.post("/accounts/logout/")

    client.post("/accounts/login/code/confirm/", {"code": code})

    assert not is_logged_in(client)


@pytest.mark.parametrize("code", ["", " ", "-", "None", "0"])
def test_an_empty_code_opens_nothing(client, code):
    # Without an account there is no code to compare with.
    for path in ("login/code", "password/reset"):
        client.post(f"/accounts/{path}/", {"email": "nobody@example.org"})
        client.post(f"/accounts/{path}/confirm/", {"code": code})

        assert not is_logged_in(client)


def test_the_digits_of_the_app_work_once(member):
    give_app(member)
    code = totp_code()
    first, second = Client(), Client()
    for client in (first, second):
        log_in(client)

    for client in (first, second):
        client.post("/accounts/2fa/authenticate/", {"code": code})

    assert is_logged_in(first)
    assert not is_logged_in(second)


def test_guessing_the_digits_is_stopped(client, member):
    give_app(member)
    log_in(client)
    for number in range(6):
        client.post("/accounts/2fa/authenticate/", {"code": f"00000{number}"})

    client.post("/accounts/2fa/authenticate/", {"code": totp_code()})

    assert not is_logged_in(client)


@pytest.mark.parametrize("way", ["password", "code", "reset"])
def test_no_way_in_goes_around_the_second_factor(client, member, way):
    give_app(member)
    if way == "password":
        log_in(client)
    elif way == "code":
        client.post("/accounts/login/code/", {"email": member.email})
        client.post("/accounts/login/code/confirm/", {"code": mailed_code()})
    else:
        client.post("/accounts/password/reset/", {"email": member.email})
        client.post("/accounts/password/reset/confirm/", {"code": mailed_code()})
        new = {"password1": "quite-new-password", "password2": "quite-new-password"}
        client.post("/accounts/password/reset/complete/", new)

    assert not is_logged_in(client)
    assert client.get("/accounts/login/").url == "/accounts/2fa/authenticate/"


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/login/code/",
        "/accounts/password/reset/",
        "/accounts/logout/",
        "/accounts/2fa/webauthn/login/",
    ],
)
def test_no_other_site_can_post_for_the_visitor(path):
    client = Client(enforce_csrf_checks=True)

    assert client.post(path, {"login": "member@example.org"}).status_code == 403


def test_two_sign_ups_at_once_make_one_account_and_the_same_answer(client, monkeypatch):
    look = SignupForm.validate_unique_email

    def look_then_lose(form, value):
        found = look(form, value)
        # The other request wins in the moment between looking and saving.
        User.objects.create_user(value, PASSWORD)
        return found

    monkeypatch.setattr(SignupForm, "validate_unique_email", look_then_lose)

    response = sign_up(client, "twin@example.org")

    assert response.url == "/accounts/confirm-email/"
    assert User.objects.filter(email="twin@example.org").count() == 1
    assert client.get(response.url).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_five_real_sign_ups_at_once_make_one_account():
    answers, barrier = [], threading.Barrier(5)

    def race():
        barrier.wait()
        try:
            answers.append(sign_up(Client(), "twin@example.org"))
        finally:
            connection.close()

    threads = [threading.Thread(target=race) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert User.objects.filter(email="twin@example.org").count() == 1
    # Mails to one address are limited, so a late one may hear 429; nobody gets a 500.
    assert {answer.status_code for answer in answers} <= {302, 429}


def test_an_address_taken_while_the_change_was_under_way_stays_taken(logged_in, member):
    logged_in.post(
        "/accounts/email/", {"email": "wanted@example.org", "action_add": ""}
    )
    code = mailed_code()
    other = User.objects.create_user("wanted@example.org", PASSWORD)
    other.emailaddress_set.create(email=other.email, verified=True, primary=True)

    response = logged_in.post("/accounts/confirm-email/", {"code": code})

    assert "Another account uses" in response.content.decode()
    member.refresh_from_db()
    assert member.email == "member@example.org"


def test_an_address_claimed_in_the_last_moment_changes_nothing(
    logged_in, member, monkeypatch
):
    logged_in.post(
        "/accounts/email/", {"email": "wanted@example.org", "action_add": ""}
    )
    code = mailed_code()
    User.objects.create_user("wanted@example.org", PASSWORD)
    # As if the other account came after the form had looked.
    monkeypatch.setattr(
        "allauth.account.forms.email_already_exists", lambda **kwargs: None
    )

    response = logged_in.post("/accounts/confirm-email/", {"code": code}, follow=True)

    assert response.status_code == 200
    member.refresh_from_db()
    assert member.email == "member@example.org"
    assert [a.email for a in member.emailaddress_set.all()] == ["member@example.org"]


def test_whoever_signed_up_with_my_address_does_not_keep_the_password(client):
    sign_up(Client(), "victim@example.org", password1="the-attackers-password")
    cache.clear()

    client.post("/accounts/login/code/", {"email": "victim@example.org"})
    client.post("/accounts/login/code/confirm/", {"code": mailed_code()})

    assert is_logged_in(client)
    attacker = Client()
    log_in(attacker, "victim@example.org", "the-attackers-password")
    assert not is_logged_in(attacker)
    assert "choose a new one" in client.get("/account/").content.decode()


def test_a_log_in_by_code_keeps_the_password_of_a_confirmed_account(client):
    sign_up(client)
    client.post("/accounts/confirm-email/", {"code": mailed_code()})
    client.post("/accounts/logout/")
    client.post("/accounts/login/code/", {"email": "new@example.org"})
    client.post("/accounts/login/code/confirm/", {"code": mailed_code()})

    assert User.objects.get().has_usable_password()


def test_an_address_that_a_squatter_never_confirmed_goes_to_who_proves_it(
    logged_in, member
):
    logged_in.post(
        "/accounts/email/", {"email": "wanted@example.org", "action_add": ""}
    )
    code = mailed_code()
    cache.clear()
    sign_up(Client(), "wanted@example.org")

    logged_in.post("/accounts/confirm-email/", {"code": code})

    member.refresh_from_db()
    assert member.email == "wanted@example.org"
    assert User.objects.count() == 1
