"""Where an imported draft came from, and what could not be placed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PageImport(models.Model):
    """One old page that was brought in; the same source is never brought in twice.

    ``findings`` is a list of ``{"severity", "message"}``; ``suggestions`` holds what needs
    a person's decision: ``caption``, ``evidence``.
    """

    article = models.ForeignKey(
        "articles.Article",
        verbose_name=_("page"),
        related_name="imports",
        on_delete=models.CASCADE,
    )
    revision = models.ForeignKey(
        "articles.Revision",
        verbose_name=_("draft"),
        related_name="imports",
        on_delete=models.CASCADE,
    )
    filename = models.CharField(_("file"), max_length=255, blank=True)
    source = models.TextField(_("original text"))
    digest = models.CharField(_("SHA-256 of the source"), max_length=64)
    unplaced = models.TextField(_("could not be placed"), blank=True)
    findings = models.JSONField(_("findings"), default=list)
    suggestions = models.JSONField(_("suggestions"), default=dict)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("brought in by"),
        related_name="+",
        on_delete=models.PROTECT,
    )
    imported_at = models.DateTimeField(
        _("brought in"), default=timezone.now, editable=False
    )

    class Meta:
        verbose_name = _("imported page")
        verbose_name_plural = _("imported pages")
        ordering = ("-imported_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("article", "digest"), name="articles_import_source_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.article} ({self.imported_at:%Y-%m-%d})"
