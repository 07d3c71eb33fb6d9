"""`make test`: the test suite on PostgreSQL, on two cores."""

import subprocess
import sys

from devtools.paths import ROOT


def main(*arguments: str) -> int:
    """Run pytest; further arguments are pytest's own."""
    chosen = [one for one in arguments if one not in {"--slow", "--coverage"}]
    command = [sys.executable, "-m", "pytest"]
    if not chosen:
        command += ["-n", "2", "-q"]
    if "--slow" in arguments:
        command += ["-m", "not stripe_live"]
    if "--coverage" in arguments:
        command += ["--cov", "--cov-report=term:skip-covered"]
    return subprocess.run([*command, *chosen], cwd=ROOT, check=False).returncode
