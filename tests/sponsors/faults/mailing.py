"""Run in a process of its own: the real worker, which takes its mails to a mail server."""

import os

import django
from django.conf import settings
from django.core.management import call_command

from tests.mail_backends import deliver_by

django.setup()
deliver_by(
    settings,
    "django.core.mail.backends.smtp.EmailBackend",
    host=os.environ["EMAIL_HOST"],
    port=int(os.environ["EMAIL_PORT"]),
)
call_command("procrastinate", "worker")
