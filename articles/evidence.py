"""What the words about evidence mean, where they stand, and who confirms them."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.models import Article, EvidenceStatus
from articles.publishing import NotAllowed, OwnText, WrongStep
from portal.accounts.models import User

Code = EvidenceStatus.Code

DEFINITIONS = {
    Code.ESTABLISHED: _(
        "The benefit is shown by several good studies that agree, and professional "
        "bodies recommend the treatment or test for this use."
    ),
    Code.EMERGING: _(
        "Studies that followed people forward in time point the same way, but they are "
        "few or small, or nobody has compared it with the usual treatment yet."
    ),
    Code.EXPERIMENTAL: _(
        "Also called investigational, often shortened to E/I. What is known comes from "
        "first trials, small series or single cases: benefit and harm cannot be told "
        "with confidence. It is best given within a study."
    ),
    Code.NOT_RECOMMENDED: _(
        "Studies show no benefit for this use, or more harm than benefit."
    ),
    Code.WITHDRAWN: _("A body that recommended it has taken its recommendation back."),
}


@dataclass(frozen=True)
class CodeEntry:
    """One word with its meaning and the statuses, each with its pages, that use it."""

    code: str
    label: str
    definition: str
    uses: list[tuple[EvidenceStatus, list[Article]]]


def codes() -> list[CodeEntry]:
    """Return every word, in the order from sure to withdrawn."""
    pages: dict[int, list[Article]] = defaultdict(list)
    statuses = EvidenceStatus.objects.current().order_by("subject__name", "indication")
    subjects = EvidenceStatus.objects.current().values("subject")
    found = Article.objects.published().filter(subject__in=subjects)
    for page in found.with_titles().order_by("audience"):
        pages[page.subject_id].append(page)
    by_code: dict[str, list[tuple[EvidenceStatus, list[Article]]]] = defaultdict(list)
    for status in statuses.select_related("source").filter(subject__in=list(pages)):
        by_code[status.code].append((status, pages[status.subject_id]))
    return [
        CodeEntry(code.value, str(code.label), str(DEFINITIONS[code]), by_code[code])
        for code in Code
    ]


@transaction.atomic
def confirm(*, status: EvidenceStatus, by: User) -> None:
    """Show a recorded status to readers; only another reviewer can do that.

    Raises NotAllowed, OwnText and WrongStep.
    """
    locked = EvidenceStatus.objects.select_for_update().get(pk=status.pk)
    if not by.has_perm("articles.review_article"):
        raise NotAllowed
    if locked.confirmed_at is not None:
        raise WrongStep(_("Somebody confirmed this status already."))
    if locked.recorded_by_id == by.pk:
        raise OwnText(_("You recorded this status. Another person has to confirm it."))
    status.confirmed_by = by
    status.confirmed_at = timezone.now()
    status.save(update_fields=["confirmed_by", "confirmed_at"])


def years_old(status: EvidenceStatus) -> str:
    """Say the age of a status in full years, or nothing in its first year."""
    today = timezone.localdate()
    had_birthday = (today.month, today.day) >= (status.as_of.month, status.as_of.day)
    years = today.year - status.as_of.year - (not had_birthday)
    if years < 1:
        return ""
    return ngettext("%(years)s year old", "%(years)s years old", years) % {
        "years": years
    }
