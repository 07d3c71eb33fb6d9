"""The guide for editors tells the truth: its examples render, its buttons exist."""

import re

import pytest
from django.conf import settings

from articles import markup

GUIDE = (settings.BASE_DIR / "docs" / "editors.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```markdown\n(.*?)```", GUIDE, re.DOTALL)
LABELS = sorted(set(re.findall(r"\*\*“([^”]+)”\*\*", GUIDE)) - {"quotation marks"})


def portal_words():
    """Return everything that staff can read: the templates and the code that speaks."""
    folders = [
        (settings.BASE_DIR / "templates", "*.html"),
        (settings.BASE_DIR / "articles", "*.py"),
    ]
    files = [path for folder, ending in folders for path in folder.rglob(ending)]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_of_the_guide_renders(example):
    row = markup.OutcomeRow(n=17, of=19, claim="had less pain", citekey="ryan2022")

    rendered = markup.render(
        example,
        references={
            key: markup.ReferenceLabel(short=key)
            for key in ("callstrom2006", "callstrom2013", "ryan2022")
        },
        figures={"cryoablation-ice-ball"},
        outcomes=[row],
        audience="lay",
    )

    assert "<" in rendered.html


@pytest.mark.parametrize("label", LABELS)
def test_button_of_the_guide_exists(label):
    assert f'"{label}"' in portal_words()
