"""The page on which everybody can read what came in and what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sponsors.books import open_books
from sponsors.books.closing import FEWEST


@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """The same for everybody: whole months that are over, nothing about one person."""
    context = {"accounts": open_books.accounts(), "fewest": FEWEST}
    return render(request, "sponsors/books.html", context)
