"""Finds a Python that is new enough and hands over to it.

This file alone must be readable by every Python from 3.6 on, so that an old one can say
what is missing instead of showing a syntax error.
"""

import importlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3.14", "python3")
IS_NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 11))"


def newer_python() -> str:
    """Return the path of a Python that is new enough, or an empty string."""
    for name in CANDIDATES:
        path = shutil.which(name)
        # A version manager's stand-in may be on the PATH and yet not run: so try it.
        if path and subprocess.call([path, "-c", IS_NEW_ENOUGH], stderr=-3) == 0:
            return path
    return ""


def main() -> int:
    if sys.version_info < OLDEST:
        newer = newer_python()
        if not newer:
            found = "{}.{}".format(*sys.version_info[:2])
            print(
                f"The portal needs Python 3.11 or newer, and this is {found}. Install one "
                "(Debian: apt install python3 python3-venv; macOS: brew install python) "
                "or name it: make run PYTHON=/path/to/python3.12",
                file=sys.stderr,
            )
            return 1
        os.execv(newer, [newer, "-m", "devtools", *sys.argv[1:]])
    return int(importlib.import_module("devtools.commands").main(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
