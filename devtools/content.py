"""The migrations and the demo content, in one process: `python -m devtools.content`."""

import os
import subprocess
import sys

import django
from django.core.management import call_command

from devtools.console import FULL_DISK, Trouble, disk_full, step
from devtools.paths import ROOT


def prepare_content() -> None:
    """Migrate and load the demo content; both do nothing where nothing is missing."""
    with step("Bringing database and demo content up to date"):
        done = subprocess.run(
            [sys.executable, "-m", "devtools.content"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    if done.returncode == 0:
        return
    if FULL_DISK in done.stdout:
        raise Trouble(disk_full(FULL_DISK))
    raise Trouble(
        f"{done.stdout.strip()}\n\nThe database could not be prepared: see above."
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("demo")
