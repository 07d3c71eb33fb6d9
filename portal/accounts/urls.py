"""The member's own pages; logging in, codes and second factors are allauth's."""

from django.urls import path

from portal.accounts import views

app_name = "account"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("profile/", views.profile, name="profile"),
    path("sessions/<int:pk>/end/", views.end_session, name="end_session"),
]
