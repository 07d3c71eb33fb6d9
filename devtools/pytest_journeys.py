"""pytest plugin: marks what drives a browser, and says what it left out where there is none."""

import ast
import shutil

import pytest

from devtools.paths import ROOT

JOURNEYS = ROOT / "tests" / "journeys"
NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Return the browser of this machine: nothing is ever downloaded."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def journeys() -> list[str]:
    """Return the names of the journeys, read from the files without running them."""
    return [
        f"{path.name} {node.name}"
        for path in sorted(JOURNEYS.glob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = chromium() is None
    for item in items:
        if JOURNEYS in item.path.parents:
            item.add_marker("journey")
            item.add_marker("slow")
            if missing:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    left_out = journeys()
    if not left_out or hasattr(config, "workerinput"):
        return
    if chromium() is None:
        terminalreporter.section("left out: browser journeys")
        for name in left_out:
            terminalreporter.line(f"  {name}")
        terminalreporter.line(
            "Chromium is not installed (Debian: apt install chromium)."
        )
    elif not config.getoption("keyword") and "not slow" in config.getoption("markexpr"):
        terminalreporter.line(
            f"{len(left_out)} browser journeys and the other slow tests were left out: "
            "make test SLOW=1 runs them."
        )
