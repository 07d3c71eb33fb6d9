"""`python3 -m devtools reset`: the private database, its demo content and the mails go."""

import shutil

from devtools.console import say, step
from devtools.database import Hold
from devtools.paths import LOCAL, MAIL


def main() -> int:
    with step("Deleting the private database, uploads and mails"):
        Hold().delete()
        for folder in (MAIL, LOCAL / "media"):
            shutil.rmtree(folder, ignore_errors=True)
    say("`make run` makes them anew.")
    return 0
