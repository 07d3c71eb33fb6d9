"""The site map."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

from portal import health, views

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.permission_denied"
handler404 = "portal.errors.not_found"
handler429 = "portal.errors.too_many_requests"  # called by allauth's rate limits
handler500 = "portal.errors.server_error"

about = [
    path("", views.page, {"name": "about"}, name="about"),
    path(
        "editorial-policy/",
        views.page,
        {"name": "editorial_policy"},
        name="editorial_policy",
    ),
    path("funding/", views.page, {"name": "funding_policy"}, name="funding_policy"),
    path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
    path("accessibility/", views.page, {"name": "accessibility"}, name="accessibility"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", include(about)),
    path("account/", include("portal.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # Uploaded figures while developing; in production the web server in front does it.
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
