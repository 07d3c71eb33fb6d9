"""What staff type about a work: the whole record, or a pasted one to correct."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from articles.importing.library import LENGTHS
from articles.models import Reference
from articles.references.records import Finding, ParsedReference

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

GROUP_MARK = "="
MOST_CHARACTERS = 500_000


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


class CitekeyField(forms.ModelChoiceField):
    """A work by its key: works without scripts, and a key is what one sees in the text."""

    def __init__(self, *, label: "StrOrPromise", required: bool = True) -> None:
        super().__init__(
            queryset=Reference.objects.all(),
            to_field_name="citekey",
            required=required,
            label=label,
            widget=forms.TextInput(attrs={"data-citekey": "", "autocomplete": "off"}),
            help_text=_("The key of the work, as in the list of references."),
            error_messages={
                "invalid_choice": _(
                    "No reference has this key. Pick one from the list of references."
                )
            },
        )

    def prepare_value(self, value: object) -> object:
        """A row of the database knows the number of the work; a key is never a number."""
        if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
            value = Reference.objects.filter(pk=value).first()
        return super().prepare_value(value)


class ReferenceForm(forms.ModelForm):
    authors = AuthorsField(
        label=_("authors"),
        required=False,
        help_text=_(
            "One per line: Family, Given names. A group starts with an equals sign: "
            "= EURAMOS collaborators."
        ),
    )


class PasteForm(forms.Form):
    text = forms.CharField(
        label=_("References"),
        max_length=MOST_CHARACTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_(
            "As they stand in an article, one after the other, or as RIS, BibTeX, "
            "PubMed (NBIB) or CSL-JSON."
        ),
    )
    file = forms.FileField(label=_("Or a file"), required=False)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        if isinstance(upload, UploadedFile) and not cleaned.get("text"):
            content = upload.read(MOST_CHARACTERS)
            cleaned["text"] = content.decode("utf-8-sig", "replace").replace("\0", "")
        if not str(cleaned.get("text") or "").strip() and not self.errors:
            raise ValidationError(_("Paste a reference, or choose a file."))
        return cleaned


class PastedForm(ReferenceForm):
    """A pasted work, filled in as it was read; ``take`` says whether it is wanted."""

    take = forms.BooleanField(label=_("Put it into the library"), required=False)

    known: Reference | None = None  # the work in the library, if it is there already
    findings: Sequence[Finding] = ()

    class Meta:
        model = Reference
        fields = (
            "citekey",
            "type",
            "title",
            "authors",
            "authors_truncated",
            "container_title",
            "container_title_short",
            "publisher",
            "year",
            "month",
            "volume",
            "issue",
            "pages",
            "doi",
            "pmid",
            "pmcid",
            "registry_id",
            "url",
        )
        widgets = dict.fromkeys(
            ("container_title_short", "month", "pmcid", "registry_id"),
            forms.HiddenInput,
        )
        field_classes = {"url": forms.CharField}

    @classmethod
    def initial_of(cls, record: ParsedReference, citekey: str) -> dict[str, object]:
        values: dict[str, object] = {}
        for name in cls.Meta.fields:
            value = getattr(record, name)
            longest = LENGTHS.get(name)
            values[name] = value[:longest] if isinstance(value, str) else value
        authors = [name.as_csl() for name in record.authors]
        return {**values, "authors": authors, "citekey": citekey}

    @property
    def is_wanted(self) -> bool:
        return bool(self["take"].value())
