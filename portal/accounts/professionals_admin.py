"""Verified professionals in the admin: staff look at the proof, then record it here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts import professionals
from portal.accounts.models import ProfessionalVerification, User


class VerificationForm(forms.ModelForm):
    """Who, what, until when. The member is named by the public name, which staff know."""

    by: User  # who is verifying: set by the admin
    handle = forms.CharField(
        label=_("Public name"),
        max_length=30,
        help_text=_("As it stands in the forums."),
    )

    class Meta:
        model = ProfessionalVerification
        fields = ("profession", "expires_on", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["handle"].initial = self.instance.user.handle
            self.fields["handle"].disabled = True

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"].strip()
        if self.instance.pk:
            return handle
        user = User.objects.filter(handle__iexact=handle, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("Nobody has this public name."))
        if ProfessionalVerification.objects.filter(user=user).exists():
            raise forms.ValidationError(
                _("There is an entry already: change that one.")
            )
        self.instance.user = user
        return handle

    def clean(self) -> dict[str, Any]:
        """Ask the verb itself, so that there is one list of rules."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            professionals.refuse_unless_possible(
                user=self.instance.user,
                profession=cleaned["profession"],
                expires_on=cleaned["expires_on"],
                by=self.by,
            )
        except professionals.VerificationError as error:
            raise forms.ValidationError(error.message, code="refused") from error
        return cleaned

    def _post_clean(self) -> None:
        """Leave the model's own checks to the verb, which sets what is still missing."""


@admin.register(ProfessionalVerification)
class ProfessionalVerificationAdmin(admin.ModelAdmin):
    form = VerificationForm
    list_display = ("user", "profession", "verified_on", "expires_on", "is_current")
    list_filter = ("expires_on",)
    list_select_related = ("user",)
    search_fields = ("user__handle", "profession")
    search_help_text = _("Public name or profession")
    readonly_fields = ("verified_by", "verified_on", "told")
    fields = ("handle", "profession", "expires_on", "note", *readonly_fields)
    actions = None

    def get_form(
        self,
        request: HttpRequest,
        obj: ProfessionalVerification | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> type[forms.ModelForm]:
        form: type[forms.ModelForm] = super().get_form(request, obj, change, **kwargs)
        # A class of its own for this request: the factory makes a new one each time.
        form.by = request.user  # type: ignore[attr-defined]  # ours, see VerificationForm
        return form

    def save_model(
        self,
        request: HttpRequest,
        obj: ProfessionalVerification,
        form: forms.ModelForm,
        change: bool,  # noqa: ARG002  the library's signature
    ) -> None:
        saved = professionals.verify(
            user=obj.user,
            profession=form.cleaned_data["profession"],
            expires_on=form.cleaned_data["expires_on"],
            by=_person(request),
            note=form.cleaned_data["note"],
        )
        obj.pk, obj.verified_by = saved.pk, saved.verified_by

    def delete_model(self, request: HttpRequest, obj: ProfessionalVerification) -> None:
        professionals.withdraw(user=obj.user, by=_person(request))

    def delete_queryset(
        self, request: HttpRequest, queryset: QuerySet[ProfessionalVerification]
    ) -> None:
        for verification in queryset.select_related("user"):
            self.delete_model(request, verification)

    @admin.display(description=_("badge is shown"), boolean=True)
    def is_current(self, verification: ProfessionalVerification) -> bool:
        return verification.is_current


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("The admin was reached without logging in.")
    return request.user
