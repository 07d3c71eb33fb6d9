"""Tokens to HTML; numbers and anchors are given out here, in the order of the text."""

# ruff: noqa: ARG002 (the library calls every rule with the same four arguments)

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from .blocks import line_of
from .citations import citation_html
from .limits import MAX_HEADINGS, counts
from .outcomes import outcomes_html
from .page import Page
from .quotations import attribution_html
from .text import inline_text

MAX_HEADING = 200


class PageRenderer(RendererHTML):
    """The methods are named after the tokens they render (a rule of the library)."""

    def citation(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return citation_html(env["page"], tokens[idx])

    def outcomes(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return outcomes_html(env["page"], tokens[idx].meta["line"])

    def figure(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f'<figure data-key="{escape(tokens[idx].meta["key"])}"></figure>'

    def image(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return ""  # a problem by now: pictures are figures

    def heading_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        page: Page = env["page"]
        token = tokens[idx]
        text = inline_text(tokens[idx + 1].children)
        _check_heading(page, token, text)
        level = min(int(token.tag[1]) + 1, 6)
        return f'<h{level} id="{page.open_section(level, text)}">'

    def heading_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f"</h{min(int(tokens[idx].tag[1]) + 1, 6)}>\n"

    def box_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        kind, title = tokens[idx].meta["kind"], tokens[idx].meta["title"]
        heading = _box_heading(env["page"], kind, title)
        return f'<div class="callout callout-{kind}"{_note_role(kind)}>\n{heading}'

    def box_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</div>\n"

    def blockquote_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        citation = tokens[idx].meta.get("citation")
        return f"{attribution_html(env['page'], citation) if citation else ''}</blockquote>\n"

    def table_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        page: Page = env["page"]
        page.tables += 1
        caption = tokens[idx].meta.get("caption")
        label = inline_text(caption) or _("Table %(number)s") % {"number": page.tables}
        region = (
            f'class="table" role="region" tabindex="0" aria-label="{escape(label)}"'
        )
        words = self.renderInline(caption, options, env) if caption else ""
        return f"<div {region}><table>\n" + (
            f"<caption>{words}</caption>\n" if words else ""
        )

    def table_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</table></div>\n"

    def th_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """The corner above the row headings is often empty; then it heads nothing."""
        if not tokens[idx + 1].content:
            return f"<td{_alignment(tokens[idx])}>"
        return f'<th scope="col"{_alignment(tokens[idx])}>'

    def th_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</th>\n" if tokens[idx - 1].content else "</td>\n"

    def td_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f"<td{_alignment(tokens[idx])}>"

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        href = str(tokens[idx].attrs.get("href", ""))
        rel = ' rel="noopener"' if href.startswith("http") else ""
        return f'<a href="{escape(href)}"{rel}>'


def _check_heading(page: Page, token: Token, text: str) -> None:
    if token.level or not page.sections:
        message = _("A heading cannot go inside a list, a box or a quotation.")
    elif not text:
        message = _("This heading is empty.")
    elif len(text) > MAX_HEADING:
        message = _("This heading has %(count)s characters; %(limit)s are allowed.")
        message %= counts(len(text), MAX_HEADING)
    elif len(page.headings) >= MAX_HEADINGS:
        message = _("The page has more than %(limit)s headings.")
        message %= {"limit": MAX_HEADINGS}
    else:
        return
    page.problem(line_of(token), message)


def _note_role(kind: str) -> str:
    return ' role="note"' if kind in ("warning", "note") else ""


def _box_heading(page: Page, kind: str, title: str) -> str:
    """A box is titled one level below its section; what is not known is a section of its own."""
    if kind != "unknown":
        level = min(page.level + 1, 6)
        return f"<h{level}>{escape(title)}</h{level}>\n"
    if page.headings and page.headings[-1].text.casefold() == title.casefold():
        return ""  # the editor wrote the heading above the box
    return f'<h2 id="{page.open_section(2, title)}">{escape(title)}</h2>\n'


def _alignment(token: Token) -> str:
    """The parser aligns by an inline style, which our pages do not have."""
    style = str(token.attrs.get("style", ""))
    return f' class="align-{style.removeprefix("text-align:")}"' if style else ""
