"""A subject may move; its old addresses keep pointing at it and at nothing else."""

import pytest
from django.core.exceptions import ValidationError

from articles.models import OldSlug, Subject
from articles.subjects import change_address
from tests.factories import make_page, make_subject

pytestmark = pytest.mark.django_db


def test_change_address_remembers_the_old_one():
    subject = make_subject(slug="old")

    change_address(subject=subject, slug="new")

    assert Subject.objects.get().slug == "new"
    assert OldSlug.objects.get().slug == "old"


def test_change_address_back_leaves_no_circle():
    subject = make_subject(slug="first")

    change_address(subject=subject, slug="second")
    change_address(subject=subject, slug="first")

    assert list(OldSlug.objects.values_list("slug", flat=True)) == ["second"]


def test_change_address_to_the_same_changes_nothing():
    subject = make_subject(slug="same")

    change_address(subject=subject, slug="same")

    assert not OldSlug.objects.exists()


@pytest.mark.parametrize("taken", ["today", "before"])
def test_change_address_to_one_of_another_subject_is_refused(taken):
    other = make_subject(slug="before")
    change_address(subject=other, slug="today")

    with pytest.raises(ValidationError):
        change_address(subject=make_subject(), slug=taken)


@pytest.mark.parametrize("count", [1, 3])
def test_public_editions_cost_one_query(django_assert_num_queries, count):
    for _ in range(count):
        make_page(audience="lay")

    with django_assert_num_queries(1):
        editions = [s.public_editions for s in Subject.objects.with_public_editions()]

    assert editions == [["lay"]] * count
