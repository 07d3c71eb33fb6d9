"""What people do at the desk, in their words, and nothing about how it is built."""

from django.test import Client
from django.urls import reverse


def carry_session(context, user, url):
    """Log somebody in without the log-in page, which has journeys of its own."""
    client = Client()
    client.force_login(user)
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": url}])


def write(tab, article):
    tab.goto(reverse("admin:articles_article_change", args=[article.pk]))
    tab.locator("#preview-status", has_text="up to date").wait_for(state="attached")


def type_at_end(tab, words):
    tab.locator("#id_body").focus()
    tab.keyboard.press("Control+End")
    tab.keyboard.insert_text(words)


def save(tab, button="Save as a new revision"):
    tab.get_by_label("What changed and why").fill("Wrote on")
    tab.get_by_role("button", name=button, exact=True).click()


def saved(tab, number):
    tab.get_by_text(f"Saved as revision {number}.").wait_for()
