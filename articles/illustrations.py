"""Figures in the frozen text: each empty frame gets its picture, words and number."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from articles.models import Figure

FRAME = re.compile(r'<figure data-key="([\w.-]{1,100})"></figure>')
VIEW_BOX = re.compile(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"')
DRAWINGS = "img/figures/"


@dataclass(frozen=True)
class Picture:
    """Where the picture of a figure is and how large, so that nothing jumps."""

    url: str
    width: int | None
    height: int | None


def illustrate(html: str, figures: Iterable[Figure]) -> SafeString:
    """Fill the frames of a rendered text, numbered by appearance.

    A frame without a figure (the preview of a text that is not saved) is left out.
    """
    by_key = {figure.key: figure for figure in figures}
    numbers: dict[str, int] = {}

    def fill(frame: re.Match[str]) -> str:
        figure = by_key.get(frame[1])
        if figure is None:
            return ""
        number = numbers.setdefault(figure.key, len(numbers) + 1)
        context = {"figure": figure, "number": number, "picture": picture_of(figure)}
        return render_to_string("articles/parts/figure.html", context)

    return mark_safe(FRAME.sub(fill, html))  # noqa: S308  # cleaned when it was saved


def picture_of(figure: Figure) -> Picture | None:
    """Return the picture of a figure; None when its drawing left the portal."""
    if figure.image:
        return Picture(figure.image.url, figure.width, figure.height)
    size = drawing_size(figure.drawing)
    return Picture(static(DRAWINGS + figure.drawing), *size) if size else None


@cache
def drawing_size(drawing: str) -> tuple[int, int] | None:
    """Read width and height of a drawing from its view box; None without such a file."""
    path = finders.find(DRAWINGS + drawing)
    if not path:
        return None
    with Path(path).open(encoding="utf-8") as svg:
        box = VIEW_BOX.search(svg.read(2_000))
    return (round(float(box[1])), round(float(box[2]))) if box else (640, 360)
