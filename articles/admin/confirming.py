"""The second look at an evidence status, on a page of its own."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import evidence
from articles.admin.access import staff
from articles.drafting import PublishingError
from articles.models import EvidenceStatus


def confirm(request: HttpRequest, status_id: int) -> HttpResponse:
    """Show a recorded status with its source, and the button or why there is none."""
    if not request.user.has_perm("articles.view_evidencestatus"):
        raise PermissionDenied
    rows = EvidenceStatus.objects.select_related(
        "subject", "source", "recorded_by", "supersedes"
    )
    status = get_object_or_404(rows, pk=status_id)
    if request.method == "POST":
        try:
            evidence.confirm(status=status, by=staff(request))
        except PublishingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Confirmed: readers see it from now on."))
            return HttpResponseRedirect(
                reverse("admin:articles_subject_change", args=[status.subject_id])
            )
    context = {
        **admin.site.each_context(request),
        "title": _("Confirm an evidence status"),
        "opts": EvidenceStatus._meta,
        "status": status,
        "is_own": status.recorded_by_id == request.user.pk,
        "may_confirm": request.user.has_perm("articles.review_article"),
    }
    template = "admin/articles/evidencestatus/confirm.html"
    return TemplateResponse(request, template, context)
