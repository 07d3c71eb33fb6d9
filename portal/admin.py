"""The admin site: log-in through the accounts' own pages, and a second factor for staff."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(admin.AdminSite):
    site_header = _("Bone Tumor Portal · staff")
    site_title = _("Staff")
    index_title = _("Overview")
    login = secure_admin_login(admin.AdminSite.login)  # type: ignore[assignment] # untyped
