"""What the forums leave to the worker; each room has its own ``<noun>_tasks``."""

from forums.forgetting import leaving_tasks, tidying_tasks
from forums.moderation import alarm_tasks, decision_tasks
from forums.telling import notification_tasks

__all__ = [
    "alarm_tasks",
    "decision_tasks",
    "leaving_tasks",
    "notification_tasks",
    "tidying_tasks",
]
