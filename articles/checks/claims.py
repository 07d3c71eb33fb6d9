"""Claims: a number needs a source, a rate needs its count, another's words quotation marks."""

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from articles.markup.labels import PROFESSIONAL
from articles.markup.passages import Kind, Passage

from .draft import DraftView, Finding, Severity
from .sentences import Sentence, shown

SMALL = "one|two|three|four|five|six|seven|eight|nine|ten"
# "95%", "17 of 19", "one in three", "two thirds": what a reader takes for a result.
COUNT = rf"(?:\d[\d,]*|{SMALL}|a\s+hundred)"
PROPORTION = re.compile(
    r"\d\s?%|\d\s+per\s?cent\b"
    rf"|\b{COUNT}\s+(?:out\s+of|of|in)\s+(?:every\s+)?(?!(?:19|20)\d\d\b){COUNT}\b"
    r"|\b(?:half|thirds?|quarters?)\s+of\s+(?:all\s+)?(?:the\s+)?(?:people|patients|tumors)",
    re.IGNORECASE,
)
# Any other number that stands by itself: not T11, t(11;22), 24/7, Figure 2, grade 1, 2007.
NUMBER = re.compile(
    r"(?<![\w.,;:/(–-])(?<!figure )(?<!table )(?<!grade )(?<!stage )(?<!type )(?<!step )"
    r"(?!(?:19|20)\d\d\b)\d+(?:[.,]\d+)?(?![\w;:/-]|\.\d)",
    re.IGNORECASE,
)
RATE = re.compile(
    r"\b(?:success|effective|efficacy|response|responded|cured?|control|relief|recurrence"
    r"|survival|survive|complications?)\b",
    re.IGNORECASE,
)
PERCENT = re.compile(r"\d\s?%|\d\s+per\s?cent\b", re.IGNORECASE)
QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"")
TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
RUN = 8  # so many words in a row are no accident


def uncited_numbers(
    draft: DraftView, sentences: Sequence[Sentence]
) -> Iterator[Finding]:
    professional = draft.audience == PROFESSIONAL
    for sentence in sentences:
        if sentence.cited or sentence.kind is Kind.HEADING:
            continue
        if PROPORTION.search(sentence.text):
            severity = Severity.ERROR if professional else Severity.WARNING
            message = _("This result has no source: “%(text)s”")
        elif NUMBER.search(sentence.text):
            severity = Severity.WARNING if professional else Severity.HINT
            message = _("This number has no source: “%(text)s”")
        else:
            continue
        message %= {"text": shown(sentence.text)}
        yield Finding("uncited-number", severity, sentence.line, message)


def rates_without_count(
    draft: DraftView, sentences: Sequence[Sentence]
) -> Iterator[Finding]:
    """A percentage alone hides how few were asked: 95% may be 19 of 20."""
    if draft.outcomes:
        return
    message = _(
        "A percentage needs its count. Add a result such as 17 of 19: “%(text)s”"
    )
    for sentence in sentences:
        if PERCENT.search(sentence.text) and RATE.search(sentence.text):
            values = {"text": shown(sentence.text)}
            yield Finding(
                "rate-without-count", Severity.WARNING, sentence.line, message % values
            )


def copied_words(draft: DraftView, passages: Sequence[Passage]) -> Iterator[Finding]:
    """Eight words or more as in a stored abstract, and not marked as a quotation."""
    known = {
        run: citekey
        for citekey, abstract in draft.abstracts.items()
        for run in _runs(_tokens(abstract))
    }
    message = _(
        "%(count)s words as in the abstract of %(key)s: “%(text)s”. Quote them."
    )
    for passage in (*passages, *_summary(draft)):
        if passage.kind is Kind.QUOTATION:
            continue
        tokens = _tokens(QUOTED.sub(" | ", passage.text))
        for start, count, citekey in _copies(tokens, known):
            text = shown(" ".join(tokens[start : start + count]))
            values = {"count": count, "key": citekey, "text": text}
            line = passage.line or None
            yield Finding("copied-words", Severity.ERROR, line, message % values)


def _summary(draft: DraftView) -> tuple[Passage, ...]:
    return (Passage(Kind.PARAGRAPH, 0, draft.summary),) if draft.summary else ()


def _tokens(text: str) -> list[str]:
    # "|" stays a word of its own, so that a run cannot reach over a quotation.
    return [
        t.casefold().replace("’", "'") for t in re.findall(rf"{TOKEN.pattern}|\|", text)
    ]


def _runs(tokens: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(tokens[i : i + RUN]) for i in range(len(tokens) - RUN + 1))


def _copies(
    tokens: list[str], known: dict[tuple[str, ...], str]
) -> Iterator[tuple[int, int, str]]:
    """Each stretch taken over: where it starts, how many words, from which work."""
    start: int | None = None
    source = ""
    for index, run in enumerate((*_runs(tokens), ())):
        citekey = known.get(run)
        if citekey and start is None:
            start, source = index, citekey
        elif start is not None and citekey != source:
            yield start, index - start + RUN - 1, source
            start, source = (index, citekey) if citekey else (None, "")
