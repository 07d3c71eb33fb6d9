"""The test database, for processes that a test starts."""

from urllib.parse import quote

from django.db import connection


def url_of_this_database():
    """Return DATABASE_URL for another process; the server may listen on a socket alone."""
    settings = connection.settings_dict
    user, password = quote(settings["USER"]), quote(settings["PASSWORD"])
    login = f"{user}:{password}" if password else user
    host, port = settings["HOST"], settings["PORT"]
    if host.startswith("/"):
        return f"postgresql://{login}@/{settings['NAME']}?host={host}&port={port}"
    return f"postgresql://{login}@{host}:{port}/{settings['NAME']}"
