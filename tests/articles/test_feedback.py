"""Readers write to the editors and get an answer; machines and floods do not get through."""

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import feedback, tasks
from articles.models import Audience, Feedback
from tests import factories

pytestmark = pytest.mark.django_db

ERROR = {"message": "The dose is wrong.", "email": "pat@example.org"}


def text_of(response):
    return response.content.decode()


def test_report_is_kept_with_the_text_the_reader_saw(reader):
    page = factories.make_page()

    response = reader.post(f"{page.get_absolute_url()}report/", ERROR)

    assert response["Location"] == f"{page.get_absolute_url()}thanks/"
    kept = Feedback.objects.get()
    assert (kept.kind, kept.subject, kept.audience) == ("error", page.subject, "lay")
    assert (kept.revision, kept.message) == (page.published, "The dose is wrong.")
    assert kept.email == "pat@example.org"


def test_wish_is_kept_for_the_edition_of_the_address(reader):
    page = factories.make_page()

    response = reader.post(f"/pro/{page.subject.slug}/ask/", {"message": ""})

    assert response["Location"] == f"{page.get_absolute_url()}thanks/"
    kept = Feedback.objects.get()
    assert (kept.kind, kept.subject) == ("edition", page.subject)
    assert (kept.audience, kept.revision) == (Audience.PROFESSIONAL, None)


def test_edition_that_exists_is_shown_instead_of_asked_for(reader):
    page = factories.make_page()

    response = reader.get(f"{page.get_absolute_url()}ask/")

    assert response["Location"] == page.get_absolute_url()


def test_subject_without_any_page_cannot_be_asked_for(reader):
    draft = factories.make_draft().article

    assert reader.get(f"/pro/{draft.subject.slug}/ask/").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"message": "", "email": "pat@example.org"},
        {"message": "   ", "email": ""},
        {"message": "Kept words", "email": "not an address"},
        {"message": "Kept words\x00", "email": ""},
        {"message": "Kept words " + "x" * 5_000, "email": ""},
        {"message": "Kept words", "email": "a@example.org\nBcc: b@example.org"},
    ],
)
def test_typed_text_survives_an_error(reader, fields):
    page = factories.make_page()

    response = reader.post(f"{page.get_absolute_url()}report/", fields)

    assert response.status_code == 200
    assert not Feedback.objects.exists()
    assert 'role="alert"' in text_of(response)
    for value in fields.values():
        assert value.split("\n")[0].split("\x00")[0].strip()[:100] in text_of(response)


def test_hostile_words_are_shown_again_as_words(reader):
    page = factories.make_page()
    fields = {"message": "</textarea><script>alert(1)</script>", "email": '"><script>'}

    text = text_of(reader.post(f"{page.get_absolute_url()}report/", fields))

    assert "<script>" not in text.replace('<script type="module"', "")


def test_machine_that_fills_the_hidden_field_is_thanked_and_forgotten(reader):
    page = factories.make_page()

    response = reader.post(
        f"{page.get_absolute_url()}report/", ERROR | {"website": "https://spam.example"}
    )

    assert response.status_code == 302
    assert not Feedback.objects.exists()


def test_flood_is_stopped_kindly_and_the_text_stays(reader, settings):
    settings.ACCOUNT_RATE_LIMITS = {"feedback": "2/10m/ip"}
    url = f"{factories.make_page().get_absolute_url()}report/"
    for _ in range(2):
        assert reader.post(url, ERROR).status_code == 302

    response = reader.post(url, {"message": "My third finding", "email": ""})

    assert response.status_code == 429
    assert "My third finding" in text_of(response)
    assert "Nothing you wrote is lost" in text_of(response)
    assert Feedback.objects.count() == 2


def test_form_needs_its_token():
    page = factories.make_page()

    response = Client(enforce_csrf_checks=True).post(
        f"{page.get_absolute_url()}report/", ERROR
    )

    assert response.status_code == 403


def test_answer_is_written_once_and_mailed_once(editor):
    message = factories.make_feedback(email="pat@example.org")

    feedback.answer(feedback=message, by=editor, text=" Corrected, thank you. ")
    (job,) = ProcrastinateJob.objects.filter(task_name=tasks.mail_answer.name)
    for _ in range(2):
        tasks.mail_answer.func(**job.args)

    message.refresh_from_db()
    assert (message.answer, message.answered_by) == ("Corrected, thank you.", editor)
    (sent,) = mail.outbox
    assert sent.to == ["pat@example.org"]
    assert "Corrected, thank you." in sent.body
    assert "The dose looks wrong." in sent.body
    assert job.args == {"feedback_id": message.pk}


def test_address_is_forgotten_once_the_answer_is_sent(editor):
    message = factories.make_feedback(email="pat@example.org")
    feedback.answer(feedback=message, by=editor, text="Thank you.")

    tasks.mail_answer.func(feedback_id=message.pk)

    message.refresh_from_db()
    assert message.email == ""


def test_subject_of_the_mail_is_one_line(editor):
    subject = factories.make_subject("Ice\nBcc: all@example.org")
    message = factories.make_feedback(subject, email="pat@example.org")
    feedback.answer(feedback=message, by=editor, text="Thank you.")

    tasks.mail_answer.func(feedback_id=message.pk)

    assert "\n" not in mail.outbox[0].subject


def test_answer_without_an_address_sends_nothing(editor):
    message = factories.make_feedback(email="")

    feedback.answer(feedback=message, by=editor, text="Corrected.")

    assert not ProcrastinateJob.objects.exists()


def test_unanswered_message_is_never_mailed():
    message = factories.make_feedback(email="pat@example.org")

    tasks.mail_answer.func(feedback_id=message.pk)

    assert mail.outbox == []


def test_second_answer_is_refused(editor, reviewer):
    message = factories.make_feedback()
    feedback.answer(feedback=message, by=editor, text="First.")

    with pytest.raises(feedback.AlreadyAnswered):
        feedback.answer(feedback=message, by=reviewer, text="Second.")

    message.refresh_from_db()
    assert message.answer == "First."


def test_member_cannot_answer(member):
    with pytest.raises(feedback.NotAllowed):
        feedback.answer(feedback=factories.make_feedback(), by=member, text="Hi.")


def test_empty_answer_is_refused(editor):
    with pytest.raises(feedback.AnswerMissing):
        feedback.answer(feedback=factories.make_feedback(), by=editor, text=" \n")


def test_answer_that_is_rolled_back_leaves_no_mail(editor):
    message = factories.make_feedback(email="pat@example.org")

    with transaction.atomic():
        feedback.answer(feedback=message, by=editor, text="Oh.")
        transaction.set_rollback(True)

    assert not ProcrastinateJob.objects.exists()
