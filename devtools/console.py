"""Says what is being done, how long it takes, and what went wrong, in one line each."""

import errno
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

FULL_DISK = "No space left on device"


class Trouble(Exception):
    """Something the developer can mend: the message is one line with the remedy."""


def say(text: str = "") -> None:
    print(text, flush=True)


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Say what is being done; from the third second on, a dot a second shows life."""
    sys.stdout.write(f"{doing} ")
    sys.stdout.flush()
    over = threading.Event()
    dots = threading.Thread(target=_dots, args=(over,), daemon=True)
    dots.start()
    started = time.monotonic()
    try:
        yield
    except BaseException:
        over.set()
        say("– stopped")
        raise
    over.set()
    dots.join()
    say(f"– {time.monotonic() - started:.1f} s")


def _dots(over: threading.Event) -> None:
    pause = 2.0
    while not over.wait(pause):
        sys.stdout.write(".")
        sys.stdout.flush()
        pause = 1.0


def explain(error: OSError) -> str:
    """Turn an operating-system error into one line with the remedy."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(str(error.filename or "this machine"))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"{error.filename} cannot be written ({error.strerror}). Was it made by "
            "another user? Give it back (sudo chown -R $USER .) or delete it."
        )
    return f"{error}."


def disk_full(where: str) -> str:
    return (
        f"The disk is full ({where}). A first start needs about 700 MB: make room and "
        "run this again; it goes on where it stopped."
    )
