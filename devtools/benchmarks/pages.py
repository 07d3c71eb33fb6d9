"""The pages readers open most, at the size of the demonstration and at 2,000 subjects."""

from collections.abc import Callable
from http import HTTPStatus

from django.test import Client

from devtools.benchmarks import Benchmark, crowd, register

ADDRESSES = {
    "home": "/",
    "portal home": "/lay/",
    "article": "/pro/cryoablation-of-bone-metastases/",
    "article, lay": "/lay/cryoablation-of-bone-metastases/",
    "a to z": "/a-z/",
    "search, one word": "/search/?q=cryoablation",
    "search, two words": "/search/?q=bone+pain",
    "search, mistyped": "/search/?q=cryoablashun",
}


def visit(address: str) -> Callable[[], object]:
    # Not the suite's instrumented templates: without them the client costs next to nothing.
    client = Client(SERVER_NAME="localhost")

    def once() -> object:
        response = client.get(address)
        if response.status_code != HTTPStatus.OK:
            raise RuntimeError(f"{address} answers {response.status_code}")
        return response

    return once


@register
def at_demo_size() -> list[Benchmark]:
    return [Benchmark(name, visit(address)) for name, address in ADDRESSES.items()]


@register
def at_two_thousand_subjects() -> list[Benchmark]:
    crowd.gather()
    return [
        Benchmark(f"{name}, {crowd.SUBJECTS} subjects", visit(address), rounds=60)
        for name, address in ADDRESSES.items()
    ]
