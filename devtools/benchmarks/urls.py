"""The site map of the portal, and the empty view that everything is compared with."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def ping(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"pong")


urlpatterns = [path("ping/", ping), path("", include("portal.urls"))]
