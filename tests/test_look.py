"""The look: sizes that readers pay for, one place for colours, layers in order."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parent.parent / "static"
TEMPLATES = STATIC.parent / "templates"
SHEETS = ("tokens", "base", "layout", "components", "pages", "print")
LAYERS = "@layer reset, tokens, base, layout, components, pages;"
RAW_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|oklab|lab|lch|hwb)\(", re.IGNORECASE
)
KB = 1024


def sheet(name):
    return (STATIC / "css" / f"{name}.css").read_text()


def without_comments(css):
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def reader_scripts():
    """The modules that the article page loads."""
    page = (TEMPLATES / "articles" / "article.html").read_text()
    return re.findall(r"<script[^>]*\{% static ['\"]([^'\"]+)['\"] %\}", page)


def test_style_sheets_stay_in_their_budget():
    sizes = {name: len(sheet(name).encode()) for name in SHEETS}

    assert sum(sizes.values()) <= 40 * KB, sizes


def test_scripts_of_a_reader_stay_in_their_budget():
    scripts = reader_scripts()

    assert scripts
    assert sum((STATIC / name).stat().st_size for name in scripts) <= 10 * KB


def test_preloaded_fonts_stay_in_their_budget():
    head = (TEMPLATES / "base.html").read_text()
    fonts = re.findall(r'rel="preload" href="\{% static \'([^\']+)\' %\}"', head)

    assert fonts == ["fonts/serif-latin.woff2", "fonts/sans-latin.woff2"]
    assert sum((STATIC / font).stat().st_size for font in fonts) <= 85 * KB


@pytest.mark.parametrize("name", [n for n in SHEETS if n not in {"tokens", "print"}])
def test_colours_are_named_in_the_tokens_alone(name):
    assert RAW_COLOUR.findall(without_comments(sheet(name))) == []


def test_paper_changes_tokens_and_nothing_else():
    css = without_comments(sheet("print"))

    raw = [line for line in css.splitlines() if RAW_COLOUR.search(line)]

    assert all(re.match(r"\s*--[\w-]+:", line) for line in raw)


def test_layers_are_ordered_before_any_rule():
    css = without_comments(sheet("tokens")).lstrip()

    assert css.startswith(LAYERS)


@pytest.mark.parametrize("name", SHEETS)
def test_every_rule_is_in_a_layer(name):
    css = without_comments(sheet(name)).replace(LAYERS, "")
    depth, outside = 0, []
    for part in re.split(r"([{}])", css):
        if part == "{":
            depth += 1
        elif part == "}":
            depth -= 1
        elif depth == 0 and part.strip():
            outside.append(part.strip().split()[0])

    assert depth == 0
    assert set(outside) <= {"@font-face", "@layer", "@page"}


def test_page_links_the_sheets_in_the_order_of_the_layers():
    head = (TEMPLATES / "base.html").read_text()

    assert tuple(re.findall(r"static 'css/(\w+)\.css'", head)) == SHEETS


def test_every_token_that_is_used_exists():
    css = "".join(without_comments(sheet(name)) for name in SHEETS)

    used = set(re.findall(r"var\((--[\w-]+)", css))

    assert used <= set(re.findall(r"(--[\w-]+)\s*:", css))


def test_dark_scheme_changes_every_colour_but_the_ground_of_figures():
    tokens = without_comments(sheet("tokens"))
    light, dark = tokens.split("prefers-color-scheme: dark")
    names = set(re.findall(r"(--[\w-]+): (?:#|rgb)", light))

    assert names - set(re.findall(r"(--[\w-]+): (?:#|rgb)", dark)) == {
        "--plate",
        "--plate-ink",
    }


@pytest.mark.parametrize("name", ["400", "500"])
def test_page_for_a_broken_server_needs_no_context(name):
    page = (TEMPLATES / f"{name}.html").read_text()

    assert "{% extends" not in page
    assert "{% url" not in page
