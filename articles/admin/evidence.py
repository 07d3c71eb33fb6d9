"""Evidence statuses: never changed into the next one, but superseded by it."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.importing import back_to_page
from articles.admin.keeping import Kept
from articles.admin.reference_forms import CitekeyField
from articles.models import EvidenceStatus

COPIED = ("subject_id", "indication", "code", "wording", "issuing_body", "source_id")

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


class StandsFilter(admin.SimpleListFilter):
    """Which statuses readers see today."""

    title = _("stands")
    parameter_name = "stands"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, "StrOrPromise"]]:
        return [
            ("now", _("today")),
            ("late", _("today, to be looked at again")),
            ("before", _("no longer")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[EvidenceStatus]
    ) -> QuerySet[EvidenceStatus]:
        today = Q(superseded_by=None)
        wanted = {
            "now": today,
            "late": today & Q(review_by__lt=timezone.localdate()),
            "before": ~today,
        }
        return queryset.filter(wanted.get(self.value() or "", Q()))


class StatusForm(forms.ModelForm):
    source = CitekeyField(label=_("source"), required=False)


def successor_url(status: EvidenceStatus) -> str:
    """The form of a new status that is to stand in the place of this one, filled in."""
    values = {
        name.removesuffix("_id"): value
        for name in COPIED
        if (value := getattr(status, name))
    }
    query = urlencode({**values, "supersedes": status.pk})
    return f"{reverse('admin:articles_evidencestatus_add')}?{query}"


@admin.register(EvidenceStatus)
class EvidenceStatusAdmin(Kept):
    list_display = (
        "subject",
        "indication",
        "code",
        "issuing_body",
        "as_of",
        "review_by",
        "stands",
    )
    list_filter = (StandsFilter, "code")
    list_select_related = ("subject", "superseded_by")
    search_fields = ("subject__name", "indication", "issuing_body")
    form = StatusForm
    readonly_fields = ("next_status",)
    fields = (
        "next_status",
        "subject",
        "indication",
        "code",
        "wording",
        "issuing_body",
        "source",
        ("as_of", "review_by"),
        "supersedes",
    )
    kept_because = _(
        "A status is never deleted, so that its history stays. Supersede it by the new one."
    )

    @admin.display(description=_("stands today"), boolean=True)
    def stands(self, status: EvidenceStatus) -> bool:
        return not hasattr(status, "superseded_by")

    @admin.display(description=_("when it changes"))
    def next_status(self, status: EvidenceStatus) -> SafeString | str:
        if status._state.adding:
            return str(_("Say for whom, who says so, since when, and until when."))
        if hasattr(status, "superseded_by"):
            url = reverse(
                "admin:articles_evidencestatus_change", args=[status.superseded_by.pk]
            )
            words = _("No longer stands; superseded by")
            return format_html(
                '{} <a href="{}">{}</a>', words, url, status.superseded_by
            )
        words = _("Supersede this one")
        return format_html('<a href="{}">{}</a>', successor_url(status), words)

    def response_add(
        self,
        request: HttpRequest,
        obj: EvidenceStatus,
        post_url_continue: str | None = None,
    ) -> HttpResponse:
        """Lead back to the imported page or the subject that somebody came from."""
        back = back_to_page(request)
        if back is None and "subject" in request.GET:
            subject = reverse("admin:articles_subject_change", args=[obj.subject_id])
            back = HttpResponseRedirect(subject)
        return back or super().response_add(request, obj, post_url_continue)
