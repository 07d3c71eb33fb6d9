"""What moderators do to members, for how long, and what members have to say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from portal.accounts.models import User


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def against(self, member: User) -> RestrictionQuerySet:
        return self.filter(member=member)

    def in_force(self) -> RestrictionQuerySet:
        """Measures that keep a member from something now; warnings only tell."""
        now = timezone.now()
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=now),
            lifted_at__isnull=True,
            since__lte=now,
        ).exclude(kind=Restriction.Kind.WARNING)


class Restriction(models.Model):
    """A measure against a member, with a reason that the member is told.

    A warning only tells; silenced members read but do not write; suspended members cannot
    enter the forums. ``until`` empty means: until a moderator lifts it.
    """

    class Kind(models.TextChoices):
        WARNING = "warning", _("warning")
        SILENCE = "silence", _("silenced")
        SUSPENSION = "suspension", _("suspended")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="restrictions",
        verbose_name=_("member"),
    )
    kind = models.CharField(_("measure"), max_length=12, choices=Kind)
    reason = models.TextField(_("reason, as told to the member"), max_length=2000)
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    post = models.ForeignKey(
        "forum_conversation.Post",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("because of"),
    )
    lifted_at = models.DateTimeField(_("lifted on"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lifted by"),
    )

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ("-since",)
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")),
                name="forums_restriction_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="forums_restriction_has_a_reason"
            ),
        )
        indexes = (
            models.Index(
                fields=["member"],
                name="forums_restriction_unlifted",
                condition=Q(lifted_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.member}"

    @property
    def is_in_force(self) -> bool:
        now = timezone.now()
        ended = self.until is not None and self.until <= now
        return (
            self.kind != self.Kind.WARNING
            and self.lifted_at is None
            and self.since <= now
            and not ended
        )


class AppealQuerySet(models.QuerySet["Appeal"]):
    def have_come_true(self, *, by: User) -> None:
        """Close open ones whose decision was undone anyway; the undoing tells the member."""
        self.model.objects.filter(pk__in=self._in_nobodys_hands()).update(
            state=Appeal.State.GRANTED, decided_by=by, decided_at=timezone.now()
        )

    def go_on_against(self, restriction: Restriction) -> None:
        """Let the newest open one be about the measure that replaced its own."""
        newest = sorted(self._in_nobodys_hands())[-1:]
        self.model.objects.filter(pk__in=newest).update(restriction=restriction)

    def _in_nobodys_hands(self) -> list[int]:
        """Hold open ones, but for those that somebody is deciding: waiting would deadlock."""
        still_open = self.filter(state=Appeal.State.OPEN)
        held = still_open.select_for_update(of=("self",), skip_locked=True)
        return list(held.values_list("pk", flat=True))


class Appeal(models.Model):
    """A member asks a second moderator to look at a removal or a measure again.

    Exactly one of ``action`` (a post was removed or refused) and ``restriction`` is set.
    State: open → granted | rejected, never by the moderator who acted.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        GRANTED = "granted", _("granted")
        REJECTED = "rejected", _("rejected")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="appeals",
        verbose_name=_("member"),
    )
    action = models.OneToOneField(
        "forums.ModerationAction",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appeal",
        verbose_name=_("against"),
    )
    restriction = models.OneToOneField(
        Restriction,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="appeal",
        verbose_name=_("against the measure"),
    )
    text = models.TextField(_("why"), max_length=2000)
    made_at = models.DateTimeField(_("made on"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.OPEN
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    answer = models.TextField(_("answer to the member"), blank=True, default="")

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = (
            models.CheckConstraint(
                condition=Q(action__isnull=True, restriction__isnull=False)
                | Q(action__isnull=False, restriction__isnull=True),
                name="forums_appeal_is_against_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="forums_appeal_decided_in_full",
            ),
        )

    def __str__(self) -> str:
        return f"{self.member}, {self.made_at:%Y-%m-%d}"
