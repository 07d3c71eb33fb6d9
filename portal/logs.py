"""Log records that name the request and the account, and never a person.

In production one line is one JSON object. Addresses of people are struck out of messages
and tracebacks alike: PostgreSQL quotes the offending row in its errors.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

current_request: ContextVar[HttpRequest | None] = ContextVar(
    "current_request", default=None
)
current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")

E_MAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")

# What a call may add with `extra=`; anything else stays out of the log.
EXTRA_FIELDS = ("method", "path", "status", "milliseconds", "action", "job_id")


def user_id(request: HttpRequest | None) -> str | None:
    """Return the logged-in account's id if the request has already looked it up.

    Asking an untouched session would cost a query for a mere log line.
    """
    session = getattr(request, "session", None)
    if session is None or not session.accessed:
        return None
    account = session.get(SESSION_KEY)
    return None if account is None else str(account)


def without_people(text: str) -> str:
    """Strike out e-mail addresses."""
    return E_MAIL.sub("[e-mail]", text)


class RequestFilter(logging.Filter):
    """Gives every record the id of the request it belongs to, and the account's id."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        record.user_id = user_id(current_request.get())
        return True


class PlainFormatter(logging.Formatter):
    """For people at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        return without_people(super().format(record))


class JsonFormatter(logging.Formatter):
    """For machines: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_people(record.getMessage()),
        }
        for name in ("request_id", "user_id", *EXTRA_FIELDS):
            value = getattr(record, name, None)
            if value not in (None, ""):
                entry[name] = value
        if record.exc_info:
            entry["traceback"] = without_people(self.formatException(record.exc_info))
        return json.dumps(entry, default=str)


def configuration(*, as_json: bool, level: str) -> dict[str, object]:
    """Return Django's LOGGING: everything to the standard error, by one handler.

    At a terminal runserver names each request already, and each job would be noise.
    """
    quiet = {} if as_json else {"level": "WARNING"}
    warnings_only, errors_only = {"level": "WARNING"}, {"level": "ERROR"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "portal.logs.RequestFilter"}},
        "formatters": {
            "json": {"()": "portal.logs.JsonFormatter"},
            "plain": {
                "()": "portal.logs.PlainFormatter",
                "format": "{levelname} {name}: {message}",
                "style": "{",
            },
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["request"],
                "formatter": "json" if as_json else "plain",
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django's own set-up mails errors to people; ours goes up to the root.
            "django": {"handlers": [], "level": level, "propagate": True},
            "portal.request": quiet,
            "procrastinate": quiet,
            # Each process names every schedule when it starts.
            "procrastinate.blueprints": warnings_only,
            "procrastinate.periodic": warnings_only,
            # It greets each process.
            "pikepdf": warnings_only,
            # The line of the request says 404 or 400 already.
            **({"django.request": errors_only} if as_json else {}),
            "django.security.DisallowedHost": {"level": "CRITICAL"},
        },
    }
