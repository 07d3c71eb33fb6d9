"""People who write and review, with what they declare each year."""

from typing import ClassVar

from django.contrib import admin

from articles.models import Disclosure, Person


class DisclosureInline(admin.TabularInline):
    model = Disclosure
    extra = 0


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ("name", "credentials", "affiliation", "user", "is_invented")
    list_filter = ("is_invented",)
    search_fields = ("name", "affiliation", "orcid")
    autocomplete_fields = ("user",)
    prepopulated_fields: ClassVar = {"slug": ("name",)}
    inlines = (DisclosureInline,)
