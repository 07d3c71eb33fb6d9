"""Pages that belong to no app: home and what the portal says about itself."""

import datetime as dt

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from articles.models import Article, Audience, Subject
from forums.models import HelpLine
from forums.moderation import queue
from forums.rules import trust
from forums.writing import editing
from forums.writing.concerns import Concern

NEWLY_REVIEWED = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Two doors, and the subjects that were reviewed last."""
    pairs = newly_reviewed()
    context = {"pairs": pairs, "is_demo": any(pair["is_demo"] for pair in pairs)}
    return render(request, "portal/home.html", context)


def newly_reviewed() -> list[dict[str, object]]:
    """Return the subjects reviewed last, each with its editions side by side.

    Keys: ``lay`` and ``professional`` (a published page or None), ``reviewed`` (date),
    ``is_demo``.
    """
    subjects = (
        Subject.objects.published()
        .annotate(reviewed=Max("articles__published__decided_at"))
        .order_by("-reviewed", "name")[:NEWLY_REVIEWED]
    )
    reviewed = {subject.pk: subject for subject in subjects}
    pages = {
        (page.subject_id, page.audience): page
        for page in Article.objects.published()
        .with_titles()
        .filter(subject__in=reviewed)
    }
    return [
        {
            "reviewed": subject.reviewed,
            "is_demo": subject.is_demo,
            **{edition.value: pages.get((subject.pk, edition)) for edition in Audience},
        }
        for subject in reviewed.values()
    ]


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the texts about the portal itself; they change with a release."""
    return render(request, f"portal/{name}.html")


@require_safe
def forum_rules(request: HttpRequest) -> HttpResponse:
    """The rules of the forums, for everybody, with the help lines and times that hold."""
    lines = list(HelpLine.objects.all())
    titles = {
        Concern.EMERGENCY: gettext("Emergency numbers"),
        Concern.CRISIS: gettext("Somebody to talk to"),
    }
    context = {
        "help": [
            {"title": title, "lines": [one for one in lines if one.concern == concern]}
            for concern, title in titles.items()
        ],
        "hours": {
            "crisis": _hours(queue.CRISIS),
            "approval": _hours(queue.APPROVAL),
            "report": _hours(queue.REPORT),
            "appeal": _hours(queue.APPEAL),
        },
        "first_posts": trust.FIRST_POSTS,
        "edit_minutes": editing.WINDOW // dt.timedelta(minutes=1),
        "minimum_age": settings.MINIMUM_AGE,
    }
    return render(request, "portal/forum_rules.html", context)


def _hours(time: dt.timedelta) -> int:
    return time // dt.timedelta(hours=1)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "robots.txt", content_type="text/plain")
