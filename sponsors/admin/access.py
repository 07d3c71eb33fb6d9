"""Who may do what with money in the admin."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.accounts.models import User

Page = Callable[..., HttpResponseBase]
P = TypeVar("P", bound=Page)


def keeper(request: HttpRequest) -> User:
    """Return the person behind a request that the admin let in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def page_for(right: str) -> Callable[[P], P]:
    """Turn a view into a page of the admin for those who have a right, else 403.

    Such a page is no transaction, as Django's own change page is: Stripe may be asked.
    """

    def decorate(view: P) -> P:
        @wraps(view)
        def guarded(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            if not request.user.has_perm(f"sponsors.{right}"):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast("P", guarded)

    return decorate


def context(request: HttpRequest, **own: object) -> dict[str, object]:
    """Return what each page of the admin needs, and its own."""
    return {**admin.site.each_context(request), "is_nav_sidebar_enabled": False, **own}
