"""Logos of the demonstration's sponsors: simple marks and words, drawn here when it is loaded."""

from collections.abc import Callable
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

FINE = 4  # drawn so many times larger, then made small, for smooth edges
HEIGHT, MARK, GAP = 112, 88, 22
Mark = Callable[[ImageDraw.ImageDraw, int, str], None]


def draw(words: str, mark: str, color: str) -> ContentFile:
    """Return a PNG, 112 pixels high: a mark, and the words beside it."""
    font = ImageFont.load_default(46 * FINE)
    wide = round(font.getlength(words))
    size = ((MARK + GAP) * FINE + wide, HEIGHT * FINE)
    picture = Image.new("RGBA", size)
    pen = ImageDraw.Draw(picture)
    MARKS[mark](pen, MARK * FINE, color)
    middle = HEIGHT * FINE // 2
    pen.text(((MARK + GAP) * FINE, middle), words, fill=color, font=font, anchor="lm")
    picture = picture.resize(
        (size[0] // FINE, HEIGHT), resample=Image.Resampling.LANCZOS
    )
    output = BytesIO()
    picture.save(output, format="PNG", optimize=True)
    return ContentFile(output.getvalue(), name="logo.png")


def _top(size: int) -> int:
    return (HEIGHT * FINE - size) // 2


def _waves(pen: ImageDraw.ImageDraw, size: int, color: str) -> None:
    """Three arcs, one above the other."""
    for step in range(3):
        top = _top(size) + step * size // 4
        box = (0, top, size, top + size)
        pen.arc(box, 200, 340, fill=color, width=size // 9)


def _sun(pen: ImageDraw.ImageDraw, size: int, color: str) -> None:
    """A half disk over a line."""
    top, edge = _top(size), size // 10
    pen.pieslice((0, top + edge, size, top + edge + size), 180, 360, fill=color)
    line = top + edge + size // 2 + edge
    pen.rectangle((0, line, size, line + edge), fill=color)


def _ring(pen: ImageDraw.ImageDraw, size: int, color: str) -> None:
    """A ring with a dot."""
    top, third = _top(size), size // 3
    pen.ellipse((0, top, size, top + size), outline=color, width=size // 8)
    pen.ellipse((third, top + third, 2 * third, top + 2 * third), fill=color)


def _peak(pen: ImageDraw.ImageDraw, size: int, color: str) -> None:
    """Two triangles that overlap."""
    foot = _top(size) + size * 9 // 10
    for left, right, high in ((0, size * 7 // 10, size), (size // 2, size, size // 2)):
        tip = ((left + right) // 2, foot - high * 8 // 10)
        pen.polygon([(left, foot), tip, (right, foot)], fill=color)


def _leaf(pen: ImageDraw.ImageDraw, size: int, color: str) -> None:
    """A leaf: what two disks share."""
    top = _top(size)
    disk = Image.new("L", (size, size))
    ImageDraw.Draw(disk).ellipse((-size // 3, 0, size, size * 4 // 3), fill=255)
    other = Image.new("L", (size, size))
    ImageDraw.Draw(other).ellipse((0, -size // 3, size * 4 // 3, size), fill=255)
    shared = Image.new("L", (size, size))
    shared.paste(disk, mask=other)
    pen.bitmap((0, top), shared, fill=color)


def _squares(pen: ImageDraw.ImageDraw, size: int, color: str) -> None:
    """Three squares of four."""
    top, half, gap = _top(size), size // 2, size // 12
    for column, row in ((0, 0), (1, 1), (0, 1)):
        left, upper = column * (half + gap // 2), top + row * (half + gap // 2)
        side = half - gap // 2
        pen.rectangle((left, upper, left + side, upper + side), fill=color)


MARKS: dict[str, Mark] = {
    "waves": _waves,
    "sun": _sun,
    "ring": _ring,
    "peak": _peak,
    "leaf": _leaf,
    "squares": _squares,
}
