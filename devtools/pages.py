"""devtools' own pages, beside the portal: `python -m devtools.pages PORT` (loopback only)."""

import html
import os
import re
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from devtools import mail
from devtools.paths import MAIL

LOOK = (Path(__file__).parent / "pages.css").read_bytes()
POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# A mail's HTML is somebody's text: it may show itself and do nothing else.
SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)

PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/pages.css">
<main>
{content}
</main>
</html>
"""


def mail_list(folder: Path) -> str:
    mails = mail.newest_first(folder)
    rows = "".join(
        f'<li><a href="/mail/{one.name}">{html.escape(one.subject)}</a>'
        f"<span>{html.escape(one.recipients)}</span><time>{one.sent:%d %b %H:%M:%S}</time></li>"
        for one in mails
    )
    empty = "<p>The portal has sent no mail yet. Reload this page after it has.</p>"
    everything = (
        '<form method="post" action="/delete"><button>Delete all</button></form>'
    )
    listing = f'<ol class="mails">{rows}</ol>{everything}' if mails else empty
    return PAGE.format(
        title="Mails", content=f"<h1>Mails the portal sent</h1>{listing}"
    )


def mail_page(one: mail.Mail) -> str:
    headers = "".join(
        f"<dt>{name}</dt><dd>{html.escape(str(one.message.get(name, '–')))}</dd>"
        for name in ("From", "To", "Reply-To", "Date")
    )
    text = one.part("plain")
    parts = "" if text is None else f"<h2>Text</h2><pre>{_linked(text)}</pre>"
    if one.part("html") is not None:
        source = f"/mail/{one.name}/html"
        frame = f'<iframe sandbox src="{source}" title="The mail as HTML"></iframe>'
        parts += f"<h2>HTML</h2>{frame}"
    if one.files:
        parts += f"<h2>Attached</h2><ul>{_attached(one)}</ul>"
    action = f"/mail/{one.name}/delete"
    content = (
        f'<p><a href="/">All mails</a></p><h1>{html.escape(one.subject)}</h1>'
        f"<dl>{headers}</dl>{parts}"
        f'<form method="post" action="{action}"><button>Delete this mail</button></form>'
    )
    return PAGE.format(title=html.escape(one.subject), content=content)


def _attached(one: mail.Mail) -> str:
    return "".join(
        f'<li><a href="/mail/{one.name}/file-{number}">{html.escape(file.name)}</a></li>'
        for number, file in enumerate(one.files, 1)
    )


def _linked(text: str) -> str:
    escaped = html.escape(text)
    return re.sub(
        r"(https?://[^\s&<]+(?:&amp;[^\s&<]+)*)", r'<a href="\1">\1</a>', escaped
    )


class Pages(BaseHTTPRequestHandler):
    """List, read and delete; nothing else, and for this machine's browser alone."""

    folder = MAIL

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        name, _, rest = path.removeprefix("/mail/").partition("/")
        if not self._is_local():
            self._send("This page is for this machine alone.", HTTPStatus.FORBIDDEN)
        elif path in {"/", "/healthz"}:
            self._send(mail_list(self.folder))
        elif path == "/pages.css":
            self._send_bytes(LOOK, "text/css")
        elif path.startswith("/mail/") and (found := mail.find(self.folder, name)):
            if rest == "html":
                self._send(found.part("html") or "", policy=SANDBOX)
            elif file := found.attached(rest):
                self._send_file(file)
            else:
                self._send(mail_page(found))
        else:
            self._send("There is no such page.", HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        if not self._is_local() or not self._comes_from_here():
            self._send("This page is for this machine alone.", HTTPStatus.FORBIDDEN)
            return
        name = self.path.removeprefix("/mail/").removesuffix("/delete")
        for one in mail.newest_first(self.folder):
            if self.path == "/delete" or one.name == name:
                mail.delete(one)
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _is_local(self) -> bool:
        # A foreign name that resolves to this machine must not read the mails.
        host = self.headers.get("Host", "").rpartition(":")[0]
        return host in {"localhost", "127.0.0.1"}

    def _comes_from_here(self) -> bool:
        origin = self.headers.get("Origin") or self.headers.get("Referer") or ""
        return urlsplit(origin).netloc == self.headers.get("Host")

    def _send(
        self, text: str, status: HTTPStatus = HTTPStatus.OK, policy: str = POLICY
    ) -> None:
        self._send_bytes(text.encode(), "text/html; charset=utf-8", status, policy)

    def _send_file(self, file: mail.File) -> None:
        # A PDF opens here; anything else could be a page of somebody's, and is saved.
        is_paper = file.kind == "application/pdf"
        kind = file.kind if is_paper else "application/octet-stream"
        self._send_bytes(file.content, kind)

    def _send_bytes(
        self,
        body: bytes,
        kind: str,
        status: HTTPStatus = HTTPStatus.OK,
        policy: str = POLICY,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "same-origin")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep quiet: the terminal belongs to the portal."""


def serve(port: int, folder: Path) -> ThreadingHTTPServer:
    """Return a server over the folder, bound to loopback."""
    handler = type("Pages", (Pages,), {"folder": folder})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


if __name__ == "__main__":
    folder = Path(os.environ.get("MAIL_DIR", MAIL))
    serve(int(sys.argv[1]), folder).serve_forever()
