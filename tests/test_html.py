"""The checker of our pages sees each fault that a real HTML checker once found in them."""

import pytest

from tests.html import Checker

BROKEN = {
    '<p id="a"></p><p id="a"></p>': "id a twice",
    '<time datetime="2026-11-22T17:51:36.884354+00:00">now</time>': "time 2026-",
    '<input type="hidden" name="x" aria-describedby="a"><p id="a"></p>': "hidden x",
    '<my-tools aria-label="Tools"></my-tools>': "<my-tools> has a name but no role",
    '<label for="nowhere">Name</label>': "for leads to no #nowhere",
    '<a href="#nowhere">Down</a>': "href leads to no #nowhere",
    "<p><ul></ul></p>": "<ul> in <p>",
    "<ul><p>One</p></ul>": "<p> in <ul>",
    '<a href="/"><button>Press</button></a>': "<button> in what is pressed itself",
    "<section><p></section>": "</section> closes what is not open",
    '<img src="/a.png">': "a picture without alt",
    '<a class="a" class="b" href="/">A</a>': "<a> has an attribute twice",
}


@pytest.mark.parametrize("text", BROKEN)
def test_fault_is_seen(text):
    assert any(one.startswith(BROKEN[text]) for one in Checker(text).faults)


def test_sound_markup_has_no_faults():
    sound = """<ul><li><a href="#a">A</a></li></ul><p id="a">B<br>
        <time datetime="2026-11-22T17:51:36+00:00">now</time></p>
        <my-tools role="toolbar" aria-label="Tools"></my-tools>"""

    assert Checker(sound).faults == []
