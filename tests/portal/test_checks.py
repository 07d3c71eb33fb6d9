"""The database knows letters, and what tells of one that does not."""

import os

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from portal import checks
from tests.databases import url_of_this_database

pytestmark = pytest.mark.django_db


@pytest.fixture
def database_without_letters():
    """The URL of a new database within the locale C."""
    name = f"no_letters_{os.getpid()}"
    with psycopg.connect(url_of_this_database(), autocommit=True) as server:
        server.execute(
            sql.SQL(
                "CREATE DATABASE {} TEMPLATE template0 LC_CTYPE 'C' LC_COLLATE 'C'"
            ).format(sql.Identifier(name))
        )
        yield url_of_this_database().replace(connection.settings_dict["NAME"], name)
        server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def test_words_in_quotation_marks_are_found_in_this_database():
    assert checks.check_letters(databases=["default"]) == []


def test_a_database_that_knows_no_letters_is_told_of(database_without_letters):
    with psycopg.connect(database_without_letters) as other:
        assert not checks.words_are_apart(other.cursor())


def test_checks_that_ask_no_database_say_nothing():
    assert checks.check_letters(databases=None) == []
