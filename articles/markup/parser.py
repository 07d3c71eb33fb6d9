"""Markdown as editors write it: CommonMark with tables, boxes and citations, no raw HTML."""

import re
import sys
from functools import cache
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import table as table_rule
from mdit_py_plugins.container import container_plugin

from .blocks import (
    check_sizes,
    count_blocks,
    note_table_size,
    shape_boxes,
    shape_tables,
)
from .citations import citation_rule, place_citations
from .figures import shape_figures
from .limits import MAX_NESTING, MAX_TABLE_CELLS
from .links import check_links, image, link
from .outcomes import place_outcomes
from .quotations import shape_quotations
from .renderer import PageRenderer

# No raw HTML. No code blocks and no headings made by dashes below a sentence: in an
# article they are accidents. No links defined elsewhere in the text.
WITHOUT = ["html_block", "html_inline", "code", "fence", "reference", "lheading"]
# Where the words stop and a rule may begin. The library stops at many more signs, for
# rules that we do not have: a page full of them took a second.
SIGNS = re.compile(r"[\n!&*<\[\\\]_`]")
SHAPES = (
    place_citations,
    check_links,
    shape_boxes,
    shape_quotations,
    shape_tables,
    shape_figures,
    place_outcomes,
)


class PageParser(MarkdownIt):
    """Takes any address; check_links judges it, so that the editor hears of a wrong one."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002 (overridden name)
        return True

    def normalizeLink(self, url: str) -> str:
        # The library's own takes addresses apart, slowly; a browser does that anyway.
        return quote(url, safe="!#$%&'()*+,/:;=?@[]~")

    def normalizeLinkText(self, link: str) -> str:
        return link


@cache
def parser() -> PageParser:
    # How many cells short rows are filled up with is a constant of a module that the
    # package hides behind the function of the same name.
    table_module = sys.modules["markdown_it.rules_block.table"]
    vars(table_module)["MAX_AUTOCOMPLETED_CELLS"] = MAX_TABLE_CELLS
    options = {"html": False, "xhtmlOut": False, "maxNesting": MAX_NESTING}
    md = PageParser("commonmark", options, renderer_cls=PageRenderer)
    md.enable("table").disable(WITHOUT)
    md.inline.terminator_re = SIGNS
    md.use(container_plugin, "box", validate=_has_name)
    md.block.ruler.at("table", _counted_table, {"alt": ["paragraph"]})
    md.block.ruler.before("table", "count_blocks", count_blocks)
    md.inline.ruler.at("link", link)
    md.inline.ruler.at("image", image)
    md.inline.ruler.before("link", "citation", citation_rule)
    md.core.ruler.after("block", "check_sizes", check_sizes)
    for rule in SHAPES:
        md.core.ruler.before("text_join", rule.__name__, rule)
    return md


def _has_name(params: str, _markup: str) -> bool:
    return bool(params.strip())


def _counted_table(
    state: StateBlock, start_line: int, end_line: int, silent: bool
) -> bool:
    before = len(state.tokens)
    found = table_rule(state, start_line, end_line, silent)
    if found and not silent:
        note_table_size(state.env["page"], state.tokens[before:])
    return found
