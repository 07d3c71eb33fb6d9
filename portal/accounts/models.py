"""The one account that serves reading, forums, giving, sponsorship and staff work."""

import re
import secrets
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

handle_validator = RegexValidator(
    r"\A[a-z0-9](?:[a-z0-9]|[-_](?=[a-z0-9])){2,29}\Z",
    _(
        "Use 3 to 30 lower-case letters or digits, with single hyphens or underscores "
        "between them if you like."
    ),
)

# A public name that speaks for the house would be believed by frightened people.
RESERVED_HANDLES = frozenset(
    """
    abuse account accounts admin administrator administrators anonymous
    article articles board bot clinic contact deleted doctor editor editorial
    editors expert experts feedback former forum forums help helpdesk info
    mail medical member members moderation moderator moderators news nobody
    nurse official operator owner physician portal postmaster press privacy
    reviewer reviewers root security service sponsor sponsors staff superuser
    support system team test user users volunteer webmaster
    """.split()  # noqa: SIM905  one word a line as a list would fill a page
)


def refuse_reserved_handle(handle: str) -> None:
    """Raise for names of roles: alone, or with hyphens, underscores or digits around them."""
    bare = handle.lower().strip("-_0123456789")
    first_word = re.split("[-_]", bare, maxsplit=1)[0]
    own_neutral_name = re.fullmatch(r"member-\d{8}", handle)
    if not own_neutral_name and {bare, first_word} & RESERVED_HANDLES:
        raise ValidationError(
            _("This name is reserved for the people who run the portal."),
            code="reserved",
        )


def neutral_handle() -> str:
    """Return a public name that says nothing about the person: ``member-`` and 8 digits."""
    return f"member-{secrets.randbelow(90_000_000) + 10_000_000}"


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, password: str | None = None, **fields: object
    ) -> "User":
        """Create an account; the address is stored in lower case."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: object
    ) -> "User":
        return self.create_user(
            email, password, **{**fields, "is_staff": True, "is_superuser": True}
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can log in. The e-mail is private, the handle is public.

    The handle is never derived from the e-mail or a legal name: on a site about illness,
    being recognised as a member is health information.
    """

    class Edition(models.TextChoices):
        LAY = "lay", _("for patients and families")
        PROFESSIONAL = "professional", _("for professionals")

    email = models.EmailField(_("e-mail address"), unique=True)
    handle = models.CharField(
        _("public name"),
        max_length=30,
        default=neutral_handle,
        validators=[handle_validator, refuse_reserved_handle],
        help_text=_("What other members see. Do not use your real name."),
    )
    preferred_edition = models.CharField(
        _("preferred edition"), max_length=12, choices=Edition, blank=True, default=""
    )
    declared_16_at = models.DateTimeField(
        _("declared to be 16 or older"), null=True, blank=True, editable=False
    )
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_active = models.BooleanField(_("may log in"), default=True)
    date_joined = models.DateTimeField(
        _("joined"), default=timezone.now, editable=False
    )
    anonymised_at = models.DateTimeField(
        _("anonymised"), null=True, blank=True, editable=False
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="accounts_user_email_is_lower_case",
            ),
            models.UniqueConstraint(
                Lower("handle"),
                name="accounts_user_handle_unique",
                violation_error_message=_("This public name is taken."),
            ),
            models.CheckConstraint(
                condition=models.Q(anonymised_at__isnull=True)
                | models.Q(is_active=False),
                name="accounts_user_anonymised_cannot_log_in",
            ),
        )

    def __str__(self) -> str:
        return self.handle

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    def get_display_name(self) -> str:
        """Return what other members see; whoever left has no name any more."""
        return self.handle if self.anonymised_at is None else gettext("a former member")


class ProfessionalVerificationQuerySet(models.QuerySet["ProfessionalVerification"]):
    def current(self) -> Self:
        """Those whose badge may be shown today."""
        return self.filter(expires_on__gte=timezone.localdate(), user__is_active=True)


class ProfessionalVerification(models.Model):
    """Staff checked that a member practices a profession; good until the end of the last day.

    ``told`` is what the member was last told by mail: nothing, verified, ending, ended.
    """

    class Told(models.TextChoices):
        NOTHING = "", _("nothing yet")
        VERIFIED = "verified", _("that it was verified")
        ENDING = "ending", _("that it ends soon")
        ENDED = "ended", _("that it has ended")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        related_name="professional",
        on_delete=models.CASCADE,
    )
    profession = models.CharField(
        _("profession"),
        max_length=80,
        help_text=_("As other members read it: “orthopedic oncologist”."),
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("verified by"),
        related_name="+",
        on_delete=models.PROTECT,
        editable=False,
    )
    verified_on = models.DateField(
        _("verified on"), default=timezone.localdate, editable=False
    )
    expires_on = models.DateField(_("last day"))
    note = models.TextField(
        _("how it was checked"),
        max_length=1000,
        blank=True,
        default="",
        help_text=_(
            "For staff; the member can read it, too. No document numbers: name the "
            "register and the day."
        ),
    )
    told = models.CharField(
        _("told by mail"),
        max_length=8,
        choices=Told,
        blank=True,
        default=Told.NOTHING,
        editable=False,
    )

    objects = ProfessionalVerificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("verified professional")
        verbose_name_plural = _("verified professionals")
        ordering = ("expires_on",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_on__gt=models.F("verified_on")),
                name="accounts_verification_ends_after_it_begins",
                violation_error_message=_("The last day must be in the future."),
            ),
            models.CheckConstraint(
                condition=~models.Q(verified_by=models.F("user")),
                name="accounts_nobody_verifies_themselves",
                violation_error_message=_("Nobody verifies themselves."),
            ),
            models.CheckConstraint(
                condition=~models.Q(profession=""),
                name="accounts_verification_names_profession",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.profession}"

    @property
    def is_current(self) -> bool:
        return self.expires_on >= timezone.localdate()
