"""Files of posts, for those who may read the post; nobody else, and nothing runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from forums.models import Attachment, Post
from forums.rules.access import Access

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "pdf": "application/pdf",
}


@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Send a file of a post that this member can see, in a forum whose files they may have."""
    access = Access.of(request)
    attachment = get_object_or_404(Attachment, pk=pk)
    post = access.post_or_404(attachment.post_id)
    forum = post.topic.forum
    erased = post.removal == Post.Removal.ERASED  # a job deletes the file in a moment
    if erased or (post.removal and not access.moderates(forum)):
        raise Http404
    if not access.may("can_download_file", forum):
        raise Http404
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as error:
        _note_loss(attachment)
        raise Http404 from error
    return _answer(attachment, content)


def _answer(attachment: Attachment, content: object) -> FileResponse:
    is_image = attachment.kind == Attachment.Kind.IMAGE
    response = FileResponse(
        content,
        as_attachment=not is_image,
        filename=name_for_download(attachment),
        content_type=TYPES.get(attachment.extension, "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    # Opened by itself it can neither run nor load anything.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def name_for_download(attachment: Attachment) -> str:
    """Return a name made of the description: what the file was called told too much."""
    words = slugify(attachment.description, allow_unicode=True)[:60].strip("-")
    extension = re.sub(r"\W", "", attachment.extension)
    return f"{words or 'file'}.{extension}"


def _note_loss(attachment: Attachment) -> None:
    """Remember a file that is gone, so that the page of its post says so."""
    if attachment.lost_at is None:
        Attachment.objects.filter(pk=attachment.pk).update(lost_at=timezone.now())
