"""Child processes that never outlive the launcher, however it ends."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from devtools.paths import ROOT

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """Let Linux end the child when its parent is gone, even by kill -9."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """A program in a process group of its own, so that its own children end with it."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )

    @property
    def group(self) -> int:
        return self._process.pid

    def ended(self) -> str:
        """Return how it ended, or nothing while it runs."""
        code = self._process.poll()
        if code is None:
            return ""
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    def ask_to_stop(self) -> None:
        kill_group(self.group, signal.SIGTERM)

    def stop(self, patience: float) -> None:
        """Wait for the end, then make sure of it, for its own children too."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(patience)
        kill_group(self.group, signal.SIGKILL)
        self._process.wait()


def kill_group(leader: int, number: signal.Signals) -> None:
    # Gone already, or (on macOS) nothing but zombies in it.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)


def command_line(pid: int) -> str:
    """Return what a process was started with, or nothing if it is gone."""
    if Path("/proc/self/cmdline").exists():
        try:
            raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return ""
        return raw.replace(b"\0", b" ").decode(errors="replace")
    shown = ["ps", "-o", "command=", "-p", str(pid)]
    return subprocess.run(shown, capture_output=True, text=True, check=False).stdout
