"""A real browser on a real server, for what only a browser can show."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import sync_playwright

from devtools.pytest_journeys import chromium
from tests.journeys.desk import carry_session
from tests.personas import PASSWORD

# Playwright runs a loop of its own in this thread; Django must not mistake it for async.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PATIENCE = 120_000  # milliseconds for what a busy machine does late
LOST_LINE = re.compile(r"Failed to load resource")


@pytest.fixture(scope="session")
def chromium_browser(django_db_setup):
    """Chromium for all journeys.

    While Playwright's loop runs, Django gives this thread another connection. What the
    migrations made is remembered by the one before, so it is handed on.
    """
    migrated = getattr(connection, "_test_serialized_contents", None)
    with sync_playwright() as playwright:
        if migrated is not None:
            connection._test_serialized_contents = migrated
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"]
        )
        browser.on("context", lambda made: made.set_default_timeout(PATIENCE))
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


@pytest.fixture
def log_in(page):
    """Log a member of the cast in, as they would: ``log_in(editor)``."""

    def enter(user):
        page.goto("/accounts/login/")
        page.get_by_label("E-mail address").fill(user.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Log in", exact=True).click()
        page.wait_for_url("**/")

    return enter


@pytest.fixture
def assert_accessible(page):
    """Fail with a readable list if the page in the tab breaks a rule of axe."""

    def check():
        found = Axe().run(page).response["violations"]
        assert [
            f"{rule['id']} ({rule['impact']}): {node['target']} {node['html'][:160]}"
            for rule in found
            for node in rule["nodes"]
        ] == []

    return check


@pytest.fixture
def desk(chromium_browser, live_server):
    """Open a browser of its own for a person: ``desk(editor)``; complaints fail."""
    contexts, complaints = [], []

    def complain(text):
        if not LOST_LINE.search(text):  # said whenever a journey cuts the line
            complaints.append(text)

    def open_for(user, **options):
        context = chromium_browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        carry_session(context, user, live_server.url)
        tab = context.new_page()
        tab.on("pageerror", lambda error: complain(str(error)))
        tab.on("console", lambda said: said.type == "error" and complain(said.text))
        return tab

    yield open_for
    for context in contexts:
        context.close()
    assert complaints == []
