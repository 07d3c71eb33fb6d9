"""What stands on a receipt, a summary or an invoice: the same for the page and the PDF."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# They would turn the words behind them around, on a paper that others rely on.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
NOT_FOR_PAPER = frozenset({"Cc", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """``facts`` are pairs of label and value; ``rows`` belong under ``head``.

    ``stamp`` is one loud word (VOID, DUPLICATE) or nothing, ``stamp_note`` says why.
    """

    title: str
    label: str
    issuer: list[str]
    recipient: list[str]
    intro: str = ""
    amount: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    totals: list[tuple[str, str]] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)
    stamp: str = ""
    stamp_note: str = ""
    issued_at: dt.datetime

    def as_data(self) -> dict[str, object]:
        """Return all of it for the typesetter, in characters that can be printed."""
        words = asdict(self)
        words.pop("issued_at")
        words |= {"size": paper_size(), "by": _("Issued by"), "to": _("For")}
        return {name: _printed(value) for name, value in words.items()}


def paper_size() -> str:
    return "us-letter" if settings.TAX_SCHEME == "us" else "a4"


def clean(words: str) -> str:
    """Return the words without what is no letter, sign or line break."""
    return "".join(
        one
        for one in words.replace("\r\n", "\n")
        if one == "\n"
        or (unicodedata.category(one) not in NOT_FOR_PAPER and one not in TURNING)
    )


def _printed(thing: object) -> object:
    if isinstance(thing, list | tuple):
        return [_printed(one) for one in thing]
    return clean(str(thing))


def lines(*parts: str) -> list[str]:
    """Return the lines of an address that say something; ";" and line breaks part them."""
    found = "\n".join(parts).replace(";", "\n").splitlines()
    return [line.strip() for line in found if line.strip()]


def issuer_lines(organization: Mapping[str, str], *numbers: str) -> list[str]:
    """Return the head of the paper; ``numbers`` names what else of the organization."""
    labels = {
        "tax_id": _("Tax ID (EIN) %s"),
        "charity_number": _("Registered charity %s"),
        "vat_id": _("VAT number %s"),
    }
    given = [
        labels[name] % organization[name] for name in numbers if organization.get(name)
    ]
    found = [organization.get("name", ""), *lines(organization.get("address", ""))]
    return [*found, *given, organization.get("email", "")]


def day(text: str) -> str:
    """Return an ISO date as people read it."""
    return date_format(dt.date.fromisoformat(text))


def known(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs that have a value."""
    return [(label, value) for label, value in pairs if value]
