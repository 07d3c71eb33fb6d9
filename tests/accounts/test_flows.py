"""Sign-up, log-in, reset and change of address, as a person goes through them."""

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client

from tests.accounts.conftest import give_app, log_in, mailed_code, sign_up, totp_code
from tests.personas import PASSWORD

pytestmark = pytest.mark.django_db

User = get_user_model()

WANTED = "/lay/chordoma/#ask"
GATE = "next=/lay/chordoma/%23ask"


def test_sign_up_asks_for_nothing_but_address_password_and_age(client):
    form = client.get("/accounts/signup/").context["form"]

    assert list(form.fields) == ["email", "password1", "old_enough"]


def test_an_empty_sign_up_says_what_to_enter(client):
    page = client.post("/accounts/signup/", {}).content.decode()

    assert "Please enter your e-mail address." in page
    assert "Please choose a password." in page
    assert "This field is required" not in page


def test_a_wrong_sign_up_is_told_in_words_that_stand_alone(client):
    page = client.post("/accounts/signup/", {"email": "no"}).content.decode()
    summary = page.split('class="notice error error-summary"')[1].split("</div>")[0]

    assert "E-mail address: Enter an e-mail address, like name@example.org." in summary
    assert '">Only people of this age can have an account.' in summary


def test_sign_up_leads_through_the_code_back_to_where_the_person_was(client):
    response = client.post(
        f"/accounts/signup/?{GATE}",
        {
            "email": "New@Example.org",
            "password1": PASSWORD,
            "old_enough": "on",
            "next": WANTED,
        },
    )
    assert response.url == "/accounts/confirm-email/"

    response = client.post(response.url, {"code": mailed_code()})

    assert response.url == WANTED
    user = User.objects.get(email="new@example.org")
    assert user.declared_16_at is not None
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_code_may_be_read_on_another_device(client):
    sign_up(client, next=WANTED)

    # Only the code travels: the mail holds no link that would open a second session.
    assert "/accounts/" not in mail.outbox[0].body
    typed = mailed_code().lower().replace("-", "")
    response = client.post("/accounts/confirm-email/", {"code": typed, "next": WANTED})
    assert response.url == WANTED


def test_a_new_member_gets_a_neutral_name(client):
    sign_up(client, "jane.doe@clinic.example.org")

    user = User.objects.get(email="jane.doe@clinic.example.org")
    assert user.handle.startswith("member-")
    assert "jane" not in user.handle


def test_nobody_below_the_age_gets_an_account(client):
    response = client.post(
        "/accounts/signup/", {"email": "teen@example.org", "password1": PASSWORD}
    )

    assert "old_enough" in response.context["form"].errors
    assert not User.objects.exists()


def test_the_age_can_be_set(client, settings):
    settings.MINIMUM_AGE = 18

    assert b"I am 18 or older" in client.get("/accounts/signup/").content


@pytest.mark.parametrize("password", ["short", "password1234", "1234567890123"])
def test_weak_passwords_are_refused(client, password):
    response = sign_up(client, password1=password)

    assert "password1" in response.context["form"].errors


def test_log_in_by_password_goes_where_the_person_wanted(client, member):
    assert log_in(client, "MEMBER@example.org", next=WANTED).url == WANTED


def test_log_in_by_code_goes_where_the_person_wanted(client, member):
    response = client.post(
        "/accounts/login/code/", {"email": member.email, "next": WANTED}
    )
    assert response.url == f"/accounts/login/code/confirm/?{GATE.replace('/', '%2F')}"

    page = client.get(response.url)
    response = client.post(
        "/accounts/login/code/confirm/",
        {"code": mailed_code(), "next": page.context["redirect_field_value"]},
    )

    assert response.url == WANTED
    assert client.session["_auth_user_id"] == str(member.pk)


def test_reset_of_the_password_goes_where_the_person_wanted(client, member):
    response = client.post(
        "/accounts/password/reset/", {"email": member.email, "next": WANTED}
    )
    response = client.post(response.url, {"code": mailed_code(), "next": WANTED})
    new = {"password1": "a-brand-new-password", "password2": "a-brand-new-password"}
    response = client.post(response.url, {**new, "next": WANTED})

    assert response.url == WANTED
    member.refresh_from_db()
    assert member.check_password("a-brand-new-password")
    assert mail.outbox[-1].subject == "Your password was changed"


def test_the_second_factor_keeps_where_the_person_wanted_to_go(client, member):
    give_app(member)

    response = log_in(client, next=WANTED)
    assert response.url == "/accounts/2fa/authenticate/"
    assert client.post(response.url, {"code": totp_code()}).url == WANTED


def test_every_way_in_hands_next_on_to_the_others(client):
    page = client.get(f"/accounts/login/?{GATE}").content.decode()

    encoded = "next=%2Flay%2Fchordoma%2F%23ask"
    assert f"/accounts/signup/?{encoded}" in page
    assert f"/accounts/login/code/?{encoded}" in page
    assert f"/accounts/password/reset/?{encoded}" in page
    assert 'name="next" value="/lay/chordoma/#ask"' in page


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "https:///evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/%09/evil.example".replace("%09", "\t"),
        "\n//evil.example",
        "//user@evil.example",
        "https://testserver@evil.example/",
    ],
)
def test_nobody_is_sent_elsewhere(client, member, target):
    assert log_in(client, next=target).url == "/"
    # Already logged in: the same page redirects at once.
    assert client.get("/accounts/login/", {"next": target}).url == "/"
    assert client.post("/accounts/logout/", {"next": target}).url == "/"


def test_a_changed_address_counts_only_when_it_is_confirmed(logged_in, member):
    response = logged_in.post(
        "/accounts/email/", {"email": "New.One@example.org", "action_add": ""}
    )
    assert User.objects.get(pk=member.pk).email == "member@example.org"

    logged_in.post(response.url, {"code": mailed_code()})

    member.refresh_from_db()
    assert member.email == "new.one@example.org"
    assert [a.email for a in member.emailaddress_set.all()] == ["new.one@example.org"]
    # The old address hears of it: it may be the owner's last chance.
    told = {m.to[0]: m.subject for m in mail.outbox}
    assert told["member@example.org"] == "Your e-mail address was changed"


def test_the_changed_password_is_told_by_mail(logged_in, member):
    new = "another-fine-password"
    logged_in.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    member.refresh_from_db()
    assert member.check_password(new)
    assert mail.outbox[-1].subject == "Your password was changed"
    assert "127.0.0.1" in mail.outbox[-1].body


def test_mails_show_characters_as_they_are(client):
    client.post("/accounts/login/code/", {"email": "o'neil&co@example.org"})

    body = mail.outbox[0].body
    assert "&#x27;" not in body
    assert "&amp;" not in body


def test_logging_out_needs_a_click(logged_in):
    assert b"Log out?" in logged_in.get("/accounts/logout/").content
    assert "_auth_user_id" in logged_in.session

    logged_in.post("/accounts/logout/")

    assert "_auth_user_id" not in logged_in.session


def test_a_closed_account_cannot_be_entered(client, member):
    member.is_active = False
    member.save()

    assert log_in(client).url == "/accounts/inactive/"
    assert "_auth_user_id" not in client.session


def test_a_session_dies_with_the_password(logged_in, member):
    elsewhere = Client()
    log_in(elsewhere)
    new = "another-fine-password"

    logged_in.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert logged_in.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
