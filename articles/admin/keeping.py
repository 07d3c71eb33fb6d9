"""What others rest on is kept: a cited work, a shown figure, a named person."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class Kept(admin.ModelAdmin):
    """Rows that cannot be deleted while something uses them, and never in bulk."""

    kept_because = _("Other pages rest on this, so it cannot be deleted.")

    def is_used(self, obj: Any) -> bool:  # noqa: ANN401  # a row of the subclass's model
        """Whether deleting the row would take something away from somebody."""
        return True

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not self.is_used(obj))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lists are called by what they list, not by what one may do with it."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = dict(super().get_actions(request))
        actions.pop("delete_selected", None)
        return actions

    def delete_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Say kindly why, instead of 403, to somebody who may delete in general."""
        row = self.get_object(request, object_id)
        may = super().has_delete_permission(request, row)
        if row is not None and may and self.is_used(row):
            messages.error(request, str(self.kept_because))
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(name, args=[row.pk]))
        return super().delete_view(request, object_id, extra_context)
