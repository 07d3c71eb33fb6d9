"""What belongs to the forums and lies outside the gate."""

from django.urls import path

from forums.views import asking, preferences

urlpatterns = [
    path("ask/<slug:slug>/", asking.ask, name="ask"),
    path("unsubscribe/<str:token>/", preferences.unsubscribe, name="unsubscribe"),
]
