"""`python3 -m devtools reset`: all that `make run` has filled goes."""

import shutil

from devtools.console import say, step
from devtools.database import Hold
from devtools.paths import LOCAL, MAIL


def main() -> int:
    with step("Deleting the private database, uploads and mails"):
        Hold().delete()
        for folder in (MAIL, LOCAL / "media"):
            shutil.rmtree(folder, ignore_errors=True)
        for file in LOCAL.glob("stripe-*.sqlite3*"):
            file.unlink()
    say("`make run` makes them anew.")
    return 0
