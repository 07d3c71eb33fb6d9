"""The literature: search, records typed by hand, and relations between works."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin import pasting, picking
from articles.admin.keeping import Kept
from articles.admin.reference_forms import CitekeyField, ReferenceForm
from articles.models import Article, Reference, ReferenceRelation, Revision

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


class CheckedFilter(admin.SimpleListFilter):
    title = _("checked for retractions")
    parameter_name = "checked"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, "StrOrPromise"]]:
        return [("no", _("never, and cited on a public page")), ("yes", _("checked"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Reference]
    ) -> QuerySet[Reference]:
        if self.value() == "no":
            unchecked = Reference.objects.unchecked()
            return queryset.filter(pk__in=unchecked.values("pk"))
        if self.value() == "yes":
            return queryset.filter(checked_on__isnull=False)
        return queryset


class RelationForm(forms.ModelForm):
    target = CitekeyField(label=_("that work"))


class RelationInline(admin.StackedInline):
    model = ReferenceRelation
    fk_name = "source"
    extra = 0
    form = RelationForm


@admin.register(Reference)
class ReferenceAdmin(Kept):
    form = ReferenceForm
    change_list_template = "admin/articles/reference/change_list.html"
    actions = ("say_checked",)
    readonly_fields = ("where_used",)
    kept_because = _("A page or a status rests on this work, so it cannot be deleted.")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = (
        "citekey",
        "title",
        "year",
        "design",
        "checked_on",
    )
    list_filter = (CheckedFilter, "design", "type")
    search_fields = ("citekey", "title", "container_title", "doi", "pmid", "authors")
    inlines = (RelationInline,)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("search/", view(picking.references), name="articles_reference_search"),
            path("paste/", view(pasting.paste), name="articles_reference_paste"),
            *super().get_urls(),
        ]

    fieldsets = (
        (
            None,
            {
                "fields": (
                    "where_used",
                    "citekey",
                    "type",
                    "title",
                    "authors",
                    "authors_truncated",
                )
            },
        ),
        (
            _("Where it was published"),
            {
                "fields": (
                    ("container_title", "container_title_short"),
                    "publisher",
                    ("year", "month"),
                    ("volume", "issue", "pages"),
                )
            },
        ),
        (
            _("Where to find it"),
            {"fields": (("doi", "pmid", "pmcid"), ("isbn", "registry_id"), "url")},
        ),
        (
            _("What it is worth"),
            {
                "fields": (
                    ("design", "sample_size"),
                    "checked_on",
                    "verification",
                    "abstract",
                )
            },
        ),
    )

    def is_used(self, obj: Reference) -> bool:
        rows = (obj.citations, obj.outcomes, obj.figures, obj.evidence_statuses)
        return any(one.exists() for one in rows)

    @admin.display(description=_("cited by"))
    def where_used(self, work: Reference) -> SafeString | str:
        """The pages whose newest or public text cites the work."""
        if work._state.adding:
            return "–"
        newest = Revision.objects.newest().values("pk")
        pages = Article.objects.filter(
            Q(published__citations__reference=work)
            | Q(revisions__in=newest, revisions__citations__reference=work)
        ).distinct()
        return links_to(pages.select_related("subject", "published"))

    @admin.action(
        description=_("I checked these today: no notice of retraction found"),
        permissions=["change"],
    )
    def say_checked(self, request: HttpRequest, queryset: QuerySet[Reference]) -> None:
        count = queryset.update(checked_on=timezone.localdate())
        words = ngettext(
            "%(count)s work was marked as checked today.",
            "%(count)s works were marked as checked today.",
            count,
        )
        messages.success(request, words % {"count": count})


def links_to(pages: Iterable[Article]) -> SafeString | str:
    """Pages as links into the desk, each with whether readers see it."""
    links = [
        (
            reverse("admin:articles_article_history", args=[page.pk]),
            page,
            _("public") if page.published else _("not public"),
        )
        for page in pages
    ]
    if not links:
        return "–"
    return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a> ({})', links)
