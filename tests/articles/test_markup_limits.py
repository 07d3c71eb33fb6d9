"""No text within the limits takes long, and beyond the limits it is refused with a reason."""

import sys
import time
from contextlib import suppress

import pytest

from articles.markup import MarkupError, ReferenceLabel, render
from articles.markup.limits import (
    MARKS,
    MAX_CHARACTERS,
    MAX_CITATIONS,
    MAX_LINES,
    MAX_MARKS,
    MAX_PARAGRAPH,
)
from tests.pace import slowness

LIBRARY = {
    f"k{i}": ReferenceLabel(f"Key {i}", "Key et al.", "J", "2000") for i in range(3_000)
}
# The promise is half a second; measured on a plain machine: 0.1 for the worst. A tracer
# (coverage) makes every line of Python some four times slower.
SECONDS = 2.0 if sys.gettrace() else 0.5


def run(source, audience="professional"):
    return render(source, references=LIBRARY, figures={"x"}, audience=audience)


def refusal(source):
    with pytest.raises(MarkupError) as caught:
        run(source)
    return caught.value.problems[0]


def filled(unit):
    """The unit again and again, in long paragraphs, as often as the limits let it."""
    marks, lines = len(MARKS.findall(unit)), unit.count("\n")
    times = MAX_CHARACTERS // len(unit)
    times = min(times, (MAX_MARKS - 10) // marks) if marks else times
    times = min(times, (MAX_LINES - 50) // lines) if lines else times
    text = (unit * times)[: MAX_CHARACTERS - 100]
    size = MAX_PARAGRAPH - 100
    return "\n\n".join(text[i : i + size] for i in range(0, len(text), size))


# --- Limits -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x" * 100_001, "100,001 characters; 100,000 are allowed"),
        ("x\n" * 3_001, "lines; 3,000 are allowed"),
        ("[" * 10_001, "10,001 formatting characters"),
        ("ok\n\n" + "x" * 20_001, "20,001 characters; 20,000 are allowed"),
        (
            "|a" * 41 + "|\n" + "|-" * 41 + "|\n" + ("|b" * 41 + "|\n") * 50,
            "2,091 cells",
        ),
        (("|a|b|c|\n|-|-|-|\n" + "|d|e|f|\n" * 100 + "\n") * 12, "3,000 are allowed"),
        ("a [@k1]\n\n" * 1_001, "1,001 citations; 1,000 are allowed"),
        ("# a\n" * 301, "more than 300 headings"),
        ("- - - - a\n" * 2_000, "too many lists"),
        ("> " * 20 + "a [@k1]", "nested too deeply"),
        ("- " * 9 + "a", "nested too deeply"),
    ],
    ids=lambda value: value if len(value) < 60 else "source",
)
def test_too_much_is_refused_with_its_reason(source, words):
    assert words in refusal(source).message


def test_long_paragraph_is_named_by_its_line():
    assert refusal("ok\n\n" + "x" * 20_001).line == 3


@pytest.mark.parametrize("sign", ["\0", "\x08", "\x7f", "\u202e", "\u2066", "\ud800"])
def test_invisible_characters_are_refused_by_line(sign):
    problem = refusal(f"one\ntwo {sign}")

    assert problem.line == 2
    assert f"U+{ord(sign):04X}" in problem.message


@pytest.mark.parametrize("sign", ["\t", "\u00a0", "\u200b", "\u2028", "\ufeff", "é"])
def test_harmless_signs_are_taken(sign):
    assert run(f"one{sign}two").text


def test_a_page_at_all_limits_together_is_taken():
    cells = "|" + "a|" * 10 + "\n|" + "-|" * 10 + "\n" + ("|" + "b|" * 10 + "\n") * 150
    body = "".join(f"word [@k{i}] " for i in range(MAX_CITATIONS))
    source = f"{cells}\n{body}\n\n" + "word " * 3_000

    assert len(run(source).citations) == MAX_CITATIONS


def test_problems_are_not_listed_without_end():
    with pytest.raises(MarkupError) as caught:
        run("a [@zz]\n\n" * 900)

    assert len(caught.value.problems) == 100


