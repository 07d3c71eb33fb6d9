"""Fill the database of DATABASE_URL: ``python -m devtools.forum_crowd small|big``."""

import os
import sys
from importlib import import_module

import django
from django.core.management import call_command

from devtools.forum_crowd import BIG, SMALL

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    sizes = {size.name: size for size in (SMALL, BIG)}
    # Only now: it needs the models.
    import_module("devtools.forum_crowd.filling").fill(sizes[sys.argv[1]])
