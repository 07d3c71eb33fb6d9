"""Addresses of the open books."""

from django.urls import path

from sponsors.views import books

books_urls = [
    path("about/books/", books.books, name="books"),
]
