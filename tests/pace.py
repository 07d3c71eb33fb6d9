"""Bounds on how long something may take, which hold on a slow and busy machine, too."""

import time
from contextlib import contextmanager

# Processor seconds of `slowness` on the machine on which bounds are set.
UNIT = 0.011


@contextmanager
def within(seconds):
    """Fail if this process works for longer; waiting for its turn is not counted.

    On a slow machine, or under a tracer, the same work counts as so many more seconds.
    """
    began = time.process_time()
    yield
    worked = time.process_time() - began
    if worked >= seconds:
        seconds *= slowness()
    assert worked < seconds, f"{worked:.2f} seconds of work, allowed {seconds:.2f}"


def slowness():
    """Return how many times slower Python is here and now than where bounds are set; from 1."""
    began = time.process_time()
    sum(number * number for number in range(300_000))
    return max(1, (time.process_time() - began) / UNIT)
