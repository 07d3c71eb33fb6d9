"""The body of an old page as Markdown, with what has to be looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from articles.references.records import Finding, ParsedReference, Severity

from .blocks import BULLET, Block, is_heading_like
from .captions import take_caption
from .claims import has_unsourced_number
from .markdown import unescape, with_citations
from .prose import sentences
from .quotations import Passage, Quotation, find_passages, source_of
from .statuses import Evidence, is_strong, read_status
from .typos import find_typos


@dataclass
class Draft:
    """What grows while the body is written."""

    works: Sequence[ParsedReference]
    numbered: Mapping[int, str]
    is_markdown: bool
    caption: str = ""
    pieces: list[str] = field(default_factory=list)
    quotations: list[Quotation] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def markdown(self) -> str:
        return "\n\n".join(piece for piece in self.pieces if piece)


def write_body(
    blocks: Sequence[Block],
    works: Sequence[ParsedReference],
    numbered: Mapping[int, str],
    *,
    is_markdown: bool,
) -> Draft:
    """Write headings, lists, paragraphs and quotations in reading order."""
    draft = Draft(works, numbered, is_markdown)
    prose: list[str] = []
    for position, block in enumerate(blocks):
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        is_heading = _is_heading(block, following, is_markdown=is_markdown)
        if block.level or block.is_list or block.is_table or is_heading:
            _write_prose(draft, prose)
            prose = []
            _write_structure(draft, block)
        else:
            prose.append(block.text)
    _write_prose(draft, prose)
    _flag_typos(draft)
    return draft


def _is_heading(block: Block, following: Block | None, *, is_markdown: bool) -> bool:
    """A short line before a longer paragraph: how plain text writes its headings.

    A web page has tags for that, or sets the line in bold.
    """
    if is_markdown and not re.fullmatch(r"\*\*[^*]+\*\*", block.text):
        return False
    if len(block.lines) != 1 or not is_heading_like(block.text) or following is None:
        return False
    return not following.level and len(following.text) > len(block.text)


def _write_structure(draft: Draft, block: Block) -> None:
    if block.is_table and draft.is_markdown:
        draft.pieces.append(block.raw)
    elif block.is_list:
        draft.pieces.append("\n".join(_list_line(draft, line) for line in block.lines))
    elif block.is_table:
        draft.pieces.append("\n".join(_inline(draft, line) for line in block.lines))
    else:
        text = block.text.strip("*") if draft.is_markdown else block.text
        draft.pieces.append(f"{'#' * max(block.level, 2)} {_inline(draft, text)}")


def _list_line(draft: Draft, line: str) -> str:
    mark = BULLET.match(line)
    if not mark:
        return "  " + _inline(draft, line.strip())
    start = mark.end() - 1
    sign = line[:start].strip()
    sign = f"{sign[:-1]}." if sign[:1].isdigit() else "-"
    return f"{sign} {_inline(draft, line[start:].strip())}"


def _write_prose(draft: Draft, paragraphs: Sequence[str]) -> None:
    """Paragraphs without their statuses, quotations apart."""
    kept = [
        text for paragraph in paragraphs if (text := _take_statuses(draft, paragraph))
    ]
    for passage in find_passages(kept):
        if passage.is_quotation:
            _write_quotation(draft, passage)
            continue
        text = passage.text
        if not draft.pieces and not draft.caption:
            draft.caption, text = _caption(text)
        if passage.is_unclosed:
            message = _("A quotation mark opens here and is never closed.")
            draft.findings.append(
                Finding("unclosed-quotation", message, excerpt=text[-200:])
            )
        _flag_numbers(draft, text)
        draft.pieces.append(_inline(draft, text))


def _caption(text: str) -> tuple[str, str]:
    caption, rest = take_caption(text)
    return unescape(caption), rest


def _take_statuses(draft: Draft, paragraph: str) -> str:
    """The paragraph without the sentence that labels the evidence."""
    parts = sentences(paragraph)
    kept = []
    for part in parts:
        status = read_status(part)
        if status and (len(parts) == 1 or is_strong(status)):
            draft.evidence.append(Evidence(status.code, unescape(status.wording)))
        else:
            kept.append(part)
    return paragraph if len(kept) == len(parts) else " ".join(kept)


def _write_quotation(draft: Draft, passage: Passage) -> None:
    """As a block quotation if the work is known: the markup asks for a citation there."""
    plain = unescape(passage.text)
    key = source_of(passage.introduction, plain, draft.works)
    draft.quotations.append(Quotation(plain, unescape(passage.introduction), key))
    if key:
        lines = "\n>\n".join(
            f"> {_inline(draft, part)}" for part in passage.text.split("\n\n")
        )
        draft.pieces.append(f"{lines}\n> — [@{key}]")
        message = _(
            "Quotation attributed to %(key)s; compare it with the work and add the page number."
        )
        finding = Finding(
            "quotation-bound", message % {"key": key}, excerpt=plain[:200]
        )
    else:
        draft.pieces.append(f"“{_inline(draft, passage.text)}”")
        message = _(
            "A quotation without a source: add its citation and format it as a quotation."
        )
        finding = Finding("quotation-unbound", message, Severity.MISSING, plain[:200])
    draft.findings.append(finding)


def _inline(draft: Draft, text: str) -> str:
    markdown, unknown = with_citations(
        text, draft.numbered, is_markdown=draft.is_markdown
    )
    for number in sorted(unknown):
        message = _(
            "The text cites number %(number)d, which is not in the reference list."
        )
        finding = Finding(
            "unknown-number", message % {"number": number}, Severity.MISSING
        )
        if finding not in draft.findings:
            draft.findings.append(finding)
    return markdown


def _flag_numbers(draft: Draft, text: str) -> None:
    for sentence in sentences(text):
        if has_unsourced_number(sentence):
            message = _("A number without a source: cite the work it comes from.")
            draft.findings.append(
                Finding("unsourced-number", message, Severity.MISSING, sentence[:300])
            )


def _flag_typos(draft: Draft) -> None:
    text = " ".join((draft.caption, *draft.pieces))
    for typed, meant in find_typos(text):
        message = _("Possible typing error: “%(typed)s” for “%(meant)s”.")
        pair = {"typed": typed, "meant": meant}
        draft.findings.append(Finding("typo", message % pair, Severity.CHECK, typed))
