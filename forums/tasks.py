"""What the forums leave to the worker; each room has its own ``<noun>_tasks``."""

from forums import (
    alarm_tasks,
    leaving_tasks,
    moderation_tasks,
    notification_tasks,
    tidying_tasks,
)

__all__ = [
    "alarm_tasks",
    "leaving_tasks",
    "moderation_tasks",
    "notification_tasks",
    "tidying_tasks",
]
