"""Accounts nobody confirmed keep no address from its owner."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portal.accounts.tasks import forget_never_confirmed_accounts
from portal.accounts.unconfirmed import delete_never_confirmed
from tests.accounts.conftest import log_in, mailed_code, sign_up

pytestmark = pytest.mark.django_db

User = get_user_model()

WEEK = dt.timedelta(days=7)


def test_an_account_nobody_confirmed_goes_after_a_week(client):
    sign_up(client)

    assert (
        delete_never_confirmed(now=timezone.now() + WEEK - dt.timedelta(hours=1)) == 0
    )
    assert delete_never_confirmed(now=timezone.now() + WEEK) == 1
    assert not User.objects.exists()


def test_the_owner_of_a_squatted_address_can_sign_up_after_a_week(client):
    sign_up(Client(), "victim@example.org")
    User.objects.update(date_joined=timezone.now() - WEEK)

    cache.clear()
    forget_never_confirmed_accounts()
    sign_up(client, "victim@example.org")
    client.post("/accounts/confirm-email/", {"code": mailed_code()})

    assert "_auth_user_id" in client.session


def test_the_session_of_a_deleted_sign_up_breaks_nothing(client):
    sign_up(client)
    code = mailed_code()
    User.objects.all().delete()

    assert client.get("/accounts/confirm-email/").status_code in (200, 302)
    assert client.post("/accounts/confirm-email/", {"code": code}).status_code < 500


def test_confirmed_and_staff_made_accounts_stay(client, member, editor):
    sign_up(client)
    client.post("/accounts/confirm-email/", {"code": mailed_code()})
    User.objects.create_user("invited@example.org", handle="invited-expert")
    log_in(Client())

    assert delete_never_confirmed(now=timezone.now() + 10 * WEEK) == 0
    assert User.objects.count() == 4
