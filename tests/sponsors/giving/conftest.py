"""A giver's browser, and goals that tests set anew."""

import pytest

from sponsors.giving import goals
from tests.sponsors.giving.world import Giving


@pytest.fixture
def giving(stripe, settings, client):
    """The portal wired to the sandbox; ``giving.give(...)`` fills in the form."""
    settings.SITE_URL = "http://testserver"
    return Giving(stripe, client)


@pytest.fixture
def counted_now(db):
    goals.forget()
    yield
    goals.keep(None, seconds=3600)
