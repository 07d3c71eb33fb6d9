"""What the sandbox's own pages are made of: visits, forms, templates, answers."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from django.template import Context, Engine

from devtools.stripe_sandbox.store import Json

FOLDER = Path(__file__).parent
POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
    # Browsers hold form-action against redirects too, and a payment ends on the portal.
    "form-action 'self' http: https:"
)


class Visit(NamedTuple):
    """A request for a page."""

    method: str
    path: str
    query: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def form(self) -> dict[str, str]:
        """Return the fields of a posted form; of several with a name, the last."""
        fields = parse_qs(self.body.decode(errors="replace"), keep_blank_values=True)
        return {name: values[-1].strip() for name, values in fields.items()}

    @property
    def is_ours(self) -> bool:
        """Tell whether a form was sent from our own page, or by a program."""
        origin = self.headers.get("Origin") or self.headers.get("Referer")
        return not origin or urlsplit(origin).netloc == self.headers.get("Host")


class Page(NamedTuple):
    """An answer to a browser."""

    body: str
    status: int = 200
    kind: str = "text/html"
    headers: dict[str, str] = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


class Field(NamedTuple):
    """A field of a form as the templates want it."""

    name: str
    label: str
    value: str = ""
    error: str = ""
    hint: str = ""
    kind: str = "text"
    autocomplete: str = "off"
    inputmode: str = "text"
    required: bool = True


@cache
def engine() -> Engine:
    return Engine(dirs=[str(FOLDER / "templates")], autoescape=True)


def render(template: str, status: int = 200, **values: Json) -> Page:
    """Render a page. Numbers must come as text: no Django settings are at hand."""
    body = engine().get_template(template).render(Context(values))
    return Page(body, status)


def redirect(to: str) -> Page:
    return Page("", 303, headers={"Location": to})


def refuse(title: str, text: str, status: int) -> Page:
    return render("message.html", status, title=title, text=text)
