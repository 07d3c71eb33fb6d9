"""How long ago somebody proved who they are, in this session."""

import time

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest


def logged_in_recently(request: HttpRequest) -> bool:
    """Whether a proof of any kind was given within the last minutes, in this session."""
    records = get_authentication_records(request, request.user)
    if not records:
        return False
    age: float = time.time() - records[-1]["at"]
    return age < float(app_settings.REAUTHENTICATION_TIMEOUT)
