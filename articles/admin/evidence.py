"""Evidence statuses: never changed into the next one, but superseded by it."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles import evidence
from articles.admin import confirming
from articles.admin.access import staff
from articles.admin.importing import back_to_page
from articles.admin.keeping import Kept
from articles.admin.reference_forms import CitekeyField
from articles.drafting import PublishingError
from articles.models import EvidenceStatus

COPIED = ("subject_id", "indication", "code", "wording", "issuing_body", "source_id")

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


class StandsFilter(admin.SimpleListFilter):
    """Which statuses readers see today."""

    title = _("current")
    parameter_name = "stands"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, "StrOrPromise"]]:
        return [
            ("waiting", _("waits for a second person")),
            ("now", _("today")),
            ("late", _("today, due for reassessment")),
            ("before", _("no longer")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[EvidenceStatus]
    ) -> QuerySet[EvidenceStatus]:
        statuses = EvidenceStatus.objects
        now = statuses.current()
        wanted = {
            "waiting": statuses.waiting(),
            "now": now,
            "late": now.filter(review_by__lt=timezone.localdate()),
            "before": statuses.confirmed().exclude(pk__in=now),
        }
        value = self.value()
        return queryset.filter(pk__in=wanted[value]) if value in wanted else queryset


class StatusForm(forms.ModelForm):
    source = CitekeyField(label=_("source"), required=False)


def is_superseded(status: EvidenceStatus) -> bool:
    """Whether a confirmed status stands in the place of this one."""
    successor = getattr(status, "superseded_by", None)
    return successor is not None and successor.confirmed_at is not None


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
        "recorded_by",
        "confirmed_by",
    )
    list_filter = (StandsFilter, "code")
    list_select_related = (
        "subject",
        "superseded_by",
        "recorded_by",
        "confirmed_by",
    )
    actions = ("confirm",)
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
        ("supersedes", "position"),
    )
    kept_because = _(
        "A status is never deleted, so that its history is kept. Supersede it with the new one."
    )

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<int:status_id>/confirm/",
            self.admin_site.admin_view(confirming.confirm),
            name="articles_evidencestatus_confirm",
        )
        return [own, *super().get_urls()]

    def has_change_permission(
        self, request: HttpRequest, obj: EvidenceStatus | None = None
    ) -> bool:
        """What readers see is superseded, never changed."""
        return (obj is None or obj.confirmed_at is None) and (
            super().has_change_permission(request, obj)
        )

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        return staff(request).has_perm("articles.review_article")

    @admin.action(
        description=_("Confirm, so that readers see them"), permissions=["confirm"]
    )
    def confirm(self, request: HttpRequest, queryset: QuerySet[EvidenceStatus]) -> None:
        for status in queryset:
            try:
                evidence.confirm(status=status, by=staff(request))
                messages.success(
                    request, _("Readers see it now: %(status)s") % {"status": status}
                )
            except PublishingError as error:
                messages.error(request, f"{status}: {error}")

    def save_model(
        self,
        request: HttpRequest,
        obj: EvidenceStatus,
        form: forms.ModelForm,
        change: bool,
    ) -> None:
        """Whoever wrote the last word recorded it, and cannot confirm it."""
        obj.recorded_by = staff(request)
        super().save_model(request, obj, form, change)

    @admin.display(description=_("current"), boolean=True)
    def stands(self, status: EvidenceStatus) -> bool:
        return status.confirmed_at is not None and not is_superseded(status)

    @admin.display(description=_("when it changes"))
    def next_status(self, status: EvidenceStatus) -> SafeString | str:
        if status._state.adding:
            return str(
                _("Say who it applies to, who says so, since when and until when.")
            )
        if status.confirmed_at is None:
            url = reverse("admin:articles_evidencestatus_confirm", args=[status.pk])
            words = _("Readers will see it once a second person has confirmed it.")
            return format_html('<a href="{}">{}</a>', url, words)
        if is_superseded(status):
            url = reverse(
                "admin:articles_evidencestatus_change", args=[status.superseded_by.pk]
            )
            words = _("No longer current; superseded by")
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