# --- Time -------------------------------------------------------------------------------

UNITS = [
    *["[", "[a][", "[a](b", "[a](b)", "[[]]", "![", "![a](figure:x", "[]", "(", ")"],
    *["[a](())", "[@", "[@k1 ", "[@k1]", "[@k1;", "[x @k1", "$[", "*x*[", "# $[—# :::"],
    *["`", "`` ", "*", "*a ", "**a_", "a***b", "_", "~", "==", "::", ":::", '"', "é"],
    *["\\", "\\[", "<", "<a", "<http://a.b>", "<!--", "&", "&amp;", "&#x41;", "|"],
    *["_::: note\n+ ===## # ", "===--"],
]
LINES = [
    *[
        "a\n",
        "# a\n",
        "# $[—# :::\n",
        "- a\n",
        "- a\n\n",
        "1. a\n",
        "> a\n",
        ">\n",
        "---\n",
    ],
    *["::: note\n", "::: note\na\n:::\n", "::: do\n- a\n:::\n", ":::\n", "- - - - a\n"],
    *[
        "> > > > a\n",
        "- > - > a\n",
        "1. - 1. - a\n",
        "  - a\n    - b\n",
        "    a\n",
        "```\n",
    ],
    *[
        "|a|b|\n|-|-|\n",
        "|a|b|\n|-|-|\n|c|d|\n\n",
        "Table: a\n\n|a|\n|-|\n|b|\n\n",
        "|\n",
        "a|b\n",
    ],
    *[
        "![](figure:x)\n\n",
        "- [@k1]\n",
        "> a [@k1]\n\n",
        "[a]: b\n",
        "a  \n",
        "[\n",
        "a\\\n",
        "\n",
    ],
]
WHOLE = {
    "deep quotes": "\n".join(">" * i + " a" for i in range(1, 440)),
    "deep lists": "\n".join("  " * i + "- a" for i in range(1, 310)),
    "deep boxes": "\n".join(":" * (3 + i) + " note" for i in range(440, 0, -1)),
    "wide table": "|" + "a|" * 3_900 + "\n|" + "-|" * 3_900 + "\n",
    "filled up table": "|" + "a|" * 60 + "\n|" + "-|" * 60 + "\n" + "|\n" * 2_900,
    "filled up tables": ("|" + "a|" * 40 + "\n|" + "-|" * 40 + "\n" + "|\n" * 49 + "\n")
    * 50,
    "thousand works": "\n\n".join(f"a [@k{i}]" for i in range(1_000)),
    "ranges": "\n\n".join(
        "a [" + "; ".join(f"@k{i + j}" for j in range(15)) + "]" for i in range(66)
    ),
    "unknown works": "\n\n".join(f"a [@zz{i}]" for i in range(990)),
    "long locators": "".join(f"[@k1, p. {'9-' * 240}9]" for _ in range(190)),
    "quotations": "\n\n".join("> a\n> — [@k1, p. 1-2]" for _ in range(990)),
    "headings": "".join(f"# Heading {i}\n\ntext\n\n" for i in range(300)),
    "same headings": "# a\n\n" * 300,
    "links": "[a](http://b.c/d) " * 1_500,
    "ordinary": "# Head\n\n"
    + ("Words of a *sentence* [@k1; @k2, p. 1]. " * 9 + "\n\n") * 50,
}


def seconds(source):
    start = time.process_time()
    with suppress(MarkupError):
        run(source)
    return time.process_time() - start


def assert_quick(source):
    """Twice if need be: the machine may be slow, or busy with something else."""
    assert seconds(source) < SECONDS or seconds(source) < SECONDS * slowness()


@pytest.mark.parametrize("unit", [*UNITS, *LINES])
def test_no_repetition_takes_long(unit):
    assert_quick(filled(unit))


@pytest.mark.parametrize("source", WHOLE.values(), ids=WHOLE.keys())
def test_no_large_page_takes_long(source):
    assert_quick(source)
