"""The commands: run, test, check, bench, reset, help."""

import importlib
import os
import sys
from collections.abc import Sequence

from devtools import environment, ports, running
from devtools.console import Trouble, explain, say
from devtools.paths import ROOT

HELP = """\
make run      the portal on http://localhost:8000 with demo content, until Ctrl-C
              (another port: PORT=8123 make run)
make test     the test suite on PostgreSQL (SLOW=1: with browser journeys and other
              slow tests; COVERAGE=1; one part: ARGS="tests/articles -k search")
make check    lint, types, templates, migrations, production settings
              (FIX=1 first mends what can be mended without thinking)
make bench    how fast the pages are: against an empty page, and the forums with a
              thousand posts against a million (ARGS="forums": these alone; it
              takes 2.5 GB while it runs)
make help     this text

Without make: python3 -m devtools run|test|check|bench|help, and two without a target:
  reset       stops the private database and deletes it with its demo content
  matrix      the suite on every Python, Django and PostgreSQL we stand for
"""

# What each command needs is loaded only once the environment holds its dependencies.
MODULES = {
    "run": "devtools.run",
    "test": "devtools.suite",
    "check": "devtools.check",
    "bench": "devtools.bench",
    "reset": "devtools.reset",
    "matrix": "devtools.matrix",
}
TAKE_ARGUMENTS = {"test", "check", "bench", "matrix"}


def main(arguments: Sequence[str]) -> int:
    name, *rest = arguments or ["help"]
    if name in {"help", "-h", "--help"}:
        say(HELP)
        return 0
    if name not in MODULES:
        say(f"There is no command “{name}”.\n\n{HELP}")
        return 2
    try:
        return start(name, rest)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
    except OSError as error:
        print(f"\n{explain(error)}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def start(name: str, arguments: Sequence[str]) -> int:
    """Run a command, in the project's own environment; what is wrong is said first."""
    os.chdir(ROOT)
    if arguments and name not in TAKE_ARGUMENTS:
        raise Trouble(
            f"“{name}” takes no arguments; {' '.join(arguments)} is too much."
        )
    if name == "run":
        running.claim(ports.wanted()).close()
    environment.enter(name, arguments)
    return int(importlib.import_module(MODULES[name]).main(*arguments))
