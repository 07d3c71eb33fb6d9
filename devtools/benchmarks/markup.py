"""Markdown to safe HTML: pages and posts as they are written, and at the limit of the length."""

from functools import partial

from articles.markup import ReferenceLabel, render
from devtools.benchmarks import Benchmark, register
from forums import markup
from forums.writing import safety_words

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


POST = (
    "Hello everyone, my mother (71) had **cryoablation** of a metastasis in the 4th rib in "
    "March. The pain was gone after *two days*, see https://example.org/paper?id=3 and what "
    "@[17] wrote.\n\n> [post:345]\n> Ask them about numbness.\n\n- first we asked the nurse"
    "\n- then the doctor\n\nShe takes 400 mg now and sleeps well again. Thanks to all of you "
    "for your patience with my questions, it has helped us more than you can know.\n\n"
)
# The slowest of many thousand texts that a search by chance has tried.
WORST = "\n\n_"


@register
def posts() -> list[Benchmark]:
    def full(unit: str) -> str:
        return (unit * markup.LIMIT)[: markup.LIMIT]

    return [
        Benchmark("post, 450 bytes", partial(markup.render, POST)),
        Benchmark("post, 20,000 signs", partial(markup.render, full(POST)), rounds=30),
        Benchmark("post, worst", partial(markup.render, full(WORST)), rounds=15),
        Benchmark(
            "post, personal data",
            partial(safety_words.personal_data_in, full(POST)),
            rounds=60,
        ),
    ]
