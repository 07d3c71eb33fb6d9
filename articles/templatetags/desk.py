"""The first page of the editorial desk."""

from django import template

from articles.admin.waiting import Waiting, waiting_for
from portal.accounts.models import User

register = template.Library()


@register.simple_tag
def what_waits_for(person: User) -> list[Waiting]:
    return waiting_for(person)
