"""Markdown to safe HTML: a page as it is written, and one at the limit of the length."""

from functools import partial

from articles.markup import ReferenceLabel, render
from devtools.benchmarks import Benchmark, register

REFERENCES = {
    f"key{i}": ReferenceLabel(f"Key {i}", "Key et al.", "J", "2000") for i in range(9)
}
PARAGRAPH = (
    "Cold kills cells [@key1; @key2, p. 12] and numbs nerves. The **needle** is placed under "
    "computed tomography, and a ball of ice grows around its tip [@key3].\n\n"
)
SECTION = f"## What is done\n\n{PARAGRAPH * 4}- One step\n- Another step [@key4]\n\n"


@register
def rendering() -> list[Benchmark]:
    draw = partial(render, references=REFERENCES, figures=(), audience="lay")
    return [
        Benchmark("markup, 1,000 words", partial(draw, SECTION * 8), rounds=60),
        Benchmark("markup, 8,000 words", partial(draw, SECTION * 64), rounds=10),
    ]
