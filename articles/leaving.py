"""The articles' part of taking one's data along and of leaving for good."""

from typing import Any

from django.db.models import QuerySet

from articles.models import Feedback, Person, Revision, SearchWord
from portal.accounts import traces
from portal.accounts.models import User


def export(user: User) -> dict[str, Any]:
    """Return the messages left with the address, the public credit, the saved revisions."""
    person = Person.objects.filter(user=user).first()
    return {
        "messages_to_the_editors": [
            {
                "received": message.created_at,
                "about": message.subject.name,
                "kind": message.get_kind_display(),
                "message": message.message,
                "answer": message.answer,
            }
            for message in _messages(user).select_related("subject")
        ],
        "public_credit": person
        and {
            "name": person.name,
            "credentials": person.credentials,
            "affiliation": person.affiliation,
            "orcid": person.orcid,
            "biography": person.biography,
            "declared_interests": [str(each) for each in person.disclosures.all()],
        },
        "revisions_saved": list(
            Revision.objects.filter(saved_by=user)
            .order_by("pk")
            .values("title", "note", "saved_at")
        ),
    }


def preview(user: User) -> dict[str, int]:
    return {
        "messages": _messages(user).count(),
        "revisions": Revision.objects.filter(saved_by=user).count(),
    }


def anonymise(*, user: User, keep_words: bool) -> None:  # noqa: ARG001  as in all apps
    """Cut the ties to a person; what editors published is a record and stays."""
    own = _messages(user)
    traces.strike_out(
        own, "message", "answer", words=traces.patterns(user, with_name=True)
    )
    own.update(email="")
    traces.strike_out(
        Feedback.objects.all(),
        "message",
        "answer",
        words=traces.patterns(user, with_name=not is_word(user.handle)),
    )
    Person.objects.filter(user=user).update(user=None)


def is_word(name: str) -> bool:
    """Whether pages use this as a word: “hope” names nobody when others write it."""
    return SearchWord.objects.filter(word=name.lower()).exists()


def _messages(user: User) -> QuerySet[Feedback]:
    return Feedback.objects.filter(email__iexact=user.email)
