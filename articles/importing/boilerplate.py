"""The furniture around an old page: forum calls, log-in, donations, portal links, counters."""

from __future__ import annotations

import re

from .prose import sentences

# Whole lines. A counter may be glued to them: "Professional63".
LINE = re.compile(
    r"(?:participate in (?:our|the) forums?|help us help others|(?:focused|related|more|popular)"
    r" articles(?: for you)?|(?:lay|patients?|professionals?|pro)(?: portal)?|portal|log ?in"
    r"|log ?out|register|sign (?:in|up)|home|search|print(?: this)?(?: page)?|e-?mail this page"
    r"|share(?: this)?(?: page| article)?(?: on .{1,30})?|back to (?:the )?top|top of page|menu"
    r"|contact(?: us)?|about us|site ?map|privacy(?: policy)?|terms(?: of (?:use|service))?"
    r"|disclaimer|advertisement|skip to (?:main )?content|(?:no |\d+ )?comments?|rss|next"
    r"|previous|forums?|donate(?: now)?|become a (?:site )?sponsor|newsletter)"
    r"\s*[:»›>!.]?\s*\(?\d{0,7}\)?",
    re.IGNORECASE,
)
CRUMBS = re.compile(
    r"(?:home|start)(?:\s*(?:>|»|›|/|::)\s*[^>»›]{1,60}){1,6}", re.IGNORECASE
)
COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright\b).{0,200}|.{0,100}all rights reserved.{0,100}",
    re.IGNORECASE,
)
COUNTER = re.compile(
    r"(?:(?:page )?(?:views?|hits|visits|reads)\s*:?\s*)?\d{1,7}(?: (?:views|hits))?",
    re.IGNORECASE,
)

# Single sentences; every part of a pattern is needed.
SENTENCES = (
    (
        r"\bforums?\b|\bdiscussion board",
        r"\bvisit|\bparticipat|\bjoin|\blog ?in|\bask questions",
    ),
    (r"\bmust (?:be )?log(?:ged)? ?in\b|\blog ?in to\b", r""),
    (r"\bsite sponsor|\bbecome a sponsor|\bour sponsors?\b", r""),
    (r"\bdonat(?:e|ion)s?\b", r"\bsupport|\bhelp us|\bour work|\bwish to"),
    (r"\bnewsletter\b|\bfollow us on\b|\bclick here\b", r""),
    (r"\bcookies?\b", r"\b(?:this|our) (?:web ?)?site uses\b"),
)
PATTERNS = tuple(
    tuple(re.compile(part, re.IGNORECASE) for part in parts if part)
    for parts in SENTENCES
)


def is_boilerplate_line(line: str) -> bool:
    bare = line.strip().strip("#*_-–—=| ").strip()
    if not bare:
        return True
    if len(bare) > 250:
        return False
    return any(p.fullmatch(bare) for p in (LINE, CRUMBS, COPYRIGHT, COUNTER))


def is_boilerplate(paragraph: str) -> bool:
    """Whether every sentence of the paragraph is a call or a notice of the site."""
    if is_boilerplate_line(paragraph):
        return True
    parts = sentences(paragraph) if len(paragraph) < 2_000 else []
    return bool(parts) and all(_is_call(part) for part in parts)


def _is_call(sentence: str) -> bool:
    if is_boilerplate_line(sentence):
        return True
    return any(all(part.search(sentence) for part in parts) for parts in PATTERNS)
