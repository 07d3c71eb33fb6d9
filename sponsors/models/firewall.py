"""Exceptions to the wall between money and text; the page about funding lists them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sponsors.models.sponsorship import Sponsor


class FirewallException(models.Model):
    """A person who edits or reviews and is tied to a sponsor, allowed for a stated reason.

    Never deleted: it ends, and the public list says so.
    """

    id = models.BigAutoField(primary_key=True)
    sponsor = models.ForeignKey(
        Sponsor, related_name="firewall_exceptions", on_delete=models.PROTECT
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        related_name="firewall_exceptions",
        null=True,
        on_delete=models.SET_NULL,
    )
    reason = models.CharField(
        _("reason"),
        max_length=300,
        help_text=_("Everybody can read this on the page about funding."),
    )
    allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="+", null=True, on_delete=models.SET_NULL
    )
    allowed_at = models.DateTimeField(_("allowed"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("exception to the firewall")
        verbose_name_plural = _("exceptions to the firewall")
        ordering = ("-allowed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("sponsor", "user"),
                condition=Q(ended_at__isnull=True),
                name="sponsors_firewallexception_once",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="sponsors_firewallexception_says_why"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(end_reason=""),
                name="sponsors_firewallexception_end_reason_of_an_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sponsor}: {self.reason}"
