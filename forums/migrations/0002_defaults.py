"""Words that every installation begins with; staff change them in the admin."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

DEFAULTS = Path(__file__).parent.parent / "defaults"


def read(name: str) -> Any:
    return json.loads((DEFAULTS / f"{name}.json").read_text(encoding="utf-8"))


def write(apps: "Apps", schema_editor: "BaseDatabaseSchemaEditor") -> None:
    """Add the cards, help lines, watch words and canned replies."""
    card, line, word, canned = (
        apps.get_model("forums", name)
        for name in ("SafetyCard", "HelpLine", "WatchWord", "CannedReply")
    )
    card.objects.bulk_create(card(**one) for one in read("safety_cards"))
    canned.objects.bulk_create(canned(**one) for one in read("canned_replies"))
    line.objects.bulk_create(
        line(concern=concern, position=10 * number, **one)
        for concern, lines in read("help_lines").items()
        for number, one in enumerate(lines, 1)
    )
    word.objects.bulk_create(
        word(concern=concern, phrase=phrase)
        for concern, phrases in read("watch_words").items()
        for phrase in phrases
    )


class Migration(migrations.Migration):
    dependencies = (("forums", "0001_initial"),)
    # Going back keeps the words: staff may have changed them, and the tables go anyway.
    operations = (migrations.RunPython(write, migrations.RunPython.noop),)
