"""What the articles leave to the worker; each job may run twice and looks first."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from articles import search
from articles.models import Feedback
from portal import jobs


@jobs.task
def mail_answer(feedback_id: int) -> None:
    """Send an answer to the reader, then forget the address: it was given for this."""
    feedback = (
        Feedback.objects.filter(pk=feedback_id, answered_at__isnull=False)
        .exclude(email="")
        .select_related("subject")
        .first()
    )
    if feedback is None:
        return
    context = {
        "feedback": feedback,
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
    }
    subject = _("Your message about “%(subject)s”") % {"subject": feedback.subject.name}
    EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string("emails/feedback_answer.txt", context),
        to=[feedback.email],
    ).send()
    Feedback.objects.filter(pk=feedback.pk).update(email="")


@jobs.every("47 2 * * *")
def refresh_search() -> None:
    """Take changed names and references into the search, and forget vanished words."""
    search.refresh()
