"""App configurations of the project itself and of its admin site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from portal import checks


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Operation")

    def ready(self) -> None:
        """Register checks; say what is wrong with an address as kindly as all the rest."""
        register(checks.check_letters, Tags.database)
        register(checks.check_uploads, Tags.files, deploy=True)
        validate_email.message = _("Enter an e-mail address, like name@example.org.")


class PortalAdminConfig(AdminConfig):
    default_site = "portal.admin_site.PortalAdminSite"
