"""What `make run` tells the other terminals about itself, and what it clears up after a crash."""

import json
import os
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from devtools import locks, ports
from devtools.console import Trouble
from devtools.paths import LOCAL, ROOT
from devtools.processes import command_line, kill_group

FREE_SECONDS = 5


def files(port: int) -> tuple[Path, Path]:
    """Return the announcement of the launcher on this port, and its lock."""
    note = LOCAL / f"running-{port}.json"
    return note, note.with_suffix(".lock")


def claim(port: int) -> IO[str]:
    """Take this port for this launcher until it ends; end what a killed one left behind."""
    LOCAL.mkdir(exist_ok=True)
    note, lock = files(port)
    mine = locks.take(lock)
    if mine is None:
        raise Trouble(
            f"The portal of this folder runs already: http://localhost:{port} "
            f"(another one beside it: PORT={port + 100} make run)"
        )
    if note.exists():
        _end_orphans(note, port)
    ports.claim(port)
    return mine


def announce(port: int, environment: Mapping[str, str], groups: Sequence[int]) -> None:
    """Tell other terminals which environment is in use here: manage.py takes it over."""
    note, _ = files(port)
    half = note.with_suffix(".half")
    half.touch(mode=0o600)
    half.write_text(
        json.dumps({"environment": dict(environment), "groups": list(groups)})
    )
    half.rename(note)


def withdraw(port: int) -> None:
    note, _ = files(port)
    note.unlink(missing_ok=True)


def environments() -> list[dict[str, str]]:
    """Return the environments of the launchers that are up in this checkout."""
    return [
        dict(json.loads(note.read_text())["environment"])
        for note in sorted(LOCAL.glob("running-*.json"))
        if locks.is_held(note.with_suffix(".lock"))
    ]


def _end_orphans(note: Path, port: int) -> None:
    for group in json.loads(note.read_text())["groups"]:
        # The number may have gone to a stranger: only what runs from here is ours.
        if str(ROOT) in command_line(group) and group != os.getpgrp():
            kill_group(group, signal.SIGKILL)
    note.unlink()
    deadline = time.monotonic() + FREE_SECONDS
    while not ports.are_free(port) and time.monotonic() < deadline:
        time.sleep(0.1)
