"""Who is at it, on pages behind the log-in."""

from django.http import HttpRequest

from portal.accounts.models import User


def the_member(request: HttpRequest) -> User:
    """Return the member of a request that ``login_required`` let through; else TypeError."""
    if not isinstance(request.user, User):
        raise TypeError("A page of the account was reached without logging in.")
    return request.user
