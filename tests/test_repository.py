"""What must hold for the files themselves: pages without inline code, documented settings."""

import ast
import hashlib
import os
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATIC = [path for path in (ROOT / "static").rglob("*") if path.is_file()]
LONGEST_PAGE = 150
LONGEST_COMPONENT = 40

INLINE = {
    "inline script": r"<script(?![^>]*\ssrc=)(?![^>]*application/ld\+json)",
    "inline style": r"<style|\sstyle\s*=",
    "event handler": r"<[^>]*\son[a-z]+\s*=",
    "script address": r"javascript:",
    "data image": r"(src|href)\s*=\s*[\"']data:",
}
# Put together here, so that this file does not name them either.
REGISTRIES = [
    host + end
    for host, end in [
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("npmjs", ".org"),
        ("npmjs", ".com"),
        ("unpkg", ".com"),
        ("jsdelivr", ".net"),
        ("googleapis", ".com"),
        ("gstatic", ".com"),
    ]
]


def relative(path):
    return str(path.relative_to(ROOT))


def without_comments(text):
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", text, flags=re.DOTALL)
    return re.sub(r"{#.*?#}|<!--.*?-->", "", text, flags=re.DOTALL)


@cache
def tracked_text():
    """Return path → text of every text file that belongs to the project."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    found = {}
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (raw := path.read_bytes()):
            found[name] = raw.decode("utf-8", errors="replace")
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_template_has_nothing_inline(path):
    text = without_comments(path.read_text())

    found = {
        what
        for what, pattern in INLINE.items()
        if re.search(pattern, text, re.IGNORECASE)
    }

    assert found == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_template_is_short(path):
    longest = LONGEST_COMPONENT if "components" in path.parts else LONGEST_PAGE

    assert len(path.read_text().splitlines()) <= longest


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_template_loads_nothing_from_elsewhere(path):
    text = without_comments(path.read_text())

    loaded = re.findall(r"<(?:script|img|iframe|source|form|link)\b[^>]*>", text)
    foreign = [tag for tag in loaded if re.search(r"=\s*[\"']?(https?:)?//", tag)]

    assert foreign == []


@pytest.mark.parametrize(
    "path", [one for one in STATIC if one.suffix in {".css", ".js"}], ids=relative
)
def test_style_and_script_load_nothing_from_elsewhere(path):
    text = re.sub(
        r"/\*.*?\*/|^\s*//.*?$", "", path.read_text(), flags=re.DOTALL | re.MULTILINE
    )

    assert (
        re.findall(r"(?:url\(|@import|import|fetch\()\s*[\"']?(?:https?:)?//", text)
        == []
    )


@pytest.mark.parametrize(
    "path", [p for p in STATIC if p.suffix == ".svg"], ids=relative
)
def test_drawing_runs_and_loads_nothing(path):
    text = path.read_text()

    assert not re.search(
        r"<script|\son[a-z]+\s*=|(href|src)\s*=\s*[\"'](?!#)", text, re.IGNORECASE
    )


def variables_read():
    """Return the environment variables that the code of the portal reads."""
    names = set()
    for path in [*(ROOT / "portal").rglob("*.py"), *(ROOT / "articles").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args:
                reader = ast.unparse(node.func)
                first = node.args[0]
                if re.match(r"env\.|os\.getenv$|os\.environ\.get$", reader):
                    names |= {first.value} if isinstance(first, ast.Constant) else set()
    return names


def test_every_variable_is_documented_and_every_documented_one_is_read():
    example = (ROOT / ".env.example").read_text()

    documented = set(re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", example, re.MULTILINE))

    assert documented == variables_read()


def test_vendored_files_are_what_the_manifest_says():
    manifest = tomllib.loads((ROOT / "static" / "vendored.toml").read_text())
    folders = (ROOT / "static" / "fonts", ROOT / "static" / "vendor")
    there = {
        str(path.relative_to(ROOT / "static")): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in {".woff2", ".js", ".css"}
    }

    assert {one["file"]: one["sha256"] for one in manifest["files"]} == there
    for one in manifest["files"]:
        assert one["origin"]
        assert one["licence"] in {"MIT", "OFL-1.1", "BSD-2-Clause", "BSD-3-Clause"}
        assert (ROOT / "static" / one["licence_file"]).is_file()


def test_no_file_names_a_package_registry():
    found = {
        name
        for name, text in tracked_text().items()
        if any(h in text for h in REGISTRIES)
    }

    assert found == set()


def test_no_mark_is_left_for_later():
    mark = re.compile(r"(?<!\.)\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")

    found = {name for name, text in tracked_text().items() if mark.search(text)}

    assert found == set()


def test_every_silenced_rule_gives_its_reason():
    silenced = re.compile(r"#\s*(?:noqa|type:\s*ignore)(.*)")
    found = [
        f"{name}: {line.strip()}"
        for name, text in tracked_text().items()
        if name.endswith(".py") and name != relative(Path(__file__))
        for line in text.splitlines()
        if (match := silenced.search(line))
        and not re.fullmatch(r"(: [A-Z0-9, ]+|\[[a-z, -]+\])\W+\w.*", match[1])
    ]

    assert found == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_direct_dependency_is_explained_and_locked(name):
    asked = [
        line
        for line in (ROOT / f"{name}.in").read_text().splitlines()
        if line and not line.startswith(("#", "-"))
    ]
    locked = (ROOT / f"{name}.txt").read_text().lower()

    for line in asked:
        requirement, _, reason = line.partition("#")
        package = re.match(r"[\w.-]+", requirement)[0].lower()
        assert re.search(
            rf"^{package}(\[.*\])?==.* \\\n +--hash=", locked, re.MULTILINE
        )
        assert reason.strip(), f"{package}: why is it here?"


@pytest.mark.parametrize("name", ["manage.py", ".ci/run"])
def test_script_can_be_executed(name):
    assert os.access(ROOT / name, os.X_OK)
