"""Locks between processes that the kernel frees when their holder dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Wait until nobody else is inside."""
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def is_held(path: Path) -> bool:
    handle = take(path)
    if handle is None:
        return True
    handle.close()
    return False


def take(path: Path) -> IO[str] | None:
    """Return an open handle that holds the lock until it is closed, or None if taken."""
    handle = path.open("a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    return handle


def share(path: Path) -> IO[str]:
    """Return an open handle that shares the lock with others until it is closed."""
    handle = path.open("a")
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle
