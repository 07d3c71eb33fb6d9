"""Files of members who left: deleted after the commit, and again if something went wrong."""

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from forums.forgetting import erasing
from forums.models import Attachment, Post
from portal.jobs import every, task

RECENT = dt.timedelta(days=2)


@task
def delete_erased_files(user_id: int) -> None:
    """Delete the files of a member who left with blanked words."""
    _delete(Attachment.objects.filter(post__poster=user_id))


@every("37 3 * * *")
def delete_all_erased_files() -> None:
    """Try again, each night, what no job could delete."""
    _delete(Attachment.objects.all())


@every("43 3 * * *")
def clean_behind_the_departed() -> None:
    """Cut out, each night, what was being written at the moment when somebody left."""
    erasing.cut_late(since=timezone.now() - RECENT)


def _delete(attachments: QuerySet[Attachment]) -> None:
    # The row tells where the file is, so it goes last: a crash in between loses nothing.
    for attachment in attachments.filter(post__removal=Post.Removal.ERASED):
        attachment.file.storage.delete(str(attachment.file.name))
        Attachment.objects.filter(pk=attachment.pk).delete()
