"""The one door to background work: ``task``, ``enqueue`` and ``every``."""
