"""The admin site: log-in through the accounts' own pages, and a second factor for staff."""

from allauth.account.decorators import secure_admin_login
from allauth.account.utils import get_next_redirect_url
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from portal.accounts.staff import may_enter_admin, missing_proof

# The order in which the desk is used; what is not named comes last.
APP_ORDER = ("articles", "forum", "forums", "sponsors", "accounts", "auth", "portal")


class PortalAdminSite(admin.AdminSite):
    site_header = _("Editorial desk")
    site_title = _("Editorial desk")
    index_title = _("Overview")

    def has_permission(self, request: HttpRequest) -> bool:
        return may_enter_admin(request)

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Send people to the accounts' log-in, staff without a second factor to set one up."""
        response: HttpResponse = _enter_or_log_in(request)
        return response

    def logout(  # type: ignore[override]  # the stubs allow pages only
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """There is one way out, the accounts' own."""
        return redirect("account_logout")

    def password_change(  # type: ignore[override]  # the stubs allow pages only
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """There is one way to change a password: it asks again and tells by mail."""
        return redirect("account_change_password")

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, object]]:
        apps = super().get_app_list(request, app_label)
        return sorted(
            apps,
            key=lambda app: (
                APP_ORDER.index(app["app_label"])
                if app["app_label"] in APP_ORDER
                else len(APP_ORDER)
            ),
        )


def _enter(request: HttpRequest) -> HttpResponse:
    page = missing_proof(request)
    if page:
        messages.info(request, _("Staff need a second factor to open the desk."))
        return redirect(page)
    return redirect(get_next_redirect_url(request) or "admin:index")


# Anonymous visitors go to the accounts' log-in (rate limits, second factor, `?next=`),
# members without staff rights get 403.
_enter_or_log_in = secure_admin_login(_enter)
