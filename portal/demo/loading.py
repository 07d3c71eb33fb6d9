"""All of the demonstration in one transaction: it is there as a whole, or not at all."""

from django.db import transaction

from portal.accounts.models import User
from portal.demo.accounts import load_accounts
from portal.demo.forums.loading import load_forums
from portal.demo.giving import load_giving
from portal.demo.library import load_figures, load_people, load_references
from portal.demo.pages import EDITOR, REVIEWER, load_pages
from portal.demo.sponsoring import load_sponsors
from portal.demo.subjects import load_feedback, load_subjects
from sponsors.books import closing


@transaction.atomic
def load_all() -> dict[str, int]:
    """Add what is missing and return how much of each kind was added.

    Running it again changes nothing: what staff edited since stays as they left it.
    """
    added = {
        "log-ins": load_accounts(),
        "references": load_references(),
        "figures": load_figures(),
        "people": load_people(),
    }
    editor, reviewer = (User.objects.get(email=email) for email in (EDITOR, REVIEWER))
    new_subjects = load_subjects(recorded_by=editor, confirmed_by=reviewer)
    added["subjects"] = len(new_subjects)
    added["pages"] = load_pages(new_subjects)
    added["messages"] = load_feedback(new_subjects, answered_by=editor)
    added["discussions"] = load_forums()
    added["gifts"] = load_giving()
    added["sponsors"] = load_sponsors()
    if added["gifts"] or added["sponsors"]:
        closing.close()
    return added
