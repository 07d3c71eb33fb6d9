"""Files of posts on their way in and out of the private storage."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy

from forums.errors import ForumError, NotAllowed
from forums.models import Attachment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from forums.files.attachments import CleanFile
    from forums.models import Post
    from forums.rules.access import Access

MOST = 4  # files of one post


class TooManyFiles(ForumError):
    message = gettext_lazy("A post may have at most 4 files.")


class DescriptionMissing(ForumError):
    message = gettext_lazy("Say what each file shows, for people who cannot see it.")


@dataclass(frozen=True)
class NewFile:
    """A cleaned file and what it shows."""

    clean: CleanFile
    description: str


def attach(post: Post, files: Sequence[NewFile], access: Access) -> None:
    """Keep files with a post; a file without its row is swept away later (forgetting/tidying)."""
    if not files:
        return
    if not access.may("can_attach_file", post.topic.forum):
        raise NotAllowed
    if post.files.count() + len(files) > MOST:
        raise TooManyFiles
    for one in files:
        if not one.description.strip():
            raise DescriptionMissing
        row = Attachment(
            post=post,
            kind=one.clean.kind,
            extension=one.clean.extension,
            description=" ".join(one.description.split())[:200],
            size=len(one.clean.content),
            width=one.clean.width,
            height=one.clean.height,
        )
        row.file.save("", ContentFile(one.clean.content), save=False)
        row.save(force_insert=True)


def detach(rows: Iterable[Attachment]) -> None:
    """Delete files with their rows: the files once the rows are really gone.

    A crash in between leaves a file without a row, which forgetting/tidying sweeps away.
    """
    for row in rows:
        storage, name = row.file.storage, str(row.file.name)
        row.delete()
        transaction.on_commit(partial(storage.delete, name))
