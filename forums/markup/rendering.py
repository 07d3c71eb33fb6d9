"""A stored post to the HTML that is kept beside it."""

# ruff: noqa: ARG002 (the library calls every rule with the same four arguments)

from collections.abc import Sequence

from django.utils.html import escape
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from .limits import MAX_STORED, tidy
from .parser import parse, parser
from .sanitize import clean


class PostRenderer(RendererHTML):
    """The methods are named after the tokens they render (a rule of the library)."""

    def mention(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f'<span data-member="{tokens[idx].meta["member"]}"></span>'

    def heading_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "<p><strong>"  # the outline of the page is not the member's

    def heading_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</strong></p>\n"


RENDERER = PostRenderer()


def render(text: str, **_options: object) -> str:
    """Render a post. Nothing is refused: beyond the limit it is shown as it was typed."""
    text = tidy(text)
    if len(text) > MAX_STORED:
        return clean(f"<pre>{escape(text)}</pre>")
    html = RENDERER.render(parse(text), parser().options, {})
    return clean(tidy(html))  # again: &#x202e; was words until now
