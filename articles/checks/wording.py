"""Wording: how hard a text is to read, how it is spelled, how it quotes."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

import pyphen
from django.utils.translation import gettext as _

from articles.markup.labels import LAY
from articles.markup.passages import Kind, Passage

from .draft import DraftView, Finding, Severity
from .sentences import Sentence, shown

READING_AGE = 13
LONG_SENTENCE = 25
ENOUGH_WORDS = 100  # below, a reading age says nothing
MISSPELLINGS = {
    "ablasion": "ablation",
    "acheive": "achieve",
    "accomodate": "accommodate",
    "assymetric": "asymmetric",
    "begining": "beginning",
    "benificial": "beneficial",
    "biospy": "biopsy",
    "caner": "cancer",
    "cancerus": "cancerous",
    "chemotheraphy": "chemotherapy",
    "definately": "definitely",
    "diagnosises": "diagnoses",
    "disease-free-survival": "disease-free survival",
    "efficacity": "efficacy",
    "fluroscopy": "fluoroscopy",
    "haemorrage": "hemorrhage",
    "hemorrage": "hemorrhage",
    "insertead": "inserted",
    "lession": "lesion",
    "lessions": "lesions",
    "malignent": "malignant",
    "metastatis": "metastasis",
    "metastasises": "metastases",
    "neccessary": "necessary",
    "occured": "occurred",
    "occurence": "occurrence",
    "occuring": "occurring",
    "osteosacroma": "osteosarcoma",
    "paliative": "palliative",
    "percutanous": "percutaneous",
    "porblem": "problem",
    "porblems": "problems",
    "preceeding": "preceding",
    "prosthesises": "prostheses",
    "radiotheraphy": "radiotherapy",
    "recieve": "receive",
    "recurrance": "recurrence",
    "refered": "referred",
    "seperate": "separate",
    "succesful": "successful",
    "symptomes": "symptoms",
    "theraphy": "therapy",
    "tumer": "tumor",
    "untill": "until",
    "wich": "which",
}
OPENS_WITH_CLOSING = re.compile(r"(?<![^\s(\[])”(?=\w)|(?<=[:\s])”\Z")
CLOSES_WITH_OPENING = re.compile(r"(?<=\w)“|“(?=\s|\Z)")


def reading_age(draft: DraftView, sentences: Sequence[Sentence]) -> Iterator[Finding]:
    """Flesch-Kincaid grade plus five, for the lay edition alone."""
    prose = [s for s in sentences if s.kind not in (Kind.HEADING, Kind.TABLE)]
    words = sum(len(sentence.words) for sentence in prose)
    if draft.audience != LAY or words < ENOUGH_WORDS:
        return
    age = round(grade(prose) + 5)
    if age > READING_AGE:
        message = _(
            "Most people can read this easily from age %(age)s; aim for %(goal)s or younger."
            " Shorter sentences and everyday words help most."
        )
        values = {"age": age, "goal": READING_AGE}
        yield Finding("reading-age", Severity.HINT, None, message % values)


def grade(sentences: Sequence[Sentence]) -> float:
    """The school grade of Flesch and Kincaid (1975)."""
    words = [word for sentence in sentences for word in sentence.words]
    count = sum(bool(sentence.words) for sentence in sentences)
    if not words:
        return 0.0
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / count + 11.8 * syllables / len(words) - 15.59


@cache
def _hyphenation() -> pyphen.Pyphen:
    # left and right 1: a dictionary for line ends would not part "a-ble" and the like.
    return pyphen.Pyphen(lang="en_US", left=1, right=1)


def _syllables(word: str) -> int:
    return sum(len(_hyphenation().positions(part)) + 1 for part in word.split("-"))


def long_sentences(
    draft: DraftView, sentences: Sequence[Sentence]
) -> Iterator[Finding]:
    if draft.audience != LAY:
        return
    message = _("%(count)s words in one sentence. Split it: “%(text)s”")
    for sentence in sentences:
        count = len(sentence.words)
        prose = sentence.kind in (Kind.PARAGRAPH, Kind.POINT)
        if prose and count > LONG_SENTENCE:
            values = {"count": count, "text": shown(sentence.text)}
            yield Finding(
                "long-sentence", Severity.HINT, sentence.line, message % values
            )


def misspellings(sentences: Sequence[Sentence]) -> Iterator[Finding]:
    message = _("“%(wrong)s”: did you mean “%(right)s”?")
    for sentence in sentences:
        for word in sentence.words:
            if right := MISSPELLINGS.get(word.casefold()):
                values = {"wrong": word, "right": right}
                yield Finding(
                    "misspelling", Severity.HINT, sentence.line, message % values
                )


def quotation_marks(passages: Sequence[Passage]) -> Iterator[Finding]:
    for passage in passages:
        if message := _odd_marks(passage):
            yield Finding("quotation-marks", Severity.HINT, passage.line, message)


def _odd_marks(passage: Passage) -> str:
    text = passage.text.strip()
    if passage.kind is Kind.QUOTATION and text[:1] in "\"“”'‘" and text:
        return _("Leave out the quotation marks: the page adds them.")
    if '"' in text:
        return _("Straight quotation marks: write “ and ”.")
    if OPENS_WITH_CLOSING.search(text) or CLOSES_WITH_OPENING.search(text):
        return _("A quotation mark faces the wrong way: “ opens, ” closes.")
    if text.count("“") != text.count("”"):
        return _("A quotation mark is missing its partner.")
    return ""
