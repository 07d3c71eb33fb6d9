"""Pasted references: read in any style, shown for correction, then put into the library.

The same view serves a page of its own and the dialog of the editor (``?part``).
"""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from articles.admin.access import staff
from articles.admin.reference_forms import PastedForm, PasteForm
from articles.importing.library import find
from articles.models import Reference
from articles.references import formats
from articles.references.citekeys import new_citekey, stem
from articles.references.records import FormatError, ParsedReference

MOST_AT_ONCE = 100


@never_cache
def paste(request: HttpRequest) -> HttpResponse:
    """Step one takes the text, step two the corrected records."""
    if not request.user.has_perm("articles.add_reference"):
        raise PermissionDenied
    if request.method != "POST":
        return _show(request, PasteForm())
    if "rows" in request.POST:
        return _create(request)
    form = PasteForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form)
    try:
        records = formats.read(form.cleaned_data["text"])
    except FormatError as error:
        form.add_error("text", str(error))
        return _show(request, form)
    if len(records) > MOST_AT_ONCE:
        form.add_error("text", _("At most 100 references at once, please."))
        return _show(request, form)
    return _show(request, form, rows_of(records))


def rows_of(records: Sequence[ParsedReference]) -> list[PastedForm]:
    """A form for each record, filled in; what the library has is not ticked."""
    taken: set[str] = set()
    rows = []
    for number, record in enumerate(records):
        known = find(record)
        base = stem(record)
        keys = Reference.objects.filter(citekey__startswith=base)
        taken.update(keys.values_list("citekey", flat=True))
        citekey = known.citekey if known else new_citekey(record, taken)
        taken.add(citekey)
        row = PastedForm(
            prefix=f"row{number}", initial=PastedForm.initial_of(record, citekey)
        )
        row.known, row.findings = known, record.findings
        row.initial["take"] = known is None
        rows.append(row)
    return rows


def _create(request: HttpRequest) -> HttpResponse:
    rows = _posted_rows(request.POST)
    wanted = [row for row in rows if row.is_wanted]
    if not all([row.is_valid() for row in wanted]):  # noqa: C419  # each shows its errors
        return _show(request, PasteForm(), rows)
    today, by = timezone.localdate(), staff(request)
    note = _("Pasted by %(who)s on %(day)s, not yet compared with the work itself.")
    with transaction.atomic():
        for row in wanted:
            row.instance.verification = note % {"who": by, "day": today.isoformat()}
            row.save()
    created = [row.instance for row in wanted]
    if "part" in request.GET:
        works = [{"citekey": work.citekey, "label": work.label} for work in created]
        return JsonResponse({"created": works})
    words = ngettext(
        "%(count)s reference is in the library now.",
        "%(count)s references are in the library now.",
        len(created),
    )
    messages.success(request, words % {"count": len(created)})
    return HttpResponseRedirect(reverse("admin:articles_reference_changelist"))


def _posted_rows(data: QueryDict) -> list[PastedForm]:
    count = data.get("rows", "")
    number = min(int(count), MOST_AT_ONCE) if count.isdecimal() else 0
    return [PastedForm(data, prefix=f"row{index}") for index in range(number)]


def _show(
    request: HttpRequest, form: PasteForm, rows: Sequence[PastedForm] = ()
) -> HttpResponse:
    is_part = "part" in request.GET
    name = "paste_part" if is_part else "paste"
    context = {
        **({} if is_part else admin.site.each_context(request)),
        "title": _("Paste references"),
        "opts": Reference._meta,
        "form": form,
        "rows": rows,
    }
    return TemplateResponse(request, f"admin/articles/reference/{name}.html", context)
