"""Invented members and what they write to each other; real people wrote none of it."""
