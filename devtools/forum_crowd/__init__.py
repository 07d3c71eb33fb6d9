"""Forums of any size for the benchmark: the same numbers from the same seed, counters right.

``python -m devtools.forum_crowd big`` fills the database that DATABASE_URL names.
"""

from devtools.forum_crowd.plan import BIG, SMALL, Size

__all__ = ["BIG", "SMALL", "Size"]
