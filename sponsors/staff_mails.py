"""What those who keep the books are told, at settings.FINANCE_EMAIL: what, never who."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from sponsors.models import Notice

if TYPE_CHECKING:
    from collections.abc import Callable


def dispute(notice: Notice) -> None:
    dispute_id, _colon, status = notice.about.partition(":")
    _send(
        _("Dispute: %s") % status,
        _(
            "Dispute %(id)s is now: %(status)s. Stripe's Dashboard says until when to answer."
        )
        % {"id": dispute_id, "status": status},
        notice,
    )


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
    lines = [text]
    if notice.payment_id:
        lines.append(_("Payment: %s") % notice.payment_id)
    lines.append(f"{settings.SITE_URL}/admin/")
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
