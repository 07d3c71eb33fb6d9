"""App configuration of giving and sponsorship."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from portal.accounts.signals import address_changed
from sponsors import checks


class SponsorsConfig(AppConfig):
    name = "sponsors"
    verbose_name = _("Giving and sponsorship")

    def ready(self) -> None:
        from sponsors.people import address_tasks  # noqa: PLC0415  needs the models

        register(checks.configuration, "stripe")
        register(checks.letters, "papers", deploy=True)
        address_changed.connect(address_tasks.tell_later)
