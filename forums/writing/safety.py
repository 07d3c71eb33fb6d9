"""What stands between a person in need and a posted message: cards, help lines, words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone

from forums import markup
from forums.models import ForumProfile, HelpLine, SafetyCard, WatchWord
from forums.writing import safety_words
from forums.writing.concerns import Concern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.accounts.models import User

PERSONAL = "personal"


@dataclass(frozen=True)
class Warning:  # noqa: A001 -- the word for it; Python's own is never meant here
    """Something to be read once before a text is posted; it never keeps it from that.

    ``kind`` is a Concern or ``personal``; ``found`` are the places that look personal.
    """

    kind: str
    found: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return what a form sends back once this was seen; new finds make a new key."""
        if not self.found:
            return self.kind
        digest = hashlib.sha256("\n".join(self.found).encode()).hexdigest()[:12]
        return f"{self.kind}-{digest}"


@dataclass(frozen=True)
class Card:
    """A card as it is shown, with its help lines."""

    title: str
    html: str
    lines: list[HelpLine] = field(default_factory=list)


def concern_of(text: str) -> str:
    """Return the concern that the words of a text raise (crisis before emergency), or ""."""
    return next(iter(concerns_in(text)), "")


def concerns_in(text: str) -> list[str]:
    """Return the concerns that the words of a text raise, the gravest first; one query."""
    phrases = dict(WatchWord.objects.values_list("phrase", "concern"))
    found = safety_words.watch_words_in(text, phrases)
    return [one.value for one in Concern if one.value in found]


def warnings_in(text: str) -> list[Warning]:
    """Return what the writer should read before this is posted."""
    warnings = [Warning(concern) for concern in concerns_in(text)]
    if found := safety_words.personal_data_in(text):
        warnings.append(Warning(PERSONAL, tuple(one.words for one in found)))
    return warnings


def gravest(warnings: Iterable[Warning]) -> str:
    """Return the concern among warnings, or ""."""
    kinds = {warning.kind for warning in warnings}
    return next((one.value for one in Concern if one.value in kinds), "")


def cards_for(occasions: Iterable[str]) -> list[Card]:
    """Return the cards of these occasions in this order; staff may have removed one."""
    wanted = list(occasions)
    if not wanted:
        return []
    texts = {
        one.occasion: one for one in SafetyCard.objects.filter(occasion__in=wanted)
    }
    lines: dict[str, list[HelpLine]] = {}
    for line in HelpLine.objects.filter(concern__in=wanted):
        lines.setdefault(line.concern, []).append(line)
    return [
        Card(texts[one].title, markup.render(texts[one].text), lines.get(one, []))
        for one in wanted
        if one in texts
    ]


def note_card_seen(user: User) -> None:
    unseen = {"safety_card_seen_at": timezone.now()}
    ForumProfile.objects.bulk_create([ForumProfile(user=user)], ignore_conflicts=True)
    ForumProfile.objects.filter(user=user, safety_card_seen_at=None).update(**unseen)
