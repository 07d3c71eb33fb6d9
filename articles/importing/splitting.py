"""Take an old page apart: title, caption, body, quotations, status, references, furniture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from articles.references import splitting as reference_lists
from articles.references.citekeys import new_citekey
from articles.references.parsing import parse_reference
from articles.references.records import Finding, ParsedReference, Severity

from . import blocks as layout
from .blocks import Block
from .boilerplate import is_boilerplate, is_boilerplate_line
from .markdown import unescape
from .parts import PageParts
from .passages import Draft, write_body
from .titles import is_title, take_edition


@dataclass
class Sorting:
    """The blocks of a page on their heaps."""

    body: list[Block] = field(default_factory=list)
    literature: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)


def split_page(text: str, *, is_markdown: bool = False) -> PageParts:
    """Place every block of the text. Never raises: what has no place is `unplaced`."""
    kept, dropped = _without_furniture(layout.to_blocks(text))
    title, audience, kept = _take_title(kept)
    heaps = _sort(kept)
    works, numbered, findings = _read_literature(heaps)
    draft = write_body(heaps.body, works, numbered, is_markdown=is_markdown)
    parts = PageParts(
        title=unescape(title),
        audience=audience,
        caption=draft.caption,
        body=draft.markdown,
        quotations=tuple(draft.quotations),
        evidence=tuple(draft.evidence),
        references=tuple(works),
        boilerplate=tuple(dropped),
        unplaced=tuple(heaps.unplaced),
    )
    return replace(
        parts, findings=(*_about_parts(parts), *findings, *_about_text(draft))
    )


def _without_furniture(blocks: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """Blocks without calls and portal links, and what was dropped."""
    kept, dropped = [], []
    for block in blocks:
        if is_boilerplate(block.text):
            dropped.append(block.text)
            continue
        lines = [line for line in block.lines if not is_boilerplate_line(line)]
        dropped += [line for line in block.lines if is_boilerplate_line(line)]
        if lines:
            kept.append(replace(block, lines=tuple(lines)))
    return kept, [text.strip() for text in dropped]


def _take_title(blocks: list[Block]) -> tuple[str, str, list[Block]]:
    """The title without its edition, the edition, and the blocks below."""
    if not blocks:
        return "", "", []
    first, *rest = blocks
    line = first.lines[0].strip()
    if not is_title(line) or reference_lists.is_heading(line):
        return "", "", blocks
    if len(first.lines) > 1:
        rest = [replace(first, lines=first.lines[1:]), *rest]
    title, audience = take_edition(line)
    return title, audience, rest


def _sort(blocks: Sequence[Block]) -> Sorting:
    """Part the body from the reference list, which is the last thing of a page."""
    heaps = Sorting()
    under_heading = False
    for index, block in enumerate(blocks):
        if reference_lists.is_heading(block.lines[0]):
            under_heading = True
            heaps.literature += ["\n".join(block.lines[1:])] if block.lines[1:] else []
        elif _is_literature(blocks, index):
            heaps.literature.append(block.raw)
        elif under_heading or heaps.literature:
            heaps.unplaced.append(block.text)
        else:
            heaps.body.append(block)
    return heaps


def _is_literature(blocks: Sequence[Block], index: int) -> bool:
    raw = blocks[index].raw
    if blocks[index].level:
        return False
    if reference_lists.is_authors_only(raw) and index + 1 < len(blocks):
        return reference_lists.looks_like_reference(f"{raw}\n{blocks[index + 1].raw}")
    if index and reference_lists.is_authors_only(blocks[index - 1].raw):
        joined = f"{blocks[index - 1].raw}\n{raw}"
        if reference_lists.looks_like_reference(joined):
            return True
    if reference_lists.looks_like_reference(raw):
        return True
    pieces = reference_lists.split_references(raw[:20_000])[:10]
    likely = sum(map(reference_lists.looks_like_reference, pieces))
    return len(pieces) > 1 and likely * 2 > len(pieces)


def _read_literature(
    heaps: Sorting,
) -> tuple[list[ParsedReference], dict[int, str], list[Finding]]:
    """The works with citekeys, their numbers in the old list, and what was found odd."""
    text = unescape("\n\n".join(heaps.literature))
    pieces = reference_lists.split_references(text[: reference_lists.MOST_TEXT])
    works: dict[str, ParsedReference] = {}
    numbered: dict[int, str] = {}
    findings: list[Finding] = []
    if (
        len(text) > reference_lists.MOST_TEXT
        or len(pieces) > reference_lists.MOST_REFERENCES
    ):
        message = _("The reference list is too long; only its first part was read.")
        findings.append(Finding("list-too-long", message, Severity.MISSING))
    for number, piece in enumerate(pieces[: reference_lists.MOST_REFERENCES], start=1):
        record = parse_reference(piece)
        if not (
            record.title and (record.authors or record.year or record.is_identified)
        ):
            heaps.unplaced.append(piece)
            continue
        key = new_citekey(record, works)
        works[key] = replace(record, citekey=key)
        numbered[number] = key
        findings += [
            replace(finding, message=f"{key}: {finding.message}")
            for finding in record.findings
        ]
    return list(works.values()), numbered, findings


def _about_parts(parts: PageParts) -> list[Finding]:
    """What the editor should know about each piece."""
    found = []
    if not parts.title:
        message = _(
            "No title was found: the first line of the text should be the title."
        )
        found.append(Finding("no-title", message, Severity.MISSING))
    if not parts.audience:
        message = _("The title does not say which edition the page is for.")
        found.append(Finding("no-edition", message, Severity.INFO))
    if parts.caption:
        message = _(
            "Read as a figure caption: add the image with its credit and consent."
        )
        found.append(Finding("caption", message, Severity.MISSING, parts.caption))
    if not parts.body.strip():
        message = _("No text was found below the title.")
        found.append(Finding("no-text", message, Severity.MISSING))
    if not parts.references:
        message = _("No references were found.")
        found.append(Finding("no-references", message, Severity.MISSING))
    for status in parts.evidence:
        message = _(
            "Read as the evidence status: enter it with its issuing body and date."
        )
        found.append(Finding("evidence", message, Severity.MISSING, status.wording))
    for text in parts.unplaced:
        message = _("Could not be placed; it is in the box “unplaced”.")
        found.append(Finding("unplaced", message, Severity.CHECK, text[:200]))
    if parts.boilerplate:
        message = _("Left out, because it belongs to the old site and not to the page.")
        listed = " | ".join(parts.boilerplate)[:1_000]
        found.append(Finding("boilerplate", message, Severity.INFO, listed))
    return found


def _about_text(draft: Draft) -> list[Finding]:
    return list(draft.findings)
