"""Results with a count: sentences with dots for patients, a table for professionals."""

from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from .blocks import line_of
from .citations import citation_html
from .labels import LAY, OutcomeRow
from .limits import HIDDEN
from .page import Page

MAX_DOTS = 50  # a dot per person up to here; above, a dot per person in a hundred


def place_outcomes(state: StateCore) -> None:
    """Core rule: the rows stand at "::: outcomes", else after the first section."""
    page: Page = state.env["page"]
    shaped: list[Token] = []
    inside = False
    placed = 0
    for token in state.tokens:
        if token.type == "box_open" and token.meta["kind"] == "outcomes":
            shaped += _placeholder(page, line_of(token))
            inside = True
            placed += 1
            if placed == 2:
                message = _(
                    "The results are placed twice. Keep only one “::: outcomes”."
                )
                page.problem(line_of(token), message)
        if not inside:
            shaped.append(token)
        if token.type == "box_close":
            inside = False
    if not placed:
        at = _end_of_first_section(shaped)
        shaped[at:at] = _placeholder(page, 0)
    state.tokens = shaped


def _placeholder(page: Page, line: int) -> list[Token]:
    if not page.outcomes:
        return []
    words = [sentence(row) for row in page.outcomes]
    return [Token("outcomes", "", 0, meta={"line": line, "words": words})]


def _end_of_first_section(tokens: list[Token]) -> int:
    headings = (i for i, t in enumerate(tokens) if t.type == "heading_open")
    sections = [i for i in headings if tokens[i].tag == "h1"]
    return sections[1] if len(sections) > 1 else len(tokens)


def outcomes_html(page: Page, line: int) -> str:
    """All rows, in the form the audience reads best."""
    rows = [
        row for i, row in enumerate(page.outcomes, 1) if _is_sound(page, row, i, line)
    ]
    if not rows:
        return ""
    if page.audience == LAY:
        sentences = "".join(_lay_row(page, row, line) for row in rows)
        return f'<div class="outcomes">{sentences}</div>\n'
    return _table(page, rows, line)


def _is_sound(page: Page, row: OutcomeRow, index: int, line: int) -> bool:
    if row.citekey not in page.references:
        page.unknown_citekey(row.citekey, line)
        return False
    words = f"{row.claim}{row.measure}"
    if not (0 <= row.n <= row.of and row.of > 0) or not words.strip():
        message = _(
            "Result %(index)s needs a count such as 17 of 19, and a description."
        )
    elif HIDDEN.search(words + row.time_point):
        message = _("Result %(index)s contains an invisible character. Retype it.")
    else:
        return True
    page.problem(line, message % {"index": index})
    return False


def sentence(row: OutcomeRow) -> str:
    """17 of 19 people had less pain after 4 weeks: people, never a bare percentage."""
    return f"{_count(row)} {_rest(row)}"


def _count(row: OutcomeRow) -> str:
    return _("%(n)s of %(of)s") % {"n": f"{row.n:,}", "of": f"{row.of:,}"}


def _rest(row: OutcomeRow) -> str:
    claim, time = (row.claim or row.measure).strip().rstrip("."), row.time_point.strip()
    if not time or time.casefold() in claim.casefold():
        return claim
    if time[0].isdigit():
        time = _("after %(time)s") % {"time": time}
    return f"{claim} {time}"


def in_hundred(row: OutcomeRow) -> tuple[int, str]:
    """Dots out of a hundred and the words beside them; nothing is rounded to none or all."""
    share = row.n * 100 / row.of
    if 0 < share < 1:
        return 1, _("fewer than 1 in 100")
    if 99 < share < 100:
        return 99, _("more than 99 in 100")
    return round(share), _("about %(share)s in 100") % {"share": round(share)}


def _lay_row(page: Page, row: OutcomeRow, line: int) -> str:
    filled, total, about = row.n, row.of, ""
    if row.of > MAX_DOTS:
        total = 100
        filled, words = in_hundred(row)
        about = f" ({words})"
    count = f'<strong class="count">{_count(row)}</strong>'
    text = f"{count} {escape(_rest(row))}{about}.{_cite(page, row, line)}"
    return f'<div class="outcome"><p>{text}</p>{_dots(filled, total)}</div>'


def _dots(filled: int, total: int) -> str:
    """The count to look at: full and empty dots in tens, passed over by screen readers."""
    on = f'<span class="on">{_tens("●", 0, filled)}</span>'
    off = f'<span class="off">{_tens("○", filled, total)}</span>'
    return f'<p class="dots" aria-hidden="true">{on}{off}</p>'


def _tens(dot: str, start: int, end: int) -> str:
    return "".join(
        f" {dot}" if place and place % 10 == 0 else dot for place in range(start, end)
    )


def _table(page: Page, rows: list[OutcomeRow], line: int) -> str:
    timed = any(row.time_point for row in rows)
    heads = [_("Measure"), _("Result"), *([_("Time")] if timed else []), _("Source")]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(_table_row(page, row, line, timed=timed) for row in rows)
    title = escape(_("Results"))
    region = f'class="table outcomes" role="region" tabindex="0" aria-label="{title}"'
    return (
        f"<div {region}><table><caption>{title}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>\n"
    )


def _table_row(page: Page, row: OutcomeRow, line: int, *, timed: bool) -> str:
    name = row.measure or row.claim
    measure = escape(name[:1].upper() + name[1:])
    note = row.claim if row.measure and row.claim else ""
    claim = f'<span class="claim">{escape(note)}</span>' if note else ""
    time = f"<td>{escape(row.time_point)}</td>" if timed else ""
    result = f"{row.n:,}/{row.of:,} ({percent(row)})"
    cells = f"<td>{result}</td>{time}<td>{_cite(page, row, line)}</td>"
    return f'<tr><th scope="row">{measure}{claim}</th>{cells}</tr>'


def percent(row: OutcomeRow) -> str:
    """Whole percent below 100 people: a decimal would pretend a precision that is not there."""
    share = row.n * 100 / row.of
    return f"{share:.1f}%" if row.of >= 100 else f"{share:.0f}%"


def _cite(page: Page, row: OutcomeRow, line: int) -> str:
    meta = {"items": [(row.citekey, "")], "line": line}
    return citation_html(page, Token("citation", "", 0, meta=meta))
