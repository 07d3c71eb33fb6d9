"""Text as an editor writes it to the frozen HTML of a revision."""

from collections.abc import Collection, Mapping, Sequence

from .labels import LAY, PROFESSIONAL, OutcomeRow, ReferenceLabel, Rendered
from .limits import check_source
from .page import Page
from .parser import parser
from .sanitize import clean
from .text import plain_text


def render(
    source: str,
    *,
    references: Mapping[str, ReferenceLabel],
    figures: Collection[str],
    outcomes: Sequence[OutcomeRow] = (),
    audience: str,
    sections: bool = True,
) -> Rendered:
    """Render a text, or raise MarkupError with all that is wrong.

    `references` maps citekeys to labels, `figures` are the keys that exist, `audience`
    is "lay" or "professional". A text that is put into a page (`sections=False`) has no
    headings and boxes, so that its anchors cannot clash with those of the page.
    """
    if audience not in (LAY, PROFESSIONAL):
        raise ValueError(f"no such audience: {audience}")
    check_source(source)
    page = Page(
        references=references,
        figures=figures,
        outcomes=outcomes,
        audience=audience,
        sections=sections,
    )
    md, env = parser(), {"page": page}
    tokens = md.parse(source, env)
    html = str(md.renderer.render(tokens, md.options, env))
    page.raise_problems()
    return Rendered(
        html=clean(html),
        text=plain_text(tokens),
        headings=tuple(page.headings),
        citations=page.citations(),
        ranges=tuple(sorted(page.ranges)),
        figures=tuple(page.figures),
    )
