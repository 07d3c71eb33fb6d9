"""Nothing an author types becomes script, style, or a second owner of our anchors."""

import re
from contextlib import suppress
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.markup import MarkupError, OutcomeRow, ReferenceLabel, render
from articles.markup.sanitize import clean

# The contract of the output, spelled out here on purpose: not imported from the code.
ELEMENTS = {
    *[
        "a",
        "blockquote",
        "br",
        "button",
        "caption",
        "cite",
        "code",
        "div",
        "em",
        "figure",
    ],
    *["footer", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "span", "strong"],
    *["table", "tbody", "td", "th", "thead", "tr", "ul"],
}
ATTRIBUTES = {
    ("a", "href"): r"https?://.+|mailto:.+|/|/[^/\\].*|#.*",
    ("a", "rel"): r"noopener",
    ("blockquote", "cite"): r"https?://.+",
    ("button", "type"): r"button",
    ("button", "id"): r"cite-\d+(-\d+){1,2}",
    ("button", "popovertarget"): r"ref-\d+-note|refs-\d+-\d+-note",
    ("button", "aria-label"): r"references? \d.*",
    ("div", "class"): r"table( outcomes)?|outcomes?|callout callout-[a-z]+",
    ("div", "role"): r"region|note",
    ("div", "tabindex"): r"0",
    ("div", "aria-label"): r".+",
    ("figure", "data-key"): r"ice-ball",
    ("ol", "start"): r"\d+",
    ("p", "class"): r"dots",
    ("p", "aria-hidden"): r"true",
    ("span", "class"): r"cite|claim|on|off",
    ("strong", "class"): r"count",
    ("td", "class"): r"align-(left|right|center)",
    ("th", "class"): r"align-(left|right|center)",
    ("th", "scope"): r"col|row",
    **{(f"h{level}", "id"): r"s-[\w-]+" for level in range(2, 7)},
}
LIBRARY = {
    "a2001": ReferenceLabel(
        "A 2001", "A et al.", "J", "2001", "https://doi.org/10.1/x"
    ),
    "b2002": ReferenceLabel("B 2002", "B et al.", "J", "2002"),
    "c2003": ReferenceLabel("C 2003", "C et al.", "J", "2003"),
    "evil": ReferenceLabel(
        '"><script>1</script>', "<img src=x>", "<svg onload=1>", '"x', "javascript:1"
    ),
}


