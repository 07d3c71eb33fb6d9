"""What goes by itself: words that their author took back a month ago, files nobody holds."""

from __future__ import annotations

import datetime as dt
import posixpath
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from forums.files import keeping
from forums.forgetting import erasing
from forums.models import (
    Attachment,
    Mention,
    Post,
    PostVersion,
    Quotation,
    Topic,
)
from forums.models.conversation import private_storage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.storage import Storage

KEPT_FOR = dt.timedelta(days=30)
BATCH = 200
FOLDER = "attachments"
# A file is older than its row for a moment; nobody takes a day to post.
UNHELD_FOR = dt.timedelta(days=1)


def blank_removed() -> int:
    """Blank what authors removed long enough ago; return how many posts."""
    old = Post.objects.filter(
        removal=Post.Removal.AUTHOR, removed_at__lt=timezone.now() - KEPT_FOR
    ).exclude(content="")
    ids = list(old.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        _blank(ids[start : start + BATCH])
    return len(ids)


@transaction.atomic
def _blank(ids: list[int]) -> None:
    """Leave the tombstones: rows without a word, a note, a version, a file or a name.

    Their words go where others quoted them, too.
    """
    PostVersion.objects.filter(post__in=ids).delete()
    Mention.objects.filter(post__in=ids).delete()
    Quotation.objects.filter(post__in=ids).delete()
    erasing.cut_out(set(ids))
    keeping.detach(Attachment.objects.filter(post__in=ids))
    posts = Post.objects.filter(pk__in=ids)
    # The title goes where nobody else ever wrote below it.
    alone = list(posts.filter(approved=False).values_list("pk", flat=True))
    Topic.objects.filter(first_post__in=alone, approved=False).update(
        subject="", slug="topic"
    )
    Post.objects.filter(pk__in=alone).update(subject="")
    posts.update(
        content="", _content_rendered="", content_note="", update_reason="", concern=""
    )


def sweep_files() -> int:
    """Delete files without a row, as a crash leaves them; return how many."""
    storage = private_storage()
    swept = 0
    for names in _folders(storage):
        held = set(
            Attachment.objects.filter(file__in=names).values_list("file", flat=True)
        )
        for name in names:
            if name not in held and _is_old(storage, name):
                storage.delete(name)
                swept += 1
    return swept


def _folders(storage: Storage) -> Iterator[list[str]]:
    if not storage.exists(FOLDER):
        return
    for folder in storage.listdir(FOLDER)[0]:
        path = posixpath.join(FOLDER, folder)
        yield [posixpath.join(path, name) for name in storage.listdir(path)[1]]


def _is_old(storage: Storage, name: str) -> bool:
    try:
        made = storage.get_modified_time(name)
    except FileNotFoundError:  # somebody was faster
        return False
    return timezone.now() - made > UNHELD_FOR
