"""What a browser sends from the editor."""

TEXT = "## What it is\n\nA text that took me two hours."


def typed(base=None, **fields):
    return {
        "base": base or "",
        "title": "Cryoablation",
        "summary": "A probe freezes.",
        "body": TEXT,
        "significance": "content",
        "note": "Wrote it",
        "outcomes-TOTAL_FORMS": "0",
        "outcomes-INITIAL_FORMS": "0",
        "contributors-TOTAL_FORMS": "0",
        "contributors-INITIAL_FORMS": "0",
        **fields,
    }
