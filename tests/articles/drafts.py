"""Drafts for the tests of the checks, with nothing to complain about but what is given."""

import datetime

from articles.checks import DraftView, check
from articles.markup import OutcomeRow

TODAY = datetime.date(2026, 3, 3)
PAIN = OutcomeRow(17, 19, "people had less pain", "tuncali2007")


def draft(body="", *, audience="professional", kind="other", **rest):
    """A draft with nothing to complain about but its body."""
    rest = {"authors": ("A. Example",), "seek_help": "Call us."} | rest
    return DraftView(audience=audience, kind=kind, body=body, today=TODAY, **rest)


def findings(body="", *, rule, **rest):
    return [finding for finding in check(draft(body, **rest)) if finding.rule == rule]


def rules(body="", **rest):
    return {finding.rule for finding in check(draft(body, **rest))}
