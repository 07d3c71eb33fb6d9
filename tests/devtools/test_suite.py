"""`make test` and a bare pytest: what they leave out, they say."""

import os
import subprocess
import sys

import pytest

from devtools import pytest_journeys
from devtools.paths import ROOT

QUICK = "tests/devtools/test_ports.py"


def run_pytest(**environment):
    return subprocess.run(
        [sys.executable, "-m", "pytest", QUICK, "-q", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_journeys_are_found_without_running_them():
    found = pytest_journeys.journeys()

    assert any(name.startswith("test_platform.py test_") for name in found)


@pytest.mark.slow
def test_without_chromium_every_journey_left_out_is_named():
    done = run_pytest(PATH="/nowhere")

    assert done.returncode == 0, done.stdout
    assert "left out: browser journeys" in done.stdout
    assert all(name in done.stdout for name in pytest_journeys.journeys())
    assert "apt install chromium" in done.stdout


@pytest.mark.slow
def test_unreachable_database_ends_the_run_in_a_line():
    done = run_pytest(DATABASE_URL="postgresql://app@127.0.0.1:1/nothing")

    assert done.returncode != 0
    assert "DATABASE_URL is unreachable" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
