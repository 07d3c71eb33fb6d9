"""A worker as `manage.py procrastinate worker` starts it, with jobs that only tests need.

Run with the arguments of `procrastinate worker`.
"""

import importlib
import sys

import django
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()
    importlib.import_module("tests.portal.worker_tasks").be_impatient()
    call_command("procrastinate", "worker", *sys.argv[1:])
