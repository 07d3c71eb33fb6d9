"""The admin site: log-in through the accounts' own pages, and a second factor for staff."""

from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

# The order in which the desk is used; what is not named comes last.
APP_ORDER = ("articles", "accounts", "auth", "procrastinate")


class PortalAdminSite(admin.AdminSite):
    site_header = _("Editorial desk")
    site_title = _("Editorial desk")
    index_title = _("Overview")

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not lacks_second_factor(request)

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Send people to the accounts' log-in, staff without a second factor to set one up."""
        response: HttpResponse = _enter_or_log_in(request)
        return response

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


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether this account must set up a second factor before it may enter."""
    return settings.STAFF_NEED_SECOND_FACTOR and not is_mfa_enabled(request.user)


def _enter(request: HttpRequest) -> HttpResponse:
    if lacks_second_factor(request):
        messages.info(
            request,
            _("Staff need a second factor. Set one up here, then open the desk again."),
        )
        return redirect("mfa_index")
    return redirect("admin:index")


# Anonymous visitors go to the accounts' log-in (rate limits, second factor, `?next=`),
# members without staff rights get 403.
_enter_or_log_in = secure_admin_login(_enter)
