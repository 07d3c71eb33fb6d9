"""Words that occur as in real language: a few everywhere, most hardly ever."""

from __future__ import annotations

import random
from itertools import accumulate, product

VOCABULARY = 5_000
SENTENCES = 20_000
FLATTENED = 2  # as in Mandelbrot's version: the first word is in about 70 % of posts

# The most common first.
KNOWN = """
    pain surgery scan knee doctor week biopsy treatment hospital leg tumor operation month
    bone result question implant cast crutch fracture chemotherapy radiation nurse walk
    physiotherapy infection scar appointment hip shoulder daughter son mother father sleep
    night work school drug dose blood test specialist center opinion recovery exercise
    swelling fever nausea fear hope family insurance report image margin graft plate screw
    cement growth lung check-up relapse sarcoma cyst chondroma freezing ablation needle
    embolization spine pelvis femur tibia wrist ankle finger prosthesis rehabilitation
    """.split()  # noqa: SIM905  one word a line as a list would fill a page
SYLLABLES = (
    *("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "por", "qua", "ra", "sil", "tem"),
    *("ur", "vo", "xen", "ya", "zel", "kri", "stau"),
)
RARE_SYLLABLES = (
    *("bra", "clo", "dren", "fip", "glu", "hask", "jor", "kly", "mort", "nuv"),
)
TEMPLATES = (
    "The {} of my {} was {} after the {}, and now the {} says {}.",
    "Has anybody had {} and {} at the same time as {}, or only {} with {}?",
    "We were told that {} needs {}, {} and {} before the {} can begin.",
    "After {} weeks of {} I could {} again, but the {} and the {} stayed.",
    "My {} is better than the {} was, which {} and {} had not promised.",
    "They found {} near the {}, so there will be {} and then {} in {}.",
    "I would ask about {}, {} and {} before you agree to any {} or {}.",
    "It was the {} who explained {} to us, with {} and a drawing of the {}.",
)


def vocabulary() -> list[str]:
    """Return the words, the most common first; most of them mean nothing."""
    made = ("".join(parts) for parts in product(SYLLABLES, repeat=3))
    found = dict.fromkeys(KNOWN)
    for word in made:
        if len(found) == VOCABULARY:
            break
        found.setdefault(word)
    return list(found)


def sentences(chance: random.Random) -> list[str]:
    words = vocabulary()
    weights = list(
        accumulate(1 / (rank + FLATTENED) for rank in range(1, len(words) + 1))
    )
    pool = []
    for _ in range(SENTENCES):
        template = chance.choice(TEMPLATES)
        slots = template.count("{}")
        pool.append(
            template.format(*chance.choices(words, cum_weights=weights, k=slots))
        )
    return pool


def rare_word(number: int) -> str:
    """Return one of 10,000 words that hardly anybody else uses, as typing errors are."""
    digits = f"{number * 7919 % 10_000:04}"
    return "".join(RARE_SYLLABLES[int(digit)] for digit in digits)
