"""A person's address and public name inside words that others wrote: found and struck out."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Expression, F, Func, Model, Q, QuerySet, Value
from django.db.models.functions import Left
from django.utils.translation import gettext

if TYPE_CHECKING:
    from portal.accounts.models import User

# A name is a word of its own: not a part of a longer word or of somebody else's name.
BEFORE = r"(?<![[:alnum:]_])(?<![[:alnum:]_][-_])"
AFTER = r"(?![-_]?[[:alnum:]_])"
ADDRESS_BEFORE = r"(?<![[:alnum:]._%+-])"
ADDRESS_AFTER = r"(?![[:alnum:]_-]|\.[[:alnum:]])"


@dataclass(frozen=True)
class Words:
    """What to look for, as PostgreSQL's regular expressions for any case.

    ``instead`` maps each pattern to what is put in its place; ``plain`` fits wherever one of
    them does, and is three times as fast.
    """

    plain: str
    instead: dict[str, str]


def patterns(user: "User", *, with_name: bool) -> Words:
    """Return what tells of a person: the address and, unless it is a word, the name."""
    plain = [re.escape(user.email)]
    instead = {
        f"{ADDRESS_BEFORE}{plain[0]}{ADDRESS_AFTER}": gettext("(address removed)")
    }
    if with_name:
        plain.append(re.escape(user.handle))
        instead[f"{BEFORE}@?{plain[1]}{AFTER}"] = gettext("a former member")
    return Words("|".join(plain), instead)


def naming(rows: QuerySet, fields: tuple[str, ...], words: Words) -> QuerySet:
    """Return the rows in which one of the fields holds one of the patterns."""
    wanted = Q()
    for field in fields:
        exactly = Q()
        for pattern in words.instead:
            exactly |= Q(**{f"{field}__iregex": pattern})
        wanted |= Q(**{f"{field}__iregex": words.plain}) & exactly
    return rows.filter(wanted)


def strike_out(rows: QuerySet, *fields: str, words: Words) -> list[int]:
    """Replace the patterns in these text fields; return the ids of the changed rows."""
    if not fields:
        return []
    found = naming(rows, fields, words).order_by("pk")
    changed = list(found.values_list("pk", flat=True))
    if changed:
        model = rows.model
        model._default_manager.filter(pk__in=changed).update(
            **{field: _without(model, field, words.instead) for field in fields}
        )
    return changed


def _without(
    model: type[Model], field: str, instead: dict[str, str]
) -> "Expression | F":
    text: Expression | F = F(field)
    for pattern, replacement in instead.items():
        text = Func(
            text,
            Value(pattern),
            Value(replacement.replace("\\", r"\\")),
            Value("gi"),
            function="regexp_replace",
        )
    # What is put there may be longer than what stood there.
    longest = getattr(model._meta.get_field(field), "max_length", None)
    return Left(text, longest) if longest else text
