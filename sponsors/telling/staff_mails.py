"""What those who keep the books are told, at settings.FINANCE_EMAIL: what, never who."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sponsors import money
from sponsors.models import Dispute, Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_stubs_ext import StrPromise


# Stripe's words for a dispute: what the subject says, and what is to be done.
DISPUTES: dict[str, tuple[StrPromise, StrPromise]] = {
    "needs_response": (
        gettext_lazy("Dispute: an answer is due"),
        gettext_lazy("The payer's bank took the money back. An answer may return it."),
    ),
    "appeal_needs_response": (
        gettext_lazy("Dispute: an answer is due"),
        gettext_lazy("The bank wants an answer in the appeal, too."),
    ),
    "warning_needs_response": (
        gettext_lazy("A bank asks about a payment"),
        gettext_lazy("No money has moved so far; a good answer may keep it so."),
    ),
    "won": (
        gettext_lazy("Dispute: won"),
        gettext_lazy("The money comes back by itself. There is nothing left to do."),
    ),
    "lost": (
        gettext_lazy("Dispute: lost"),
        gettext_lazy(
            "The money stays with the payer, and the receipt becomes void by itself. There "
            "is nothing left to answer."
        ),
    ),
    "prevented": (
        gettext_lazy("Dispute: prevented"),
        gettext_lazy("It was settled before it began. There is nothing left to do."),
    ),
    "warning_closed": (
        gettext_lazy("A bank's question is closed"),
        gettext_lazy("No money moved. There is nothing left to do."),
    ),
    **dict.fromkeys(
        ("under_review", "warning_under_review", "appeal_under_review"),
        (
            gettext_lazy("Dispute: the bank looks at the answer"),
            gettext_lazy(
                "There is nothing to do until the bank decides. You are told."
            ),
        ),
    ),
}


def dispute(notice: Notice) -> None:
    """Tell how a dispute stands, what is to be done, and until when."""
    dispute_id, _colon, status = notice.about.partition(":")
    unknown = (_("Dispute: a change"), _("Stripe calls it “%s”.") % status)
    subject, words = DISPUTES.get(status, unknown)
    lines = [str(words)]
    row = Dispute.objects.filter(remote_id=dispute_id).first()
    if status.endswith("needs_response") and row and row.due_by:
        until = date_format(row.due_by, "DATETIME_FORMAT")
        lines.append(_("Answer in Stripe's Dashboard until %s.") % until)
    if row:
        lines.append(_("Amount: %s") % money.show(row.amount, row.currency))
    lines.append(_("Dispute: %s") % dispute_id)
    _send(str(subject), "\n".join(lines), notice)


def fraud_warning(notice: Notice) -> None:
    _send(
        _("Early fraud warning"),
        _("The bank of the card suspects fraud. A refund now may spare a dispute."),
        notice,
    )


def review(notice: Notice) -> None:
    reason = notice.payment.review_reason if notice.payment else ""
    _send(_("A payment to look at"), reason, notice)


def dead_event(notice: Notice) -> None:
    _send(
        _("An event of Stripe's could not be read"),
        _("Event %s was tried many times and given up. The inbox says why.")
        % notice.about,
        notice,
    )


def _send(subject: str, text: str, notice: Notice) -> None:
    if notice.payment_id:
        page = reverse("admin:sponsors_payment_change", args=[notice.payment_id])
    else:
        page = reverse("admin:sponsors_stripeevent_changelist")
    lines = [text, f"{settings.SITE_URL}{page}"]
    send_mail(
        f"[{settings.SITE_NAME}] {subject}",
        "\n\n".join(lines),
        settings.DEFAULT_FROM_EMAIL,
        [settings.FINANCE_EMAIL],
    )


WRITERS: dict[Notice.Kind, Callable[[Notice], None]] = {
    Notice.Kind.DISPUTE: dispute,
    Notice.Kind.FRAUD_WARNING: fraud_warning,
    Notice.Kind.REVIEW: review,
    Notice.Kind.DEAD_EVENT: dead_event,
}
