"""Bounds on how long something may take, which hold on a slow and busy machine, too."""

import time
from contextlib import contextmanager


@contextmanager
def within(seconds):
    """Fail if this process works for longer; waiting for its turn is not counted."""
    began = time.process_time()
    yield
    worked = time.process_time() - began
    assert worked < seconds, f"{worked:.2f} seconds of work"
