#!/usr/bin/env python
"""Django's commands. In a development checkout the database starts by itself."""

import importlib
import importlib.util
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    # Releases come without devtools, so an operator who forgot DATABASE_URL is asked
    # for it instead of migrating a private database.
    if not os.environ.get("DATABASE_URL") and importlib.util.find_spec("devtools"):
        importlib.import_module("devtools.database").prepare()
    if not os.environ.get("DATABASE_URL"):
        sys.exit(
            "DATABASE_URL is not set. Name the PostgreSQL database of this portal, like "
            "postgresql://user:password@host:5432/name (.env.example lists all settings)."
        )
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
