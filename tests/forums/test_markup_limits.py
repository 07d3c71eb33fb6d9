"""No post within the limit takes long, whatever it is made of."""

import sys
import time

import pytest

from forums import markup
from forums.markup import LIMIT
from tests.pace import slowness

# The promise is half a second; measured on a plain machine: 0.2 for the worst. A tracer
# (coverage) makes every line of Python some four times slower.
SECONDS = 2.0 if sys.gettrace() else 0.5

UNITS = [
    *["[", "[a][", "[a](b", "[a](b)", "[a](http://b.c)", "[[]]", "![", "![a](http://x"],
    *[
        "[]",
        "(",
        ")",
        "](",
        "[a](<",
        '[a](http://b "',
        "![*~&~*~&~](*_@&#x41;",
        "*[*](",
    ],
    *[
        "[](((",
        "[a](b\\(",
        "[\\",
        "[a.b.c](http://x.y) ",
        "`",
        "`` ",
        "``` ",
        "`a",
        "\\`",
    ],
    *[
        "*",
        "*a ",
        "**a_",
        "a***b",
        "_",
        "~",
        "~~",
        "~~a ",
        "a~~~b",
        "*_~~",
        "*é",
        "*a**b*",
    ],
    *[
        "\\",
        "<",
        "<a",
        "<http://a.b>",
        "<mailto:a@b.c>",
        "<!--",
        "&",
        "&amp;",
        "&#x41;",
    ],
    *[
        "&a",
        "|",
        "@",
        "@[1]",
        "@[1] ",
        "@[1",
        "@ann ",
        "@[",
        "a@b.c ",
        ":",
        "://",
        "http:",
    ],
    *[
        "http://",
        "http://a ",
        "https://a.b/(",
        "https://a.b/)",
        "ahttp://",
        "http://a.b)",
    ],
    *[
        "x",
        "x ",
        "é",
        "😀",
        "\u0301",
        "a\u0301",
        "\u202e",
        "\0",
        "\ud800",
        "\u200b",
        "\t",
    ],
]
LINES = [
    *[
        "a\n",
        "\n",
        "# a\n",
        "# \n",
        "- a\n",
        "-\n",
        "- a\n\n",
        "1. a\n",
        "+ a\n* a\n",
        " ",
    ],
    *["- a\n1. b\n", "> a\n", ">\n", ">", "> ", "> a\nb\n", "> - a\nb\n", "- > a\nb\n"],
    *["---\n", "- - - - a\n", "> > > > a\n", "- > - > a\n", "1. - 1. - a\n", "\t- a\n"],
    *["  - a\n    - b\n", "10. a\n    - b\n", "    a\n", "```\n", "~~~\n", "> ```\n"],
    *["```\na\n```\n", "a  \n", "a\\\n", "\\\n", "***\n", "a\r", "[a]: b\n", "a\n=\n"],
    *[
        "|a|\n|-|\n",
        "> [post:1]\n",
        "> [post:1]\n> a\n\nb\n\n",
        "> @[1]\n\n",
        "*\n",
        "-\n  a\n",
    ],
]
WHOLE = {
    "deep quotations": "\n".join(">" * i + " a" for i in range(1, 196)),
    "deep lists": "\n".join("  " * i + "- a" for i in range(1, 135)),
    "one line of quotations": ">" * LIMIT,
    "one line of lists": "- " * (LIMIT // 2),
    "longer and longer code": "".join("`" * i + "a" for i in range(1, 199)),
    "longer and longer fences": "".join("`" * i + "\n" for i in range(3, 195)),
    "longer and longer stars": "".join("*" * i + "a" for i in range(1, 199)),
    "half open": "[" * 10_000 + "](" * 5_000,
    "nested brackets": "[" * 10_000 + "]" * 10_000,
    "nested parentheses": "[a](" + "(" * 9_990 + ")" * 9_990,
    "long words of links": ("[" + "a" * 999) * 20,
    "long addresses": ("[a](http://" + "a" * 900) * 20,
    "bare addresses in parentheses": ("http://a.b/" + "(" * 990 + ")" * 990 + " ") * 10,
    "many quotations": "".join(f"> [post:{i}]\n> a\n\n" for i in range(1, 1_000)),
    "entity without end": "&" + "a" * 19_990,
    "spaces": " " * 19_990 + "a",
    "closing signs of a heading": "# " + " #" * 9_990,
    "stacked signs": "a" + "\u0301" * 19_990,
    "ordinary": "Words of a *post*, see https://x.example/a.\n\n- one\n- two @[1]\n\n"
    * 250,
}
WAYS = {
    "render": markup.render,
    "mentioned": markup.mentioned,
    "quoted": markup.quoted,
    "handles_in": markup.handles_in,
    "to_stored": lambda text: markup.to_stored(text, {"ann": 1234567}),
    "to_editable": lambda text: markup.to_editable(text, {1: "ann"}),
    "excerpt": markup.excerpt,
    "as_plain": lambda text: markup.as_plain(text, {1: "ann"}),
    "has_links": markup.has_links,
    "quote": lambda text: markup.quote(1, text),
    "without_quotes_of": lambda text: markup.without_quotes_of(text, {1, 2, 3}),
}


def filled(unit):
    return (unit * LIMIT)[:LIMIT]


def seconds(way, text):
    start = time.process_time()
    way(text)
    return time.process_time() - start


def assert_quick(text, way=markup.render):
    """Twice if need be: the machine may be slow, or busy with something else."""
    assert seconds(way, text) < SECONDS or seconds(way, text) < SECONDS * slowness()


@pytest.mark.parametrize("unit", [*UNITS, *LINES])
def test_no_repetition_takes_long(unit):
    assert_quick(filled(unit))


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE.keys())
def test_no_large_post_takes_long(text):
    assert_quick(text[:LIMIT])


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_no_other_question_takes_long(way):
    for unit in (
        "`a",
        "*[*](",
        "+ a\n* a\n",
        "> [post:1]\n> a\n\nb\n\n",
        "@ann ",
        "@[1] ",
    ):
        assert_quick(filled(unit), way)


def test_a_post_full_of_mentions_is_rendered_at_once():
    stored = markup.to_stored("@ann " * (LIMIT // 5), {"ann": 1234567890})

    assert_quick(stored)
    assert markup.render(stored).count("data-member") == LIMIT // 5
