"""The words of a PDF as a reader's search finds them, and what it says of itself."""

import io
import re

import pikepdf

MAPPED = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def text(pdf):
    """Return all words, one line for each piece that was set by itself."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return "\n".join(line for page in document.pages for line in _lines(page))


def facts(pdf):
    """Return title, language, whether it is tagged and its part of PDF/UA."""
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_metadata() as about:
        return {
            "title": about.get("dc:title"),
            "language": str(document.Root.get("/Lang")),
            "tagged": bool(document.Root.MarkInfo.Marked),
            "ua": about.get("pdfuaid:part"),
            "pages": len(document.pages),
            "active": {"/OpenAction", "/AA", "/AcroForm"} & set(document.Root.keys()),
        }


def _lines(page):
    maps = {name: _unicode(font) for name, font in page.Resources.Font.items()}
    font, line = None, ""
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = maps[str(operands[0])]
        elif str(operator) == "Tj":
            line += _read(font, bytes(operands[0]))
        elif str(operator) == "TJ":
            pieces = [one for one in operands[0] if isinstance(one, pikepdf.String)]
            line += "".join(_read(font, bytes(one)) for one in pieces)
        elif str(operator) == "ET":
            yield line
            line = ""


def _read(font, glyphs):
    pairs = zip(glyphs[::2], glyphs[1::2], strict=True)
    return "".join(font.get(high << 8 | low, "\ufffd") for high, low in pairs)


def _unicode(font):
    """Return which characters a glyph stands for, by the font's own table."""
    table = font.ToUnicode.read_bytes()
    found = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for glyph, words in MAPPED.findall(block):
            found[int(glyph, 16)] = bytes.fromhex(words.decode()).decode("utf-16-be")
    return found


def holds(pdf, words):
    """Whether the words stand in a PDF, wherever its lines break."""
    return "".join(words.split()) in "".join(text(pdf).split())
