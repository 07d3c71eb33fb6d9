"""Papers as PDF: tagged, readable by screen readers (PDF/UA-1), set by typst.

The words are data of the template and never part of its source, so no name can write code.
"""

from __future__ import annotations

import json
import logging
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from sponsors.papers import layout

if TYPE_CHECKING:
    from sponsors.papers.layout import Paper

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "typst"


def render(paper: Paper) -> bytes:
    """Return the PDF of a paper; the same paper gives the same bytes.

    Our font has Latin, Greek and Cyrillic letters. A name in others is set with what fonts
    the machine has; where none has its letters, boxes stand for them: the receipt goes out
    all the same, only its PDF is not PDF/UA, which forbids that.
    """
    for has_all_fonts in (False, True):
        try:
            return _compile(paper, is_strict=True, has_all_fonts=has_all_fonts)
        except typst.TypstError as error:
            problem = error
    log.warning("Paper %s has letters that no font here has.", paper.label)
    try:
        return _compile(paper, is_strict=False, has_all_fonts=True)
    except typst.TypstError:
        raise problem from None


def lacks_letters(words: str) -> bool:
    """Whether boxes would stand in a PDF for some of these: no font here has their letters."""
    if words.isascii():
        return False
    compiler = _compiler("letters", words=layout.clean(words))
    try:
        compiler.compile(format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError:
        return True
    return False


def _compiler(
    name: str, *, has_all_fonts: bool = True, **inputs: object
) -> typst.Compiler:
    return typst.Compiler(
        input=FOLDER / f"{name}.typ",
        root=FOLDER,
        font_paths=_fonts(has_all_fonts=has_all_fonts),
        sys_inputs={key: json.dumps(value) for key, value in inputs.items()},
    )


def _compile(paper: Paper, *, is_strict: bool, has_all_fonts: bool) -> bytes:
    compiler = _compiler("receipt", has_all_fonts=has_all_fonts, paper=paper.as_data())
    made = compiler.compile(
        format="pdf",
        pdf_standards=["ua-1"] if is_strict else [],
        timestamp=int(paper.issued_at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("typst returned no PDF.")
    return made


@cache
def _fonts(*, has_all_fonts: bool) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=has_all_fonts,
        include_embedded_fonts=True,
        font_paths=[str(FOLDER / "fonts")],
    )
