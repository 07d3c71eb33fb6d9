"""A status reaches readers only by two people, and then stays as it was said."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from articles import evidence, publishing
from articles.models import EvidenceStatus
from tests.factories import make_page, make_status, make_subject

pytestmark = pytest.mark.django_db


def test_status_waits_until_a_second_person_confirms_it(editor, reviewer, client):
    page = make_page()
    status = make_status(
        page.subject, recorded_by=editor, confirmed=False, indication="secret use"
    )
    assert b"ecret use" not in client.get(page.get_absolute_url()).content

    evidence.confirm(status=status, by=reviewer)

    assert b"ecret use" in client.get(page.get_absolute_url()).content


def test_confirm_by_the_one_who_recorded_it_is_refused(administrator):
    status = make_status(make_subject(), recorded_by=administrator, confirmed=False)

    with pytest.raises(publishing.OwnText):
        evidence.confirm(status=status, by=administrator)


def test_confirm_without_the_right_is_refused(editor):
    with pytest.raises(publishing.NotAllowed):
        evidence.confirm(status=make_status(make_subject(), confirmed=False), by=editor)


def test_confirm_twice_is_refused(reviewer):
    with pytest.raises(publishing.WrongStep):
        evidence.confirm(status=make_status(make_subject()), by=reviewer)


def test_unconfirmed_successor_leaves_the_old_status_in_place():
    subject = make_subject()
    old = make_status(subject)
    make_status(subject, supersedes=old, confirmed=False)

    assert list(EvidenceStatus.objects.current()) == [old]


@pytest.mark.parametrize(
    "change", [{"code": "established"}, {"indication": "all"}, {"confirmed_at": None}]
)
def test_confirmed_status_cannot_change(change):
    status = make_status(make_subject())

    with pytest.raises(IntegrityError):
        EvidenceStatus.objects.filter(pk=status.pk).update(**change)


def test_confirmed_status_may_move_in_the_list():
    status = make_status(make_subject())

    EvidenceStatus.objects.filter(pk=status.pk).update(position=3)

    assert EvidenceStatus.objects.get().position == 3


def test_database_refuses_to_confirm_ones_own_status():
    status = make_status(make_subject(), confirmed=False)

    with pytest.raises(IntegrityError, match="confirmed_by_another"):
        EvidenceStatus.objects.filter(pk=status.pk).update(
            confirmed_by=status.recorded_by, confirmed_at="2026-01-01T00:00Z"
        )


def test_editor_records_and_reviewer_confirms_at_the_desk(
    as_editor, as_reviewer, editor, reviewer
):
    subject = make_subject()
    fields = {
        "subject": subject.pk,
        "indication": "pain",
        "code": "emerging",
        "issuing_body": "A society",
        "as_of": "2026-01-01",
        "review_by": "2027-01-01",
        "position": "0",
    }
    as_editor.post(reverse("admin:articles_evidencestatus_add"), fields)
    status = EvidenceStatus.objects.waiting().get()
    act = {"action": "confirm", "_selected_action": [status.pk]}
    url = reverse("admin:articles_evidencestatus_changelist")

    as_editor.post(url, act)
    assert EvidenceStatus.objects.waiting().exists()

    as_reviewer.post(url, act)
    status.refresh_from_db()
    assert (status.recorded_by, status.confirmed_by) == (editor, reviewer)


def test_editor_cannot_change_a_confirmed_status(as_editor):
    status = make_status(make_subject())
    url = reverse("admin:articles_evidencestatus_change", args=[status.pk])

    assert as_editor.post(url, {"code": "established"}).status_code == 403


def test_editor_cannot_take_the_demonstration_label_off(as_editor):
    subject = make_subject(is_demo=True)
    url = reverse("admin:articles_subject_change", args=[subject.pk])
    fields = {
        "kind": subject.kind,
        "name": subject.name,
        "slug": subject.slug,
        "synonyms": "",
        "relations-TOTAL_FORMS": "0",
        "relations-INITIAL_FORMS": "0",
    }

    response = as_editor.post(url, fields)

    assert response.status_code == 302
    subject.refresh_from_db()
    assert subject.is_demo
