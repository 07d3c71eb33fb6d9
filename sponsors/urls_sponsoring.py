"""Addresses of sponsorship: what everybody sees, and what sponsors see of their own."""

from django.urls import path

from sponsors.views import sponsor_desk, sponsoring

sponsor_urls = [
    path("sponsors/", sponsoring.sponsors, name="sponsors"),
    path("sponsors/apply/<slug:slug>/", sponsoring.apply, name="apply"),
    path("sponsors/mine/", sponsor_desk.mine, name="mine"),
    path("sponsors/mine/join/<int:pk>/", sponsor_desk.join, name="join"),
    path("sponsors/mine/<int:pk>/", sponsor_desk.sponsorship, name="sponsorship"),
    path("sponsors/mine/<int:pk>/pay/", sponsor_desk.pay, name="pay"),
    path("sponsors/mine/<int:pk>/logo/", sponsor_desk.logo, name="logo"),
    path("sponsors/mine/<int:pk>/renew/", sponsor_desk.renew, name="renew"),
    path("sponsors/mine/<int:pk>/billing/", sponsor_desk.billing, name="billing"),
    path("sponsors/mine/<int:pk>/invite/", sponsor_desk.invite, name="invite"),
    path(
        "sponsors/mine/<int:pk>/contacts/<int:contact>/remove/",
        sponsor_desk.remove,
        name="remove_contact",
    ),
    path(
        "sponsors/mine/<int:pk>/plan/<slug:verb>/",
        sponsor_desk.plan,
        name="sponsor_plan",
    ),
]
