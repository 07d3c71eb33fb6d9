"""A real browser on a real server, for what only a browser can show."""

import os

import pytest
from playwright.sync_api import sync_playwright

from devtools.pytest_journeys import chromium

# Playwright runs a loop of its own in this thread; Django must not mistake it for async.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def chromium_browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium_browser, live_server):
    """A tab whose addresses start at the server; any complaint of the browser fails."""
    context = chromium_browser.new_context(base_url=live_server.url)
    tab = context.new_page()
    complaints = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on(
        "console",
        lambda message: (
            complaints.append(message.text) if message.type == "error" else None
        ),
    )
    yield tab
    context.close()
    assert complaints == []
