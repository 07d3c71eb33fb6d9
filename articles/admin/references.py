"""The literature: search, records typed by hand, and relations between works."""

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Reference, ReferenceRelation

GROUP_MARK = "="


class AuthorsField(forms.CharField):
    """Authors as lines: ``Family, Given`` or ``= Name of a group``; stored as CSL names."""

    widget = forms.Textarea

    def prepare_value(self, value: object) -> object:
        if not isinstance(value, list):
            return value
        return "\n".join(self._line(author) for author in value)

    def to_python(self, value: object) -> list[dict[str, str]]:  # type: ignore[override]  # a list is what the model stores
        lines = (line.strip() for line in str(value or "").splitlines())
        return [self._author(line) for line in lines if line]

    def has_changed(self, initial: object, data: object) -> bool:
        return self.to_python(self.prepare_value(initial)) != self.to_python(data)

    def _line(self, author: dict[str, str]) -> str:
        if "literal" in author:
            return f"{GROUP_MARK} {author['literal']}"
        parts = (author.get("family"), author.get("given"), author.get("suffix"))
        return ", ".join(part for part in parts if part)

    def _author(self, line: str) -> dict[str, str]:
        if line.startswith(GROUP_MARK):
            return {"literal": line.removeprefix(GROUP_MARK).strip()}
        names = [part.strip() for part in line.split(",", 2)]
        return dict(zip(("family", "given", "suffix"), names, strict=False))


class ReferenceForm(forms.ModelForm):
    authors = AuthorsField(
        label=_("authors"),
        required=False,
        help_text=_(
            "One per line: Family, Given names. A group starts with an equals sign: "
            "= EURAMOS collaborators."
        ),
    )


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
