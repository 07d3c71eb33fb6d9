"""The site map."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.contrib.sitemaps.views import index, sitemap
from django.urls import include, path

from articles.sitemaps import SITEMAPS
from articles.views.searching import search
from portal import health, views
from sponsors.hearing.webhooks import stripe_hook

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.permission_denied"
handler404 = "portal.errors.not_found"
handler429 = "portal.errors.too_many_requests"  # called by allauth's rate limits
handler500 = "portal.errors.server_error"

about = [
    path("", views.page, {"name": "about"}, name="about"),
    path(
        "editorial/", views.page, {"name": "editorial_policy"}, name="editorial_policy"
    ),
    path("funding/", views.page, {"name": "funding_policy"}, name="funding_policy"),
    path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
    path("accessibility/", views.page, {"name": "accessibility"}, name="accessibility"),
    path("forum-rules/", views.forum_rules, name="forum_rules"),
]

for_machines = [
    path("hooks/stripe/", stripe_hook, name="stripe_hook"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path(
        "sitemap.xml",
        index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"},
        name="sitemap_index",
    ),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]

urlpatterns = [
    *for_machines,  # first: each address above another costs it time
    path("", views.home, name="home"),
    path("search/", search, name="search"),
    path("about/", include(about)),
    path("account/data/", include("portal.data_urls")),
    path("account/", include("portal.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("forums/", include("forums.urls")),
    path("", include("forums.public_urls")),
    path("", include("sponsors.urls")),
    # Uploaded figures while developing; in production the web server in front does it.
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include("articles.urls")),
]
