"""What readers tell the editors, and the answers they get."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from articles import tasks
from articles.models import Article, Audience, Feedback, Subject
from portal import jobs
from portal.accounts.models import User


class FeedbackError(Exception):
    """Something that cannot be answered; the text is for the person."""

    message = gettext_lazy("This is not possible.")

    def __init__(self) -> None:
        super().__init__(str(self.message))


class NotAllowed(FeedbackError):
    message = gettext_lazy("Your account may not answer readers.")


class AlreadyAnswered(FeedbackError):
    message = gettext_lazy("Somebody else answered this message in the meantime.")


class AnswerMissing(FeedbackError):
    message = gettext_lazy("Write an answer first.")


def report_error(*, article: Article, message: str, email: str = "") -> Feedback:
    """Keep what a reader found wrong, with the text the reader saw."""
    return Feedback.objects.create(
        kind=Feedback.Kind.ERROR,
        subject=article.subject,
        audience=article.audience,
        revision=article.published,
        message=message,
        email=email,
    )


def ask_for_edition(
    *, subject: Subject, audience: Audience, message: str = "", email: str = ""
) -> Feedback:
    """Keep the wish for an edition that does not exist yet."""
    return Feedback.objects.create(
        kind=Feedback.Kind.EDITION_WISH,
        subject=subject,
        audience=audience,
        message=message,
        email=email,
    )


@transaction.atomic
def answer(*, feedback: Feedback, by: User, text: str) -> None:
    """Answer a message once; a reader who left an address gets the answer by mail."""
    row = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if not by.has_perm("articles.change_feedback"):
        raise NotAllowed
    if row.answered_at is not None:
        raise AlreadyAnswered
    if not text.strip():
        raise AnswerMissing
    row.answer = text.strip()
    row.answered_by = by
    row.answered_at = timezone.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    if row.email:
        jobs.enqueue(tasks.mail_answer, feedback_id=row.pk)
