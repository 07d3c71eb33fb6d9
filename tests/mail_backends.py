"""Which mail server the portal of a test speaks to, on every Django."""

import django

SETTING = "MAILERS" if django.VERSION >= (6, 1) else "EMAIL_BACKEND"


def deliver_by(settings, backend, **options):
    """Use a mail backend from now on; return what takes it back."""
    before = getattr(settings, SETTING)
    mailers = {"default": {"BACKEND": backend, "OPTIONS": options}}
    setattr(settings, SETTING, mailers if SETTING == "MAILERS" else backend)
    return lambda: setattr(settings, SETTING, before)
