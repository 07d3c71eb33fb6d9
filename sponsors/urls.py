"""Addresses of giving and sponsorship: a list for each room, in a module of its own."""

from sponsors.urls_books import books_urls
from sponsors.urls_giving import giving_urls
from sponsors.urls_receipts import receipts_urls
from sponsors.urls_sponsoring import sponsor_urls

app_name = "sponsors"

urlpatterns = [
    *giving_urls,
    *receipts_urls,
    *sponsor_urls,
    *books_urls,
]
