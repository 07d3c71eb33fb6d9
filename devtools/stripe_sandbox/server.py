"""The HTTP server: Stripe's API, the hosted pages and the control plane on one loopback port."""

import json
import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from devtools.stripe_sandbox import pages
from devtools.stripe_sandbox.account import Account
from devtools.stripe_sandbox.api import Api, Request
from devtools.stripe_sandbox.clock import Ticking
from devtools.stripe_sandbox.deliveries import Courier
from devtools.stripe_sandbox.errors import ApiError
from devtools.stripe_sandbox.store import Json
from devtools.stripe_sandbox.web import Visit

HOST = "127.0.0.1"
LARGEST_BODY = 1024 * 1024
NAMES = {"127.0.0.1", "localhost"}


class Handler(BaseHTTPRequestHandler):
    """One connection; several requests may come over it."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body leave together
    disable_nagle_algorithm = True
    timeout = 120
    account: Account
    api: Api

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_GET
    do_DELETE = do_GET
    do_HEAD = do_GET

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self.close_connection = True
            self._send(413, "The request is too large.", "text/plain", {})
            return
        body = self.rfile.read(int(length))
        if self.headers.get("Host", "").partition(":")[0] not in NAMES:
            # A foreign name that resolves to this machine must not reach the sandbox.
            self._send(403, "The sandbox is for this machine alone.", "text/plain", {})
        elif self.path.startswith("/v1/"):
            self._answer_api(body)
        else:
            self._answer_page(body)

    def _answer_api(self, body: bytes) -> None:
        url = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = body if self.command == "POST" else url.query.encode()
        asked = Request(self.command, url.path, query, headers)
        try:
            answer = self.api.answer(asked)
        except Exception as error:
            fault = json.dumps(
                {"error": {"type": "api_error", "message": f"sandbox: {error!r}"}}
            )
            self._send(500, fault, "application/json", {"Stripe-Should-Retry": "false"})
            raise
        if answer.status == 0:
            self.close_connection = True
            return
        self._send(answer.status, answer.body, "application/json", answer.headers)

    def _answer_page(self, body: bytes) -> None:
        url = urlsplit(self.path)
        visit = Visit(
            self.command, url.path, url.query, body, dict(self.headers.items())
        )
        try:
            page = pages.answer(self.account, visit)
        except ApiError as error:
            page = pages.refusal(visit, error)
        self._send(page.status, page.body, page.kind, page.headers)

    def _send(self, status: int, text: str, kind: str, headers: dict[str, str]) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep quiet: the terminal belongs to the portal."""


class Server(ThreadingHTTPServer):
    """Serves one account until it is closed."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, account: Account, port: int) -> None:
        handler = type("Handler", (Handler,), {"account": account, "api": Api(account)})
        super().__init__((HOST, port), handler)
        self.account = account
        account.base = f"http://{HOST}:{self.server_address[1]}"
        self._helpers = (Courier(account), Ticking(account))

    def server_bind(self) -> None:
        """Bind without asking for the name of this machine, which may take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: Json, client_address: Json) -> None:
        """Say nothing of clients that went away; everything else is a fault of ours."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def start(self) -> None:
        """Serve in threads of this process."""
        for helper in self._helpers:
            helper.start()
        threading.Thread(
            target=self.serve_forever, args=(0.05,), name="stripe-sandbox", daemon=True
        ).start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
        for helper in self._helpers:
            helper.stop()
            helper.join(15)
        self.account.store.close()
