"""A text as the blocks a reader sees: headings, paragraphs, lists, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

BULLET = re.compile(r"\s*(?:[-*•‣▪·+]|\d{1,2}[.)])\s+\S")
HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\Z")
RULE = re.compile(r"[\s*_=–—-]{3,}|=+|-+")
TERMINAL = tuple('.!?:;,”"’»)]')
WRAPPED = 110  # characters: a longer line was not wrapped by a mail program


@dataclass(frozen=True)
class Block:
    """Lines that belong together; `level` is 0 except for headings."""

    lines: tuple[str, ...]
    level: int = 0

    @property
    def text(self) -> str:
        """One paragraph, its line breaks taken for wrapping."""
        return " ".join(line.strip() for line in self.lines)

    @property
    def raw(self) -> str:
        return "\n".join(self.lines)

    @property
    def is_list(self) -> bool:
        return all(BULLET.match(line) or line.startswith("  ") for line in self.lines)

    @property
    def is_table(self) -> bool:
        return len(self.lines) > 1 and all(
            line.lstrip().startswith("|") for line in self.lines
        )


def to_blocks(text: str) -> list[Block]:
    """Cut at blank lines; where there are none, every line that is not wrapped is a block."""
    paragraphs = [
        part for part in re.split(r"\n\s*\n", text.strip("\n")) if part.strip()
    ]
    if len(paragraphs) == 1:
        paragraphs = _unwrapped(paragraphs[0].split("\n"))
    blocks: list[Block] = []
    for paragraph in paragraphs:
        blocks.extend(_blocks_of(paragraph))
    return blocks


def _blocks_of(paragraph: str) -> list[Block]:
    """Headings of Markdown stand on lines of their own."""
    blocks: list[Block] = []
    lines: list[str] = []
    for line in paragraph.split("\n"):
        heading = HEADING.match(line.strip())
        if RULE.fullmatch(line.strip()):
            continue
        if heading:
            blocks += [Block(tuple(lines))] if lines else []
            blocks.append(Block((heading[2],), len(heading[1])))
            lines = []
        elif line.strip():
            lines.append(line.rstrip())
    return blocks + ([Block(tuple(lines))] if lines else [])


def _unwrapped(lines: list[str]) -> list[str]:
    """Paragraphs of a text without blank lines."""
    longest = max(map(len, lines))
    open_ended = sum(not line.rstrip().endswith(TERMINAL) for line in lines)
    if longest > WRAPPED or open_ended * 2 < len(lines):
        return lines
    paragraphs: list[list[str]] = [[lines[0]], []]  # the first line is the title
    for line in lines[1:]:
        paragraphs[-1].append(line)
        if line.rstrip().endswith(TERMINAL[:4]) and len(line) < 0.85 * longest:
            paragraphs.append([])
    return ["\n".join(part) for part in paragraphs if part]


def is_heading_like(text: str) -> bool:
    """A short line without a full stop, as headings are in plain text."""
    is_short = len(text) <= 80 and len(text.split()) <= 10
    return is_short and ". " not in text and not text.endswith(TERMINAL)
