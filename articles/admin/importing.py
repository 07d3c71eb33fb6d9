"""Bringing in an old page: paste or upload it, then work off what needs a person's eye."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.admin.access import editable, staff
from articles.drafting import PublishingError
from articles.importing.verbs import import_page
from articles.models import Article, Audience, EvidenceStatus, Figure, PageImport
from articles.references.records import Severity

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

HEADLINES: tuple[tuple[Severity, "StrOrPromise"], ...] = (
    (Severity.MISSING, gettext_lazy("To do")),
    (Severity.CHECK, gettext_lazy("To check")),
    (Severity.INFO, gettext_lazy("For your information")),
)
DONE = "done"  # the suggestions that somebody worked off, by name


class PastePageForm(forms.Form):
    audience = forms.ChoiceField(
        label=gettext_lazy("Edition"),
        required=False,
        choices=[
            ("", gettext_lazy("as its title says (“… – pro”)")),
            *Audience.choices,
        ],
    )
    source = forms.CharField(
        label=gettext_lazy("The old page"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=gettext_lazy(
            "Everything from its title to its last reference, as plain text or HTML. "
            "The title stands alone in the first line."
        ),
    )
    file = forms.FileField(label=gettext_lazy("Or a text or HTML file"), required=False)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("file") and not str(cleaned.get("source") or "").strip():
            raise ValidationError(_("Paste a page, or choose a file."))
        return cleaned

    @property
    def old_page(self) -> tuple[bytes | str, str]:
        """What to bring in, and the name of its file."""
        upload = self.cleaned_data["file"]
        if isinstance(upload, UploadedFile):
            return upload.read(), upload.name or ""
        return str(self.cleaned_data["source"]), ""


@never_cache
def paste_page(request: HttpRequest) -> HttpResponse:
    """Make a draft of a pasted page; what cannot be read is said and stays in the form."""
    if not request.user.has_perm("articles.add_pageimport"):
        raise PermissionDenied
    form = PastePageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        response = _bring_in(request, form)
        if response:
            return response
    context = {
        **admin.site.each_context(request),
        "title": _("Paste a page"),
        "opts": PageImport._meta,
        "form": form,
    }
    template = "admin/articles/pageimport/paste.html"
    return TemplateResponse(request, template, context)


def _bring_in(request: HttpRequest, form: PastePageForm) -> HttpResponse | None:
    source, filename = form.old_page
    try:
        result = import_page(
            source=source,
            audience=form.cleaned_data["audience"] or None,
            by=staff(request),
            filename=filename,
        )
    except PublishingError as error:
        form.add_error("file" if filename else "source", str(error))
        return None
    if result.is_repeat:
        words = _("This text was brought in before; nothing was changed.")
        messages.info(request, words)
    else:
        words = _(
            "Brought in as a draft, revision %(number)s. The list below says what "
            "needs your eye."
        )
        messages.success(request, words % {"number": result.revision.number})
    return HttpResponseRedirect(
        reverse("admin:articles_article_change", args=[result.article.pk])
    )


@dataclass(frozen=True)
class Suggestion:
    """Something a person decides: what the old page said, and where to make it a row."""

    name: str
    title: str
    said: str
    url: str
    is_done: bool


@dataclass(frozen=True)
class ImportBox:
    """What is left to do about one imported page, beside the editor of its draft."""

    page_import: PageImport
    article: Article

    @property
    def is_open(self) -> bool:
        return "all" not in self._done

    @property
    def findings(self) -> list[tuple[str, list[dict[str, str]]]]:
        """Findings under their headlines, the most urgent first."""
        groups = [
            (
                str(headline),
                [
                    found
                    for found in self.page_import.findings
                    if found["severity"] == severity
                ],
            )
            for severity, headline in HEADLINES
        ]
        return [(headline, found) for headline, found in groups if found]

    @property
    def unplaced(self) -> str:
        return "" if "unplaced" in self._done else self.page_import.unplaced

    @property
    def suggestions(self) -> list[Suggestion]:
        return [*self._caption(), *self._evidence()]

    @property
    def _done(self) -> list[str]:
        return cast("list[str]", self.page_import.suggestions.get(DONE, []))

    def _caption(self) -> Iterator[Suggestion]:
        caption = str(self.page_import.suggestions.get("caption") or "")
        if not caption:
            return
        known = Figure.objects.filter(caption=caption[:500]).exists()
        values = {
            "caption": caption[:500],
            "key": slugify(str(self.article.subject))[:60],
        }
        yield Suggestion(
            "caption",
            _("A figure belongs to this caption"),
            caption,
            self._form("figure", values, "caption"),
            known or "caption" in self._done,
        )

    def _evidence(self) -> Iterator[Suggestion]:
        statuses = cast(
            "list[dict[str, str]]", self.page_import.suggestions.get("evidence", [])
        )
        recorded = EvidenceStatus.objects.filter(
            subject=self.article.subject_id, superseded_by=None
        )
        known = set(recorded.values_list("code", flat=True)) if statuses else set()
        for number, status in enumerate(statuses):
            name = f"evidence-{number}"
            values = {
                "subject": self.article.subject_id,
                "code": status["code"],
                "wording": status["wording"][:300],
            }
            yield Suggestion(
                name,
                _("An evidence status"),
                status["wording"],
                self._form("evidencestatus", values, name),
                status["code"] in known or name in self._done,
            )

    def _form(self, noun: str, values: Mapping[str, object], name: str) -> str:
        """The form that adds a row, filled in; it works the suggestion off and leads back."""
        back = {"article": self.article.pk, "import": self.page_import.pk, "made": name}
        query = urlencode({**values, **back})
        return f"{reverse(f'admin:articles_{noun}_add')}?{query}"


def open_boxes(article: Article) -> list[ImportBox]:
    imports = article.imports.select_related("imported_by", "revision")
    boxes = [ImportBox(one, article) for one in imports]
    return [box for box in boxes if box.is_open]


@require_POST
def tick_off(request: HttpRequest, article_id: int, import_id: int) -> HttpResponse:
    """Remember that a suggestion was worked off; the original text is always kept."""
    article = editable(request, article_id)
    page_import = get_object_or_404(article.imports, pk=import_id)
    _work_off(page_import, request.POST.get("name", ""))
    return HttpResponseRedirect(
        reverse("admin:articles_article_change", args=[article.pk])
    )


def _work_off(page_import: PageImport, name: str) -> None:
    name = name[:40]
    done = cast("list[str]", page_import.suggestions.get(DONE, []))
    if name and name not in done:
        page_import.suggestions = {**page_import.suggestions, DONE: [*done, name]}
        page_import.save(update_fields=["suggestions"])


def back_to_page(request: HttpRequest) -> HttpResponse | None:
    """Where somebody goes who made a row for an imported page, else None.

    The suggestion is worked off then, whatever was corrected in the form.
    """
    wanted, imported = (request.GET.get(name, "") for name in ("article", "import"))
    if not wanted.isdecimal():
        return None
    if imported.isdecimal():
        found = PageImport.objects.filter(pk=imported, article=int(wanted)).first()
        if found:
            _work_off(found, request.GET.get("made", ""))
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[wanted]))
