"""App configuration of giving and sponsorship."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from sponsors import checks


class SponsorsConfig(AppConfig):
    name = "sponsors"
    verbose_name = _("Giving and sponsorship")

    def ready(self) -> None:
        register(checks.configuration, "stripe")
