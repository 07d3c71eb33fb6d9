#!/usr/bin/env python
"""Django's commands. In a development checkout the database starts by itself."""

import importlib
import importlib.util
import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    # Releases come without devtools, so an operator who forgot DATABASE_URL is asked
    # for it by the settings instead of migrating a private database.
    if "DATABASE_URL" not in os.environ and importlib.util.find_spec("devtools"):
        importlib.import_module("devtools.database").prepare()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
