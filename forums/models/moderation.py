"""Reports, the log of what moderators did, and the words they use often."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Report(models.Model):
    """A member says that a post should not stand as it is.

    State: open → upheld (something was done) | dismissed (nothing had to be done).
    """

    class Reason(models.TextChoices):
        SELF_HARM = "self_harm", _("somebody may harm themselves")
        DANGEROUS = "dangerous", _("dangerous medical advice")
        ABUSE = "abuse", _("abuse or harassment")
        SCAM = "scam", _("scam or fraud")
        PERSONAL_DATA = "personal_data", _("personal data of somebody")
        UNDER_AGE = "under_age", _("a member seems to be too young")
        ADVERTISING = "advertising", _("advertising")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    post = models.ForeignKey(
        "forum_conversation.Post",
        on_delete=models.CASCADE,
        related_name="reports",
        verbose_name=_("post"),
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="reports_made",
        verbose_name=_("reported by"),
    )
    reason = models.CharField(_("reason"), max_length=16, choices=Reason)
    note = models.TextField(_("note"), max_length=2000, blank=True, default="")
    reported_at = models.DateTimeField(_("reported on"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.OPEN
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handled by"),
    )
    handled_at = models.DateTimeField(_("handled on"), null=True, blank=True)
    answer = models.TextField(_("answer to the reporter"), blank=True, default="")

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = (
            models.UniqueConstraint(
                fields=["post", "reporter"],
                condition=Q(state="open"),
                name="forums_one_open_report_each",
            ),
            models.CheckConstraint(
                condition=Q(state="open", handled_at__isnull=True)
                | (~Q(state="open") & Q(handled_at__isnull=False)),
                name="forums_report_handled_in_full",
            ),
        )
        indexes = (
            models.Index(
                fields=["reported_at"],
                name="forums_report_open",
                condition=Q(state="open"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.post}"


class ModerationAction(models.Model):
    """One line of the log; rows are only ever added (the database refuses the rest)."""

    class Verb(models.TextChoices):
        APPROVE = "approve", _("approved a post")
        REFUSE = "refuse", _("refused a post")
        HIDE = "hide", _("removed a post")
        RESTORE = "restore", _("restored a post")
        LOCK = "lock", _("closed a discussion")
        UNLOCK = "unlock", _("opened a discussion")
        MOVE = "move", _("moved a discussion")
        STICK = "stick", _("put a discussion on top")
        UNSTICK = "unstick", _("took a discussion off the top")
        UPHOLD = "uphold", _("upheld a report")
        DISMISS = "dismiss", _("dismissed a report")
        WARN = "warn", _("warned a member")
        SILENCE = "silence", _("silenced a member")
        SUSPEND = "suspend", _("suspended a member")
        LIFT = "lift", _("lifted a measure")
        GRANT_APPEAL = "grant", _("granted an appeal")
        REJECT_APPEAL = "reject", _("rejected an appeal")
        MARK_EXPERT = "mark", _("marked an expert answer")
        UNMARK_EXPERT = "unmark", _("unmarked an expert answer")
        EDIT = "edit", _("changed a post")

    verb = models.CharField(_("action"), max_length=12, choices=Verb)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member concerned"),
    )
    post = models.ForeignKey(
        "forum_conversation.Post",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("post"),
    )
    topic = models.ForeignKey(
        "forum_conversation.Topic",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("topic"),
    )
    reason = models.TextField(_("reason"), blank=True, default="")

    class Meta:
        verbose_name = _("moderation action")
        verbose_name_plural = _("moderation log")
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=["-at", "-id"], name="forums_action_newest"),)

    def __str__(self) -> str:
        return f"{self.get_verb_display()}, {self.at:%Y-%m-%d %H:%M}"


class CannedReply(models.Model):
    """Words that moderators use often, offered first where they fit."""

    class Fits(models.TextChoices):
        REMOVAL = "removal", _("a post that cannot stand")
        STANDING = "standing", _("a post that stands: to its author")
        REPORT = "report", _("a post that stands: to those who reported it")
        MEASURE = "measure", _("a warning or another measure")
        APPEAL = "appeal", _("an appeal")
        ANY = "any", _("anything")

    title = models.CharField(_("title"), max_length=80, unique=True)
    text = models.TextField(_("text"), max_length=2000)
    fits = models.CharField(
        _("fits"),
        max_length=12,
        choices=Fits,
        default=Fits.ANY,
        help_text=_("Where it is offered first."),
    )

    class Meta:
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class Letter(models.Model):
    """A mail about moderation that went out; the row is the guard against a second one."""

    about = models.CharField(_("about"), max_length=60, unique=True)
    sent_at = models.DateTimeField(_("sent on"), default=timezone.now)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self) -> str:
        return self.about
