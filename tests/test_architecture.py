"""Who may import whom, how long things may get, and what they may not be called."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
APPS = ("articles", "forums", "sponsors")
FIRST_PARTY = ("portal", "devtools", *APPS)

# What each part may import besides itself; parts that do not exist yet are rules already.
GROUND_FLOOR = ("portal.accounts", "portal.jobs")
ARROWS = {
    "articles": GROUND_FLOOR,
    "forums": ("articles", *GROUND_FLOOR),
    "sponsors": GROUND_FLOOR,
    "portal.accounts": ("portal.jobs",),
    "portal.jobs": ("portal.accounts",),
    "portal": APPS,
    "devtools": ("portal", *APPS),
}
JUNK_DRAWERS = {"core", "common", "utils", "services", "helpers", "misc"}

LARGEST_ROOM = 20  # modules
LONGEST_MODULE = 300
LONGEST_SETTINGS = 450  # one flat list by design
LONGEST_TESTS = 400
LONGEST_FUNCTION = 60
LONGEST_TEST = 40


def modules(*folders):
    """Return the Python files below the folders, without migrations."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    made = {"migrations", "machina_migrations"}
    return sorted(path for path in found if made.isdisjoint(path.parts))


OURS = modules(*FIRST_PARTY)
TESTS = modules("tests")


def name(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(
        ".__init__"
    )


@cache
def tree(path):
    return ast.parse(path.read_text())


def imports(path):
    """Yield every module that a file imports, wherever in it, as absolute names."""
    package = name(path).split(".")[: None if path.name == "__init__.py" else -1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {
            "import_module",
            "import_string",
        }:
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant))


def part(module):
    """Return the part of the house a module belongs to, the ground floor on its own."""
    return next(one for one in ARROWS if module == one or module.startswith(f"{one}."))


def is_in(module, parts):
    return any(module == one or module.startswith(f"{one}.") for one in parts)


@pytest.mark.parametrize("path", OURS, ids=name)
def test_imports_follow_the_arrows(path):
    own = part(name(path))
    allowed = (own, *ARROWS[own])

    wrong = [
        module
        for module in imports(path)
        if is_in(module, FIRST_PARTY) and not is_in(module, allowed)
    ]

    assert wrong == [], f"{name(path)} may import {', '.join(allowed)}"


def test_the_rule_sees_imports_in_functions(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    (tmp_path / "articles").mkdir()
    path = tmp_path / "articles" / "views.py"
    path.write_text("def view():\n    from portal.urls import urlpatterns\n")

    assert list(imports(path)) == ["portal.urls.urlpatterns"]


@pytest.mark.parametrize("label", [one for one in APPS if apps.is_installed(one)])
def test_foreign_keys_follow_the_arrows(label):
    """A key is written as a string, so no import shows it."""
    others = {one for one in APPS if one != label and one not in ARROWS[label]}

    targets = {
        field.related_model._meta.app_label
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
    }

    assert targets & others == set()


def rooms():
    """Yield the rooms (ADR 12 and 13) as the map of each app names them, in bold."""
    for app in APPS:
        words = ast.get_docstring(tree(ROOT / app / "__init__.py")) or ""
        yield from (ROOT / app / room for room in re.findall(r"\*\*(\w+)\*\*", words))


@pytest.mark.parametrize(
    "room", list(rooms()), ids=lambda room: f"{room.parent.name}.{room.name}"
)
def test_a_room_is_a_map_and_its_modules(room):
    """Jobs are not on the maps: ``<noun>_tasks`` is where its noun is."""
    door = tree(room / "__init__.py")
    named = set(re.findall(r"\w+", ast.get_docstring(door)))
    inside = {path.stem for path in room.iterdir()} - {"__init__", "__pycache__"}

    assert len(door.body) == 1, "a room holds no code of its own"
    assert len(inside) <= LARGEST_ROOM
    assert {one for one in inside if not one.endswith("_tasks")} - named == set()


def test_nothing_is_a_junk_drawer():
    found = {path for path in OURS if JUNK_DRAWERS & set(name(path).split("."))}

    assert found == set()


@pytest.mark.parametrize("path", OURS + TESTS, ids=name)
def test_module_is_short_and_says_what_it_is_for(path):
    longest = LONGEST_TESTS if path in TESTS else LONGEST_MODULE
    if name(path) == "portal.settings":
        longest = LONGEST_SETTINGS
    lines = path.read_text().splitlines()

    assert len(lines) <= longest
    assert not lines or ast.get_docstring(tree(path))


@pytest.mark.parametrize("path", OURS + TESTS, ids=name)
def test_functions_are_short(path):
    limit = LONGEST_TEST if path in TESTS else LONGEST_FUNCTION

    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > limit
    }

    assert long == {}
