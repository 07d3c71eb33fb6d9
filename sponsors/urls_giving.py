"""Addresses of giving, and of what givers see of their gifts."""

from django.urls import path

from sponsors.views import giving, plans, unlisting

giving_urls = [
    path("donate/", giving.donate, name="donate"),
    path("donate/donors/", giving.wall, name="donors"),
    path("donate/unlist/<str:token>/", unlisting.unlist_link, name="unlist_link"),
    path("account/giving/unlist/", unlisting.unlist, name="unlist"),
    path(
        "account/giving/gift-aid/", plans.take_back_gift_aid, name="take_back_gift_aid"
    ),
    path("donate/claim/", plans.claim, name="claim"),
    path("donate/thanks/<uuid:pk>/", giving.thanks, name="thanks"),
    path("donate/thanks/<uuid:pk>/status/", giving.thanks_status, name="thanks_status"),
    path("donate/cancelled/<uuid:pk>/", giving.cancelled, name="cancelled"),
    path("donate/plan/<str:token>/", plans.plan_link, name="plan_link"),
    path("donate/card/<str:token>/", plans.plan_card, name="plan_card"),
    path("account/giving/", plans.giving, name="giving"),
    path(
        "account/giving/plans/<int:pk>/amount/", plans.plan_amount, name="plan_amount"
    ),
    path(
        "account/giving/plans/<int:pk>/<slug:verb>/", plans.plan_verb, name="plan_verb"
    ),
]
