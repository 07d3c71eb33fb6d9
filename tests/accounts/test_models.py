"""What the database and the validators refuse of an account."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from portal.accounts.models import handle_validator, refuse_reserved_handle

User = get_user_model()


@pytest.mark.parametrize("handle", ["abc", "river-42", "a_b-c", "x" * 30, "007"])
def test_good_handles(handle):
    handle_validator(handle)
    refuse_reserved_handle(handle)


@pytest.mark.parametrize(
    "handle",
    [
        "ab",
        "x" * 31,
        "Jane",
        "jane.doe",
        "jane@x.org",
        "-abc",
        "abc-",
        "a--b",
        "a-_b",
        "a b",
        "<b>",
        "zoë",
        "abc\n",
        "аdmin",  # a Cyrillic letter first
    ],
)
def test_bad_handles(handle):
    with pytest.raises(ValidationError):
        handle_validator(handle)


@pytest.mark.parametrize(
    "handle", ["admin", "moderator", "staff", "support-team", "admin2", "doctor_42"]
)
def test_handles_that_speak_for_the_house_are_kept(handle):
    with pytest.raises(ValidationError, match="reserved for"):
        refuse_reserved_handle(handle)


def test_the_neutral_name_is_nobody_elses_to_lose():
    refuse_reserved_handle(User().handle)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken",
    [
        {"email": "Upper@example.org"},
        {"email": "member@example.org"},
        {"email": "x@example.org", "handle": "The-Member"},
        {"email": "x@example.org", "anonymised_at": timezone.now(), "is_active": True},
    ],
)
def test_the_database_refuses(member, broken):
    with pytest.raises(IntegrityError):
        User.objects.create(**broken)


@pytest.mark.django_db
def test_addresses_are_kept_in_small_letters():
    user = User.objects.create_user("  Jane@Example.ORG ", "x")

    assert user.email == "jane@example.org"
    assert User.objects.get_by_natural_key("JANE@example.org ") == user


@pytest.mark.django_db
def test_a_superuser_may_everything():
    user = User.objects.create_superuser("root@example.org", "x")

    assert user.is_staff
    assert user.is_superuser


@pytest.mark.django_db
def test_an_account_needs_an_address():
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("")


@pytest.mark.django_db
def test_the_four_staff_roles_are_there():
    names = set(Group.objects.values_list("name", flat=True))

    assert {"Editors", "Reviewers", "Moderators", "Administrators"} <= names


def test_an_account_shows_its_handle_and_cleans_its_address():
    user = User(email=" A@B.org ", handle="river")
    user.clean()

    assert str(user) == "river"
    assert user.email == "a@b.org"
