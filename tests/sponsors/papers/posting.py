"""Have waiting notices sent, as the worker does."""

import time

from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as MemoryBackend

from sponsors.models import Notice
from sponsors.telling import sending


class SlowBackend(MemoryBackend):
    """A mail server that takes its time, so that jobs meet."""

    def send_messages(self, messages):
        time.sleep(0.3)
        return super().send_messages(messages)


def post():
    """Send all that waits; return the new mails, oldest first."""
    before = len(mail.outbox)
    for key in Notice.objects.filter(sent_at=None).order_by("pk").values_list("pk"):
        sending.send(*key)
    return mail.outbox[before:]


def html(message):
    [alternative] = message.alternatives
    assert alternative.mimetype == "text/html"
    return alternative.content


def files(message):
    """Return names and contents of what is attached."""
    return [(name, content) for name, content, _kind in message.attachments]
