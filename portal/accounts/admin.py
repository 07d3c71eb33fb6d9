"""Accounts in the admin: who is staff and in which role; secrets and sessions stay out."""

from typing import TYPE_CHECKING, Any

from allauth.account import admin as account_admin
from allauth.account.models import EmailAddress
from allauth.mfa import admin as mfa_admin
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as usersessions_admin
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.leaving import is_last_superuser
from portal.accounts.models import User
from portal.accounts.professionals_admin import ProfessionalVerificationAdmin

if TYPE_CHECKING:
    from django.contrib.admin.options import _FieldsetSpec

__all__ = [
    "AccountForm",
    "NewAccountForm",
    "ProfessionalVerificationAdmin",
    "UserAdmin",
]

# Whoever may edit these could confirm an address, add a key or take over a session. The
# modules are imported (and thereby registered) first, so that they stay unregistered.
LIBRARY_ADMINS = (account_admin, mfa_admin, usersessions_admin)
for model in (EmailAddress, Authenticator, UserSession):
    admin.site.unregister(model)


class NewAccountForm(forms.ModelForm):
    """An account made by staff: its owner logs in by a code by mail, then sets a password."""

    class Meta:
        model = User
        fields = ("email", "handle", "is_staff", "groups")

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        user: User = super().save(commit=commit)
        return user


class AccountForm(forms.ModelForm):
    """An account in the hands of staff; somebody must stay who can give rights."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        before = User.objects.get(pk=self.instance.pk)
        stays = all(
            cleaned.get(name, getattr(before, name))
            for name in ("is_superuser", "is_active")
        )
        if not stays and is_last_superuser(before):
            raise forms.ValidationError(
                _("This is the last superuser. Make somebody else one first."),
                code="last_superuser",
            )
        return cleaned


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = (
        "handle",
        "email",
        "roles",
        "is_staff",
        "has_second_factor",
        "is_active",
        "date_joined",
    )
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "handle")
    search_help_text = _("E-mail address or public name")
    ordering = ("-date_joined",)
    filter_horizontal = ("groups", "user_permissions")
    facts = (
        "email",
        "confirmed_address",
        "has_second_factor",
        "declared_16_at",
        "date_joined",
        "last_login",
        "anonymised_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = Authenticator.objects.filter(user=OuterRef("pk"))
        confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
        users: QuerySet[User] = (
            super()
            .get_queryset(request)
            .prefetch_related("groups")
            .annotate(has_factor=Exists(factors), has_confirmed=Exists(confirmed))
        )
        return users

    def get_form(
        self,
        request: HttpRequest,
        obj: User | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> type[forms.ModelForm]:
        kwargs["form"] = NewAccountForm if obj is None else AccountForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(
        self, request: HttpRequest, obj: User | None = None
    ) -> "_FieldsetSpec":
        if obj is None:
            return ((None, {"fields": ("email", "handle", "is_staff", "groups")}),)
        rights: tuple[str, ...] = ("is_active", "is_staff", "groups")
        if _is_superuser(request):
            rights += ("is_superuser", "user_permissions")
        return (
            (None, {"fields": ("handle", "preferred_edition")}),
            (_("Rights"), {"fields": rights}),
            (_("Facts"), {"fields": self.facts}),
        )

    def get_readonly_fields(
        self,
        request: HttpRequest,  # noqa: ARG002  the library's signature
        obj: User | None = None,
    ) -> tuple[str, ...]:
        # An address is changed by its owner, who proves it; never by hand.
        return () if obj is None else self.facts

    def has_change_permission(
        self, request: HttpRequest, obj: User | None = None
    ) -> bool:
        if obj is not None and (
            obj.anonymised_at or (obj.is_superuser and not _is_superuser(request))
        ):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(
        self,
        request: HttpRequest,  # noqa: ARG002  the library's signature
        obj: User | None = None,  # noqa: ARG002  the library's signature
    ) -> bool:
        """Nobody: a member who leaves is anonymised, so that answers to them survive."""
        return False

    def save_model(
        self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            # So that the first code confirms the address and logs in at once.
            EmailAddress.objects.create(user=obj, email=obj.email, primary=True)

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    @admin.display(description=_("second factor"), boolean=True)
    def has_second_factor(self, user: User) -> bool:
        return bool(getattr(user, "has_factor", False))

    @admin.display(description=_("address confirmed"), boolean=True)
    def confirmed_address(self, user: User) -> bool:
        return bool(getattr(user, "has_confirmed", False))


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser
