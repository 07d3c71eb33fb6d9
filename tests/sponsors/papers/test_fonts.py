"""The font of receipts: from where it is, and that it may be called what it is called."""

import hashlib
import tomllib

import typst

from sponsors.papers.pdf import FOLDER

FONTS = FOLDER / "fonts"


def test_fonts_are_what_the_manifest_says():
    manifest = tomllib.loads((FONTS / "vendored.toml").read_text())
    there = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FONTS.glob("*.ttf")
    }

    assert {one["file"]: one["sha256"] for one in manifest["files"]} == there
    for one in manifest["files"]:
        assert (one["licence"], bool(one["origin"])) == ("OFL-1.1", True)
        assert (FONTS / one["licence_file"]).is_file()


def test_the_font_does_not_use_the_reserved_name():
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FONTS)],
    )

    assert fonts.families() == ["Portal Serif"]
