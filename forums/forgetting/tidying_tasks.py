"""Once a day: what goes by itself goes."""

from forums.forgetting import tidying
from portal import jobs


@jobs.every("20 3 * * *")
def tidy() -> None:
    """Blank old removed posts, then sweep away files without a post."""
    tidying.blank_removed()
    tidying.sweep_files()
