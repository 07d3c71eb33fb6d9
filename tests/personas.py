"""The cast of the suite: every test speaks of the same few people.

``reader`` has no account. Every other name is an account (a fixture of that name) and
``as_<name>`` is a browser in which that person is logged in.
"""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

User = get_user_model()

PASSWORD = "a-long-test-password"

# name → (staff, group)
CAST = {
    "member": (False, None),
    "stranger": (False, None),
    "expert": (False, None),
    "moderator": (True, "Moderators"),
    "editor": (True, "Editors"),
    "reviewer": (True, "Reviewers"),
    "finance": (True, "Finance"),
    "treasurer": (True, "Finance"),
    "administrator": (True, "Administrators"),
}


def make_person(name: str):
    """Return the account of one of the cast, its address confirmed."""
    is_staff, group = CAST[name]
    user = User.objects.create_user(
        f"{name}@example.org",
        PASSWORD,
        handle=f"the-{name}",
        is_staff=is_staff,
        is_superuser=name == "administrator",
    )
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def _account(name: str) -> Callable:
    @pytest.fixture(name=name)
    def account(db):
        return make_person(name)

    return account


def _browser(name: str) -> Callable:
    @pytest.fixture(name=f"as_{name}")
    def browser(request, db):
        client = Client()
        client.force_login(request.getfixturevalue(name))
        return client

    return browser


member = _account("member")
stranger = _account("stranger")
expert = _account("expert")
moderator = _account("moderator")
editor = _account("editor")
reviewer = _account("reviewer")
finance = _account("finance")
treasurer = _account("treasurer")
administrator = _account("administrator")

as_member = _browser("member")
as_stranger = _browser("stranger")
as_expert = _browser("expert")
as_moderator = _browser("moderator")
as_editor = _browser("editor")
as_reviewer = _browser("reviewer")
as_finance = _browser("finance")
as_treasurer = _browser("treasurer")
as_administrator = _browser("administrator")


@pytest.fixture
def reader(client):
    """Somebody without an account: the one the portal is for."""
    return client


@pytest.fixture
def visit(request, db):
    """Return the browser of a member of the cast by name: ``visit("editor").get("/")``."""

    def browser(name: str) -> Client:
        return request.getfixturevalue("reader" if name == "reader" else f"as_{name}")

    return browser
