"""What readers tell the staff: an error on a page, or a wish for a missing edition."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Audience
from articles.querysets import FeedbackQuerySet


class Feedback(models.Model):
    """A message to the editors. The address is optional and only used for the answer."""

    class Kind(models.TextChoices):
        ERROR = "error", _("error on a page")
        EDITION_WISH = "edition", _("wish for an edition")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    subject = models.ForeignKey(
        "articles.Subject",
        verbose_name=_("subject"),
        related_name="feedback",
        on_delete=models.CASCADE,
    )
    audience = models.CharField(_("edition"), max_length=12, choices=Audience)
    revision = models.ForeignKey(
        "articles.Revision",
        verbose_name=_("revision"),
        related_name="feedback",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    message = models.TextField(
        _("message"), blank=True, validators=[MaxLengthValidator(5_000)]
    )
    email = models.EmailField(_("e-mail for the answer"), blank=True)
    created_at = models.DateTimeField(
        _("received"), default=timezone.now, editable=False
    )
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        related_name="+",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
    )
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("message from a reader")
        verbose_name_plural = _("messages from readers")
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="articles_feedback_answer_complete",
            ),
            models.CheckConstraint(
                condition=~Q(kind="error") | ~Q(message=""),
                name="articles_feedback_error_says_what",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"
