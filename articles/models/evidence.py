"""How sure the evidence is, as one body put it: recorded by one person, confirmed by another."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.querysets import EvidenceStatusQuerySet


class EvidenceStatus(models.Model):
    """How sure the evidence is for one subject and one indication, as one body put it.

    Readers see it once a second person confirmed it; from then on the database refuses
    any change of its content (migration 0006). It is never changed into the next status:
    a new row supersedes it, so the history stays. ``review_by`` in the past is shown to
    readers as late.
    """

    class Code(models.TextChoices):
        ESTABLISHED = "established", _("Established")
        EMERGING = "emerging", _("Emerging")
        EXPERIMENTAL = "experimental", _("Experimental / investigational")
        NOT_RECOMMENDED = "not_recommended", _("Not recommended")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    subject = models.ForeignKey(
        "articles.Subject",
        verbose_name=_("subject"),
        related_name="evidence_statuses",
        on_delete=models.CASCADE,
    )
    indication = models.CharField(
        _("indication"),
        max_length=200,
        help_text=_("For whom or for what, e.g. “pain after radiotherapy”."),
    )
    code = models.CharField(_("status"), max_length=16, choices=Code)
    wording = models.CharField(
        _("wording of the source"),
        max_length=300,
        blank=True,
        help_text=_("What the page or body calls it, e.g. “E/I”."),
    )
    issuing_body = models.CharField(
        _("issuing body"),
        max_length=200,
        help_text=_("The society, agency or editorial board that says so."),
    )
    as_of = models.DateField(_("as of"))
    source = models.ForeignKey(
        "articles.Reference",
        verbose_name=_("source"),
        related_name="evidence_statuses",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    review_by = models.DateField(_("review by"))
    supersedes = models.OneToOneField(
        "self",
        verbose_name=_("supersedes"),
        related_name="superseded_by",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )

    position = models.PositiveSmallIntegerField(
        _("order"),
        default=0,
        help_text=_("Smaller numbers come first. Phones show the first one unfolded."),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        related_name="+",
        editable=False,
        on_delete=models.PROTECT,
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confirmed by"),
        related_name="+",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)

    objects = EvidenceStatusQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence status")
        verbose_name_plural = _("evidence statuses")
        ordering = ("subject", "position", "indication", "-as_of")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(review_by__gte=models.F("as_of")),
                name="articles_status_review_after_issue",
                violation_error_message=_(
                    "The review date lies before the date of issue."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="articles_status_confirmation_complete",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("recorded_by")),
                name="articles_status_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(supersedes=models.F("id")),
                name="articles_status_not_after_itself",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_code_display()} ({self.indication})"

    def get_absolute_url(self) -> str:
        return reverse("articles:evidence") + f"#{self.code}"

    @property
    def is_late(self) -> bool:
        """Whether the review date has passed."""
        return self.review_by < timezone.localdate()

    def clean(self) -> None:
        super().clean()
        if self.supersedes and self.supersedes.subject_id != self.subject_id:
            raise ValidationError(
                {
                    "supersedes": _(
                        "A status can only supersede one of the same subject."
                    )
                }
            )