class Inspector(HTMLParser):
    """Reads a page as a browser would and notes all that is not in the contract."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.offences = []
        self.ids = []
        self.buttons = []

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            self.offences.append(f"<{tag}>")
        for name, value in attrs:
            pattern = ATTRIBUTES.get((tag, name))
            if pattern is None or not re.fullmatch(pattern, value or "", re.DOTALL):
                self.offences.append(f"<{tag} {name}={value!r}>")
            if name == "id":
                self.ids.append(value)
        if tag == "button":
            self.buttons.append(dict(attrs))

    def handle_comment(self, data):
        self.offences.append(f"<!--{data}-->")

    handle_decl = handle_pi = unknown_decl = handle_comment


def inspect(html):
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector


def attempt(source, *, outcomes=(), audience="lay"):
    """The page, or None if it is refused."""
    with suppress(MarkupError):
        return render(
            source,
            references=LIBRARY,
            figures={"ice-ball"},
            outcomes=outcomes,
            audience=audience,
        )
    return None


PAYLOADS = [
    # script
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x0c>alert(1)</script>",
    "</p><script>alert(1)</script><p>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;script&amp;gt;",
    "`<script>alert(1)</script>`",
    "``` html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    # event handlers
    "<img src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<a href=/ onclick=alert(1)>x</a>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<div onmouseover='alert(1)'>x</div>",
    '[x](/y"onmouseover="alert(1))',
    '[x](/y "onmouseover=alert(1)")',
    "[x](/y '\"><script>alert(1)</script>')",
    '![x"onerror="alert(1)](figure:ice-ball)',
    # addresses
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;&#x61;vascript&colon;alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x](\u0001javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x]( javascript:alert(1))",
    "[x](\u00a0javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/png;base64,AAAA)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://a.org/1)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    "[x](/\t/evil.example)",
    "[x](https:evil.example)",
    "[x](https:///evil.example)",
    "[x](http://)",
    "[x](relative/page)",
    "[x]()",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "<vbscript:x>",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "![](javascript:alert(1))",
    "![](data:image/svg+xml,<svg/onload=alert(1)>)",
    "![](https://tracker.example/pixel.gif)",
    "![](figure:../../x)",
    '![](figure:"onerror="1)',
    "![](figure:ice-ball?x=1)",
    # other languages inside HTML
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><use href=data:image/svg+xml,x#x></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href=javascript:alert(1)>x</math>",
    "<style>*{background:url(//evil.example)}</style>",
    "<p style='position:fixed;inset:0'>x</p>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src=x>",
    "<form action=//evil.example><button formaction=javascript:alert(1)>x</button></form>",
    "<template><script>alert(1)</script></template>",
    "<xmp><script>alert(1)</script></xmp><plaintext>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "<!DOCTYPE html [<!ENTITY x 'y'>]>",
    # templates
    "{{ settings.SECRET_KEY }} {% load x %} {# x #}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "# {{ request.user }}\n\n{% include 'x' %}",
    # clobbering and popovers
    "<a id=cite-1-1>x</a> [@a2001]",
    "<form id=s-outcomes name=body><input name=getElementById></form>",
    "# cite-1-1\n\nx [@a2001]",
    '# x" onmouseover="alert(1)',
    "# <img src=x onerror=alert(1)>",
    "<button popovertarget=ref-1-note popovertargetaction=hide>x</button>",
    "<div popover id=ref-1-note>fake</div> [@a2001]",
    "<dialog open>x</dialog>",
    '::: note" onclick="alert(1)\nx\n:::',
    "::: note <script>alert(1)</script>\nx\n:::",
    '::: warning x" role="alert\nx\n:::',
    'Table: "><script>alert(1)</script>\n\n| a |\n|---|\n| b |',
    "| <script>alert(1)</script> |\n|:-:|\n| <td onclick=1> |",
    # citations and quotations
    '[@a2001, "><script>alert(1)</script>]',
    '[@a2001, p. 1" onclick="alert(1)]',
    "[@evil] and [@evil, p. 2]",
    "> Words.\n> — [@evil, <script>]",
    "> [x](javascript:alert(1)) [@a2001]",
    "[@a2001;@b2002;@c2003]<script>[@evil]",
    '[@"><script>alert(1)</script>]',
    # broken nesting
    "*<b>*</b> **_x** y_",
    "</div></div></article><h1>x</h1>",
    "> a\n</blockquote>\n> [@a2001]",
    "- a\n</li></ul><script>\n- b",
    "<p><p><table><tr><td><p>",
    "1. a\n   > b\n   > [@a2001]\n</ol>",
    # tricks with characters
    "＜script＞alert(1)＜/script＞",
    "<\u017fcript>alert(1)</\u017fcript>",
    "\u2028<script>\u2029alert(1)",
    "<scr\u200bipt>alert(1)</script>",
    "\ufeff<script>alert(1)</script>",
    "a\u202etxt.exe",
    "a\u0000<script>alert(1)</script>",
    "\ud800<script>",
    "[x](https://evil.example\u3002com)",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\x1b[31mred",
]


def test_payloads_are_at_least_sixty_and_no_two_the_same():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60


AROUND = ("{}", "a {} b", "- {}", "> {}\n> — [@b2002]", "**{}**", "::: note\n{}\n:::")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_stays_harmless_wherever_it_stands(payload):
    for around in AROUND:
        page = attempt(around.format(payload))

        if page is not None:
            page = inspect(page.html)
            assert page.offences == []
            assert len(set(page.ids)) == len(page.ids)


@pytest.mark.parametrize(
    "payload",
    [p for p in PAYLOADS if re.search(r"\]\(|^<\w+:", p) and "figure" not in p],
)
def test_address_of_a_payload_never_leaves_the_allowed_schemes(payload):
    page = attempt(payload)

    html = page.html if page else ""
    links = re.findall(r'(?:href|src|cite)="([^"]*)"', html)
    assert all(re.match(r"https?://[^/]|/(?![/\\])|#|mailto:", link) for link in links)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_in_a_result_row_stays_harmless(payload):
    row = OutcomeRow(1, 2, payload, "evil", measure=payload, time_point=payload)

    for audience in ("lay", "professional"):
        page = attempt("x", outcomes=[row], audience=audience)

        assert page is None or inspect(page.html).offences == []


def test_label_of_a_reference_cannot_leave_its_attribute():
    page = attempt("a [@a2001; @b2002; @evil] b [@evil]\n\n> Words. [@evil]")

    assert inspect(page.html).offences == []
    assert "javascript" not in page.html
    assert page.html.count("<script") == 0


def test_template_code_is_only_text():
    page = attempt("{{ settings.SECRET_KEY }}")

    assert page.html == "<p>{{ settings.SECRET_KEY }}</p>\n"


# --- The gate by itself: as if the renderer had been tricked -----------------------------


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<script>alert(1)</script>x", "x"),
        ("<style>*{}</style>x", "x"),
        ('<p style="color:red" onclick="x" id="a" data-x="1">x</p>', "<p>x</p>"),
        (
            '<blockquote cite="javascript:1">x</blockquote>',
            "<blockquote>x</blockquote>",
        ),
        ('<a href="javascript:1">x</a>', "<a>x</a>"),
        ('<a href="//evil.example">x</a>', "<a>x</a>"),
        ('<a href="/\\evil.example">x</a>', "<a>x</a>"),
        ('<a target="_blank" href="/x">x</a>', '<a href="/x">x</a>'),
        ('<h2 id="main">x</h2>', "<h2>x</h2>"),
        (
            '<button type="submit" formaction="/x" popovertarget="menu">1</button>',
            "<button>1</button>",
        ),
        ('<div class="table admin" popover>x</div>', '<div class="table">x</div>'),
        ('<figure data-key="a b"></figure>', "<figure></figure>"),
        ('<div role="alert" tabindex="5">x</div>', "<div>x</div>"),
        ("<svg><script>1</script></svg><math>x</math>", "x"),
        ("<img src=x onerror=1><form><input></form>x", "x"),
        ("<!-- x --><h1>x</h1>", "x"),
        ('<p aria-label="x" aria-hidden="false">x</p>', "<p>x</p>"),
    ],
)
def test_gate_drops_what_is_not_ours(html, cleaned):
    assert clean(html) == cleaned


# --- Properties ---------------------------------------------------------------------------

SNIPPETS = st.sampled_from(
    [
        *"[]()*_`<>!&|@#\\\"':-+=~{}$%^\t ",
        *[
            "\n",
            "\n\n",
            "# ",
            "## ",
            "- ",
            "1. ",
            "> ",
            "    ",
            "**",
            "![](figure:ice-ball)",
        ],
        *[
            "[@a2001]",
            "[@b2002, p. 3-4]",
            "[@a2001; @b2002; @c2003]",
            "[@zzz]",
            "@a2001",
        ],
        *[
            "::: note\n",
            "\n:::\n",
            "::: do\n- a\n:::\n",
            "::: unknown\n",
            "::: outcomes\n:::\n",
        ],
        *[
            "| a |\n|---|\n| b |\n",
            "Table: x\n\n",
            "[x](https://a.org)",
            "[x](javascript:1)",
        ],
        *[
            "> Words.\n> — [@c2003]\n",
            "<script>",
            "</p>",
            "&lt;",
            "&#x6a;",
            "word ",
            "é",
            "\u202e",
        ],
        *["\r\n", "\0", "<b onclick=1>", "\ufeff", "\u2028", "😀"],
    ]
)
TEXTS = st.one_of(
    st.lists(SNIPPETS, max_size=40).map("".join),
    st.text(max_size=200),
    st.lists(st.one_of(SNIPPETS, st.text(max_size=10)), max_size=30).map("".join),
)
ROWS = st.lists(
    st.builds(
        OutcomeRow,
        n=st.integers(0, 60),
        of=st.integers(0, 60),
        claim=st.text(max_size=20),
        citekey=st.sampled_from(["a2001", "b2002", "evil", "zzz"]),
    ),
    max_size=2,
)


@settings(max_examples=300, deadline=None)
@given(source=TEXTS, outcomes=ROWS, audience=st.sampled_from(["lay", "professional"]))
def test_any_text_is_rendered_within_the_contract_or_refused(
    source, outcomes, audience
):
    page = attempt(source, outcomes=outcomes, audience=audience)

    if page is not None:
        assert inspect(page.html).offences == []


GOOD = st.lists(
    st.sampled_from(
        [
            *[
                "[@a2001]",
                "[@b2002, p. 3-4]",
                "[@c2003; @b2002; @a2001]",
                "[@c2003; @a2001]",
            ],
            *[
                "words ",
                "\n\n",
                "\n\n# Section\n\n",
                "\n\n- point ",
                "\n\n::: outcomes\n:::\n\n",
            ],
            *["\n\n> Words.\n> — [@c2003]\n\n", "\n\n| a [@b2002] |\n|---|\n| b |\n\n"],
        ]
    ),
    max_size=30,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(source=GOOD, outcomes=ROWS)
def test_numbers_run_from_one_by_first_appearance(source, outcomes):
    page = attempt(source, outcomes=outcomes)

    if page is not None:
        assert [c.number for c in page.citations] == list(
            range(1, len(page.citations) + 1)
        )
        shown = [n for button in _buttons(page) for n in _numbers(button)]
        assert list(dict.fromkeys(shown)) == [c.number for c in page.citations]


@settings(max_examples=200, deadline=None)
@given(source=GOOD, outcomes=ROWS)
def test_each_button_is_unique_and_each_use_has_its_button(source, outcomes):
    page = attempt(source, outcomes=outcomes)

    if page is not None:
        ids = inspect(page.html).ids
        anchors = {use.anchor for cited in page.citations for use in cited.uses}
        assert len(ids) == len(set(ids))
        assert anchors == {b["id"] for b in _buttons(page)}
        assert all(cited.uses for cited in page.citations)


@settings(max_examples=200, deadline=None)
@given(source=GOOD, outcomes=ROWS)
def test_each_button_opens_a_note_that_the_page_will_have(source, outcomes):
    page = attempt(source, outcomes=outcomes)

    if page is not None:
        notes = {f"ref-{cited.number}-note" for cited in page.citations}
        notes |= {f"refs-{first}-{last}-note" for first, last in page.ranges}
        assert {b["popovertarget"] for b in _buttons(page)} <= notes


def _buttons(page):
    return inspect(page.html).buttons


def _numbers(button):
    """Every reference that a button opens: "refs-2-4-note" is 2, 3 and 4."""
    ends = [int(number) for number in re.findall(r"\d+", button["popovertarget"])]
    return range(ends[0], ends[-1] + 1)
