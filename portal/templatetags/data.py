"""What the readable copy of somebody's data needs to show any value in words."""

import datetime as dt

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

# Keys that do not become words by themselves.
NAMES = {
    "e_mail_address": _("E-mail address"),
    "email": _("E-mail address"),
    "ip": _("IP address"),
    "id": _("Number"),
    "subject": _("Title"),
}


@register.filter
def in_words(name: str) -> str:
    """Return ``Earlier versions`` for ``earlier_versions``."""
    if name in NAMES:
        return str(NAMES[name])
    words = str(name).replace("__", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


@register.filter
def is_pairs(value: object) -> bool:
    return isinstance(value, dict)


@register.filter
def is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


@register.filter
def is_moment(value: object) -> bool:
    return isinstance(value, dt.datetime)


@register.filter
def is_day(value: object) -> bool:
    return isinstance(value, dt.date)
