"""What a member may choose about mails from the forums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.models import ForumProfile

if TYPE_CHECKING:
    from portal.accounts.models import User


class PreferencesForm(forms.ModelForm):
    class Meta:
        model = ForumProfile
        fields: ClassVar = (
            "notify_replies",
            "notify_mentions",
            "weekly_digest",
            "titles_in_mails",
            "follows_own_discussions",
        )
        widgets: ClassVar = {"notify_replies": forms.RadioSelect}
        labels: ClassVar = {
            "notify_replies": _(
                "Answers in discussions and new discussions in forums I follow"
            ),
            "notify_mentions": _("E-mail me when somebody mentions or quotes me"),
            "weekly_digest": _("E-mail me an overview each Monday"),
            "titles_in_mails": _("Show titles and first words in e-mails"),
            "follows_own_discussions": _("Follow discussions that I write in"),
        }
        help_texts: ClassVar = {
            "weekly_digest": _(
                "Ten discussions at most, and no e-mail when nothing is new. It names "
                "them only if titles are shown (next choice)."
            ),
            "titles_in_mails": _(
                "A title can reveal an illness to anybody who sees your e-mail. Without "
                "titles, an e-mail says only who wrote, with a link to the forums. "
                "Subject lines never show a title."
            ),
        }


def save(*, member: User, wishes: dict[str, Any]) -> None:
    """Store the wishes alone: other columns of the profile are being counted meanwhile."""
    ForumProfile.objects.update_or_create(user=member, defaults=wishes)
