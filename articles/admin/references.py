"""The literature: search, records typed by hand, and relations between works."""

from django.contrib import admin
from django.db import models
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from articles.admin import pasting, picking
from articles.admin.reference_forms import ReferenceForm
from articles.models import Reference, ReferenceRelation


class RelationInline(admin.TabularInline):
    model = ReferenceRelation
    fk_name = "source"
    extra = 0
    autocomplete_fields = ("target",)


@admin.register(Reference)
class ReferenceAdmin(admin.ModelAdmin):
    form = ReferenceForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = (
        "citekey",
        "title",
        "container_title",
        "year",
        "design",
        "checked_on",
    )
    list_filter = ("design", "type", "checked_on")
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
            {"fields": ("citekey", "type", "title", "authors", "authors_truncated")},
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
