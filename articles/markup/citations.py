"""Citations in a text: `[@callstrom2006; @tuncali2007, p. 12]` to numbered buttons."""

import re
from collections.abc import Iterator
from itertools import groupby, zip_longest

from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from .limits import MAX_CITATIONS, counts
from .page import Page

# A group ends at the first "]". "(" after it makes it a link, which stays a link.
GROUP = re.compile(r"\[(@[^\[\]]{1,500})\](?!\()")
CITEKEY = re.compile(r"@(\w(?:[\w:.-]{0,98}\w)?)")
PAGE_RANGE = re.compile(r"(?<=\d)\s?-\s?(?=\d)")
# What an editor most likely meant as a citation, but did not write as one.
SUSPECT = re.compile(
    r"\[[^\[\]@]{0,40}(?<![\w.+-])@\w|(?<![\w.+/@-])@(?P<key>\w(?:[\w:.-]{0,98}\w)?)"
)

Item = tuple[str, str]  # citekey, locator
Entry = tuple[int, str, str]  # number, citekey, locator


def citation_rule(state: StateInline, silent: bool) -> bool:
    """Inline rule of the parser: one group of citations."""
    if not state.src.startswith("[@", state.pos):
        return False
    match = GROUP.match(state.src, state.pos, state.posMax)
    items = parse_group(match[1]) if match else None
    if match is None or items is None:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.meta = {"items": items, "offset": state.src.count("\n", 0, state.pos)}
    state.pos = match.end()
    return True


def parse_group(body: str) -> list[Item] | None:
    """The works in one pair of brackets and the pages named; None if it is no citation."""
    items: list[Item] = []
    for part in body.split(";"):
        at_key, _comma, locator = " ".join(part.split()).partition(",")
        key = CITEKEY.fullmatch(at_key.strip())
        if key is None:
            return None
        item = (key[1], PAGE_RANGE.sub("–", locator.strip()))
        if item not in items:
            items.append(item)
    return items


def place_citations(state: StateCore) -> None:
    """Core rule: give each citation its line, refuse wrong places, find what looks like one."""
    page: Page = state.env["page"]
    line = count = 0
    in_heading = False
    for token in state.tokens:
        line = token.map[0] + 1 if token.map else line
        in_heading = token.type == "heading_open" or (
            in_heading and token.type != "heading_close"
        )
        if token.type != "inline":
            continue
        works = _place_in_paragraph(page, token, line, in_heading=in_heading)
        _find_suspects(page, token, line)
        count += works
        if works:
            token.children = list(_close_up(token.children or []))
    if count > MAX_CITATIONS:
        message = _("The text has %(count)s citations; %(limit)s are allowed.")
        page.problem(0, message % counts(count, MAX_CITATIONS))
        page.raise_problems()


def _place_in_paragraph(
    page: Page, inline: Token, line: int, *, in_heading: bool
) -> int:
    """Give the citations of one paragraph their lines; returns how many works they name."""
    works = 0
    for child in inline.children or []:
        if child.type == "citation":
            works += len(child.meta["items"])
            child.meta["line"] = line + child.meta["offset"]
            if in_heading:
                message = _("A citation cannot go in a heading. Move it into the text.")
                page.problem(child.meta["line"], message)
    return works


def _close_up(children: list[Token]) -> Iterator[Token]:
    """A number clings to the word before it: drop the space or line break between them."""
    following = [child.type for child in children[1:]]
    for child, next_type in zip_longest(children, following):
        if next_type == "citation" and child.type == "softbreak":
            continue
        if next_type == "citation" and child.type == "text":
            child.content = child.content.rstrip()
        yield child


def _find_suspects(page: Page, inline: Token, line: int) -> None:
    if "@" not in inline.content:
        return
    advice = _(
        "This looks like a citation but is not written as one."
        " Write [@key] or [@key, p. 12; @other]."
    )
    escaped = ""
    for child in inline.children or []:
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type == "text" and _looks_cited(page, escaped + child.content):
            page.problem(line, advice)
        # A sign with a backslash is meant as it stands: to the pattern it is a letter.
        escaped = "x" if child.type == "text_special" else ""


def _looks_cited(page: Page, text: str) -> bool:
    keys = (match["key"] for match in SUSPECT.finditer(text))
    return any(key is None or key in page.references for key in keys)


def citation_html(page: Page, token: Token, *, with_locators: bool = True) -> str:
    """The group as HTML; numbers are given here, so call it in the order of the text."""
    line = token.meta["line"]
    items = [item for item in token.meta["items"] if _is_known(page, item[0], line)]
    numbered = [(page.number(key), key, locator) for key, locator in items]
    parts: list[str] = []
    for run in _runs(sorted(numbered, key=lambda entry: entry[0])):
        if len(run) >= 3:
            parts.append(_range_html(page, run))
        else:
            parts += [_single_html(page, *entry, with_locators) for entry in run]
    located = with_locators and any(locator for _key, locator in items)
    return f'<span class="cite">[{("; " if located else ", ").join(parts)}]</span>'


def _runs(numbered: list[Entry]) -> Iterator[list[Entry]]:
    """Neighbors with consecutive numbers and no locator together, all others alone."""
    for _key, group in groupby(enumerate(numbered), key=lambda pair: _run(*pair)):
        yield [entry for _index, entry in group]


def _run(index: int, entry: Entry) -> tuple[int, str]:
    number, citekey, locator = entry
    return number - index, citekey if locator else ""


def _is_known(page: Page, citekey: str, line: int) -> bool:
    if citekey in page.references:
        return True
    page.unknown_citekey(citekey, line)
    return False


def _single_html(
    page: Page, number: int, citekey: str, locator: str, with_locator: bool
) -> str:
    anchor = page.button_id(f"cite-{number}")
    page.record_use(citekey, anchor, locator)
    label = _("reference %(number)s: %(short)s") % {
        "number": number,
        "short": page.references[citekey].short,
    }
    text = f", {escape(locator)}" if locator and with_locator else ""
    return _button(anchor, f"ref-{number}-note", label, str(number)) + text


def _range_html(page: Page, run: list[Entry]) -> str:
    first, last = run[0][0], run[-1][0]
    page.ranges[first, last] = None
    anchor = page.button_id(f"cite-{first}-{last}")
    for _number, citekey, locator in run:
        page.record_use(citekey, anchor, locator)
    names = ", ".join(
        page.references[citekey].short for _number, citekey, _locator in run
    )
    label = _("references %(first)s to %(last)s: %(names)s") % {
        "first": first,
        "last": last,
        "names": names,
    }
    return _button(anchor, f"refs-{first}-{last}-note", label, f"{first}–{last}")


def _button(anchor: str, popover: str, label: str, text: str) -> str:
    target = f'id="{anchor}" popovertarget="{popover}"'
    return (
        f'<button type="button" {target} aria-label="{escape(label)}">{text}</button>'
    )
