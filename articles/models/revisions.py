"""The saved texts of a page and the facts about their way to the readers."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.querysets import RevisionQuerySet

BODY_LIMIT = 100_000  # characters of Markdown


class Revision(models.Model):
    """One saved text of a page. Insert-only: content never changes after the insert.

    What happened to it since is told by pairs of facts, never by a state column:
    submitted_at · reviewed_by, decision, decided_at · published_at · withdrawn_at,
    withdrawn_reason. Draft, submitted and so on are words of the queryset.
    The database refuses any update of the content columns (migration 0002).
    """

    class Significance(models.TextChoices):
        TYPO = "typo", _("Typing error: the meaning is the same")
        CONTENT = "content", _("Content: something was added or made clearer")
        OUTDATES = "outdates", _("Outdates: the earlier text is now wrong")

    class Decision(models.TextChoices):
        APPROVED = "approved", _("approved")
        CHANGES_REQUESTED = "changes_requested", _("changes requested")

    article = models.ForeignKey(
        Article,
        verbose_name=_("page"),
        related_name="revisions",
        on_delete=models.PROTECT,
    )
    number = models.PositiveIntegerField(_("number"), editable=False)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(
        _("summary"),
        blank=True,
        validators=[MaxLengthValidator(600)],
        help_text=_("One or two sentences that stand below the title."),
    )
    body = models.TextField(
        _("text"), blank=True, validators=[MaxLengthValidator(BODY_LIMIT)]
    )
    seek_help = models.TextField(
        _("when to seek help at once"),
        blank=True,
        validators=[MaxLengthValidator(5_000)],
        help_text=_("Shown in a box at the top of the edition for patients."),
    )
    html = models.TextField(editable=False, blank=True)
    seek_help_html = models.TextField(editable=False, blank=True)
    headings = models.JSONField(
        editable=False, default=list, help_text="[{id, level, text}]"
    )
    ranges = models.JSONField(
        editable=False, default=list, help_text="[[first, last]] of collapsed numbers"
    )
    text = models.TextField(editable=False, blank=True)
    note = models.CharField(
        _("what changed and why"), max_length=300, help_text=_("Readers see this.")
    )
    significance = models.CharField(
        _("significance"),
        max_length=8,
        choices=Significance,
        default=Significance.CONTENT,
    )
    base = models.ForeignKey(
        "self",
        verbose_name=_("written on top of"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
    )
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("saved by"),
        related_name="saved_revisions",
        on_delete=models.PROTECT,
    )
    saved_at = models.DateTimeField(_("saved"), default=timezone.now, editable=False)

    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewed by"),
        related_name="reviewed_revisions",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
    )
    decision = models.CharField(
        _("decision"), max_length=18, choices=Decision, blank=True, editable=False
    )
    decision_note = models.TextField(
        _("note of the reviewer"), blank=True, editable=False
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawn_reason = models.TextField(
        _("reason of the withdrawal"), blank=True, editable=False
    )

    references = models.ManyToManyField(
        "articles.Reference", through="articles.Citation", related_name="revisions"
    )
    figures = models.ManyToManyField(
        "articles.Figure", through="articles.FigureUse", related_name="revisions"
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ("article", "-number")
        get_latest_by = "number"
        constraints = (
            models.UniqueConstraint(
                fields=("article", "number"), name="articles_revision_number_unique"
            ),
            models.CheckConstraint(
                condition=Q(
                    reviewed_by__isnull=True, decided_at__isnull=True, decision=""
                )
                | Q(reviewed_by__isnull=False, decided_at__isnull=False)
                & ~Q(decision=""),
                name="articles_revision_decision_complete",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(submitted_at__isnull=False),
                name="articles_revision_decided_after_submitted",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("saved_by")),
                name="articles_revision_not_reviewed_by_its_author",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(decision="approved"),
                name="articles_revision_published_only_if_approved",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, published_at__isnull=False)
                & ~Q(withdrawn_reason=""),
                name="articles_revision_withdrawal_complete",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"

    def get_absolute_url(self) -> str:
        return reverse(
            "articles:revision",
            args=[self.article.edition.prefix, self.article.subject.slug, self.number],
        )

    @property
    def state(self) -> str:
        """One word for staff, derived from the facts."""
        if self.withdrawn_at:
            return gettext("withdrawn")
        if self.published_at:
            is_current = self.article.published_id == self.pk
            return gettext("published") if is_current else gettext("superseded")
        if self.decision:
            return str(self.get_decision_display())
        return gettext("waiting for review") if self.submitted_at else gettext("draft")
