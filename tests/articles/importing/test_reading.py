"""Bytes in any encoding to clean text, or a kind refusal."""

import codecs

import pytest

from articles.importing.reading import UnreadablePage, read_page
from tests.pace import within

TEXT = "Größe – “Łódź”\nSecond line"


def codes(page):
    return [finding.code for finding in page.findings]


@pytest.mark.parametrize(
    "source",
    [
        TEXT,
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r"),
        TEXT.replace("\n", "\u2028"),
        TEXT.replace(" ", "\xa0"),
        TEXT.replace("ö", "o\u0308"),
        "\ufeff" + TEXT.replace("S", "\u200bS\xad"),
    ],
)
def test_the_same_text_whatever_the_bytes(source):
    page = read_page(source)

    assert page.text == TEXT
    assert page.findings == ()


def test_utf16_without_a_mark():
    assert (
        read_page("Plain words of a page".encode("utf-16-le")).text
        == "Plain words of a page"
    )
    assert (
        read_page("Plain words of a page".encode("utf-16-be")).text
        == "Plain words of a page"
    )


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_old_encodings_are_read_and_said(encoding):
    page = read_page("Größe und Übermaß".encode(encoding))

    assert page.text == "Größe und Übermaß"
    assert codes(page) == ["old-encoding"]


def test_bytes_that_windows_does_not_know_are_latin():
    assert read_page(b"Gr\xf6\xdfe \x81").text == "Größe "


def test_text_that_was_misread_once_is_restored():
    page = read_page("Ablation â€“ of bone")

    assert page.text == "Ablation – of bone"
    assert codes(page) == ["garbled"]


def test_zero_characters_are_removed_and_said():
    page = read_page("Ice\x00 on bone")

    assert page.text == "Ice on bone"
    assert codes(page) == ["zero-characters"]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04word/document.xml", "Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word"),
        (b"{\\rtf1 Hello}", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (bytes(range(256)) * 20, "not text"),
        (b"\x7fELF" + b"\x00" * 500, "not text"),
        (b"a" * 5_000_000, "5.0 MB"),
        (b"ice " * 100_000, "too long"),
        (b"ice\n" * 9_000, "too long"),
        ("<html><body><script>x</script></body></html>", "no text in this web page"),
    ],
)
def test_what_is_no_page_is_refused_with_a_reason(source, says):
    with pytest.raises(UnreadablePage, match=says):
        read_page(source)


def test_web_page_becomes_markdown():
    page = read_page("<h1>Ice</h1><p>On <b>bone</b> &amp; skin.</p><script>x</script>")

    assert page.is_markdown
    assert page.text.split("\n\n") == ["# Ice", "On **bone** & skin."]


def test_statistics_are_no_tags():
    page = read_page("The difference was clear (p<0.05) and a<b holds.")

    assert not page.is_markdown
    assert "p<0.05" in page.text


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 100_000 + "words",
        "<blockquote>" * 60_000 + "words",
        "<p>words" + "<ul><li>" * 60_000,
        "<table><tr><td>" * 30_000 + "words",
        "<p>" + "<b><i>" * 60_000 + "words",
    ],
)
def test_nesting_without_end_keeps_the_words(source):
    with within(10):
        page = read_page(source)

    assert "words" in page.text
