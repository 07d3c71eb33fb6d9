"""The addresses of a member's data and of leaving, below /account/data/."""

from django.urls import path

from portal import data_views

urlpatterns = [
    path("", data_views.data, name="account_data"),
    path("download/", data_views.download, name="account_data_download"),
    path("leave/", data_views.leave, name="account_leave"),
    path("left/", data_views.left, name="account_left"),
]
