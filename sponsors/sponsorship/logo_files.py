"""The files of logos: gone once no sponsorship names them, and never before a commit."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sponsors.models import Sponsorship
from sponsors.models.sponsorship import LOGO_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.storage import Storage

# An upload may lie here before the row that names it is committed.
UNHELD_FOR = dt.timedelta(days=1)


def let_go(*names: str | None) -> None:
    """Delete files once this transaction is committed, unless a sponsorship names them still.

    A crash in between leaves a file without a row, which ``sweep`` finds.
    """
    for name in filter(None, names):
        transaction.on_commit(partial(_delete_unless_held, name))


def _delete_unless_held(name: str) -> None:
    if name not in _held([name]):
        _storage().delete(name)


def _held(names: Iterable[str]) -> set[str]:
    """Return which of the files are named: the years of a plan share theirs."""
    names = list(names)
    rows = Sponsorship.objects.filter(Q(logo__in=names) | Q(proposed_logo__in=names))
    return {name for pair in rows.values_list("logo", "proposed_logo") for name in pair}


def sweep() -> int:
    """Delete files that no sponsorship names, as a crash leaves them; return how many."""
    storage = _storage()
    if not storage.exists(LOGO_FOLDER):
        return 0
    names = [f"{LOGO_FOLDER}/{name}" for name in storage.listdir(LOGO_FOLDER)[1]]
    held = _held(names)
    gone = [name for name in names if name not in held and _is_old(storage, name)]
    for name in gone:
        storage.delete(name)
    return len(gone)


def _is_old(storage: Storage, name: str) -> bool:
    try:
        made = storage.get_modified_time(name)
    except FileNotFoundError:  # somebody was faster
        return False
    return timezone.now() - made > UNHELD_FOR


def _storage() -> Storage:
    field = Sponsorship._meta.get_field("logo")
    storage: Storage = field.storage
    return storage
