"""Files of logos: gone when nothing names them any more, after the commit and never before."""

import datetime
import os

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from sponsors.sponsorship import (
    deciding,
    logo_files,
    sponsor_tasks,
    sponsorships,
    terms,
)
from tests.money_factories import make_sponsorship
from tests.sponsors.sponsorship.conftest import picture

pytestmark = pytest.mark.django_db

OLD = datetime.timedelta(days=2).total_seconds()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "sponsors"


def files(folder):
    return {f"sponsors/{path.name}" for path in folder.glob("*")}


def with_logo(one, **fields):
    one.logo_alt = "Bone Bank"
    one.logo.save("logo.png", picture())
    return one


def change(one):
    sponsorships.change_logo(
        sponsorship=one, logo=picture((300, 90)), alt="New", url="https://a.example"
    )
    one.refresh_from_db()
    return one


def test_an_applicant_who_sends_another_logo(
    tier, sponsor, folder, django_capture_on_commit_callbacks
):
    one = with_logo(make_sponsorship(tier, sponsor))
    before = one.logo.name

    with django_capture_on_commit_callbacks(execute=True):
        change(one)
        assert before in files(folder)  # nothing is deleted within the transaction

    assert files(folder) == {one.logo.name}


def test_two_proposals_one_after_the_other(
    active, folder, django_capture_on_commit_callbacks
):
    with_logo(active)
    with django_capture_on_commit_callbacks(execute=True):
        change(active)
        change(active)

    assert files(folder) == {active.logo.name, active.proposed_logo.name}


@pytest.mark.parametrize("verb", ["accept_logo", "decline_logo"])
def test_what_was_decided_leaves_one_file(
    active, folder, administrator, verb, django_capture_on_commit_callbacks
):
    with_logo(active)
    with django_capture_on_commit_callbacks(execute=True):
        change(active)
        getattr(deciding, verb)(sponsorship=active, by=administrator)

    active.refresh_from_db()
    assert files(folder) == {active.logo.name}
    assert default_storage.exists(active.logo.name)


def test_words_alone_leave_the_file(active, folder, django_capture_on_commit_callbacks):
    with_logo(active)

    with django_capture_on_commit_callbacks(execute=True):
        sponsorships.change_logo(
            sponsorship=active, logo=None, alt="Other", url="https://a.example"
        )

    assert files(folder) == {active.logo.name}


def test_a_rejected_application_keeps_no_logo(
    tier, sponsor, folder, administrator, django_capture_on_commit_callbacks
):
    one = with_logo(make_sponsorship(tier, sponsor))

    with django_capture_on_commit_callbacks(execute=True):
        deciding.reject(sponsorship=one, by=administrator, reason="No.")

    one.refresh_from_db()
    assert files(folder) == set()
    assert (one.logo.name, one.logo_width) == ("", None)


def test_the_logo_of_another_year_stays(
    active, folder, administrator, django_capture_on_commit_callbacks
):
    """The years of a plan, and renewals, share the file."""
    with_logo(active)
    kept = {name: getattr(active, name) for name in terms.KEPT if name != "approved_by"}
    kept.pop("sponsor"), kept.pop("tier")
    make_sponsorship(active.tier, active.sponsor, renews=active, **kept)

    with django_capture_on_commit_callbacks(execute=True):
        change(active)
        deciding.accept_logo(sponsorship=active, by=administrator)

    active.refresh_from_db()
    assert active.renewal.logo.name in files(folder)
    assert files(folder) == {active.logo.name, active.renewal.logo.name}


@pytest.mark.parametrize("rolls_back", [True, False])
def test_rolled_back_nothing_is_deleted(
    folder, rolls_back, django_capture_on_commit_callbacks
):
    folder.mkdir()
    (folder / "x.png").write_bytes(b"x")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        logo_files.let_go("sponsors/x.png")
        transaction.set_rollback(rolls_back)

    assert (folder / "x.png").exists() == rolls_back


def test_the_sweep_takes_old_files_that_nothing_names(active, folder):
    with_logo(active)
    change(active)
    for name in ("orphan.png", "young.png"):
        (folder / name).write_bytes(b"x")
    for path in folder.glob("*"):
        if path.name != "young.png":
            os.utime(path, (path.stat().st_mtime - OLD,) * 2)

    sponsor_tasks.sweep_logos()

    left = {active.logo.name, active.proposed_logo.name, "sponsors/young.png"}
    assert files(folder) == left


def test_a_portal_without_logos_has_nothing_to_sweep(folder):
    assert logo_files.sweep() == 0


@pytest.mark.parametrize("names", [(None,), ("",), ()])
def test_no_file_is_nothing_to_delete(names, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting:
        logo_files.let_go(*names)

    assert waiting == []
