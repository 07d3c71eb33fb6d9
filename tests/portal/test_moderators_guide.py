"""The guide for moderators tells the truth: its buttons and its times exist."""

import re

import pytest
from django.conf import settings

from forums.models import CannedReply
from forums.moderation import queue

GUIDE = (settings.BASE_DIR / "docs" / "moderators.md").read_text(encoding="utf-8")
IN_ONE_LINE = " ".join(GUIDE.split())
LABELS = sorted(
    set(re.findall(r"\*\*“([^”]+)”\*\*", IN_ONE_LINE)) - {"quotation marks"}
)


def room_words():
    """Return everything that moderators can read: the templates and the code that speaks."""
    folders = [
        (settings.BASE_DIR / "templates" / "forums", "*.html"),
        (settings.BASE_DIR / "forums", "*.py"),
    ]
    files = [path for folder, ending in folders for path in folder.rglob(ending)]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("label", LABELS)
def test_button_of_the_guide_exists(label):
    assert f'"{label}"' in room_words()


@pytest.mark.parametrize(
    ("what", "target"),
    [
        ("Somebody may harm themselves", queue.CRISIS),
        ("Posts to approve", queue.APPROVAL),
        ("Other reports", queue.REPORT),
        ("Appeals", queue.APPEAL),
    ],
)
def test_time_of_the_guide_holds(what, target):
    hours = re.search(rf"\| {what} \| (\d+) hours? \|", GUIDE)[1]

    assert int(hours) * 3600 == target.total_seconds()


def test_canned_reply_of_the_guide_exists(db):
    name = re.search(r"canned reply “([^”]+)”", IN_ONE_LINE)[1]

    assert CannedReply.objects.filter(title=name).exists()
