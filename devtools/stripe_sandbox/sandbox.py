"""A sandbox for tests, in threads of the test's own process."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from devtools.stripe_sandbox import control, deliveries
from devtools.stripe_sandbox.account import Account, Keys
from devtools.stripe_sandbox.deliveries import OPENER, Webhook
from devtools.stripe_sandbox.server import Server
from devtools.stripe_sandbox.store import Json, Object, identifier

QUICK_RETRIES = [0.05, 0.1, 0.2, 0.4]


def new_keys() -> Keys:
    return Keys(
        identifier("sk_test_sandbox_", 32),
        identifier("whsec_sandbox_", 32),
    )


class Sandbox:
    """A running sandbox on a free port; `close()` ends it."""

    def __init__(
        self,
        *,
        webhook_url: str = "",
        data: Path | None = None,
        keys: Keys | None = None,
    ) -> None:
        self.account = Account(keys or new_keys(), data)
        self.account.configure(webhook_url=webhook_url, retry_delays=QUICK_RETRIES)
        self._server = Server(self.account, 0)
        self._server.start()

    @property
    def base(self) -> str:
        return self.account.base

    @property
    def secret_key(self) -> str:
        return self.account.keys.secret_key

    @property
    def webhook_secret(self) -> str:
        return self.account.keys.webhook_secret

    def close(self) -> None:
        self._server.stop()

    def reset(self) -> None:
        """Forget everything, also where webhooks go and how often they are tried."""
        self.account.reset()
        self.account.configure(webhook_url="", retry_delays=QUICK_RETRIES)

    def control(self, verb: str, **given: Json) -> Json:
        """Do what the control plane does; see control.VERBS."""
        return control.call(self.account, verb, given)

    # --- What happens at Stripe's, in short ---

    def pay(
        self,
        session: str,
        number: str = "4242424242424242",
        *,
        email: str = "donor@example.org",
        name: str = "A Donor",
    ) -> str:
        """Fill in the hosted page of a session; return where it sends the browser.

        An empty text means that the method was declined and the page is shown again.
        """
        done = control.pay(
            self.account,
            {"session": session, "number": number, "email": email, "name": name},
        )
        return str(done["to"])

    def advance(self, *, days: int = 0, seconds: int = 0) -> None:
        self.control("advance", days=days, seconds=seconds)

    def objects(self, kind: str, **equal: Any) -> list[Object]:
        """Return all objects of a kind as Stripe would show them, oldest first."""
        return [self.account.show(one) for one in self.account.store.all(kind, **equal)]

    # --- Webhooks ---

    def webhooks(self) -> list[Webhook]:
        """Return what waits to be delivered, signed now; it then counts as delivered.

        For a sandbox without webhook address: hand them to Django's test client, in any
        order and as often as the test likes.
        """
        return deliveries.take(self.account)

    def wait(self, seconds: float = 60) -> None:
        """Wait until nothing is left to be delivered."""
        deadline = time.monotonic() + seconds
        while deliveries.pending(self.account):
            if time.monotonic() > deadline:
                raise TimeoutError("webhooks are still waiting")
            time.sleep(0.005)

    # --- Pages ---

    def open(
        self, path: str, form: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        """Visit a page, or post a form to it: status, text, where it redirects to."""
        url = path if path.startswith("http") else self.base + path
        body = None if form is None else urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(url, body)  # noqa: S310 - the sandbox's own pages
        try:
            with OPENER.open(request, timeout=20) as answer:
                return answer.status, answer.read().decode(), ""
        except urllib.error.HTTPError as error:
            with error:
                return (
                    error.code,
                    error.read().decode(),
                    error.headers.get("Location", ""),
                )

    def post_control(self, verb: str, **given: Json) -> Json:
        """Use the control plane over HTTP, as another process does."""
        request = urllib.request.Request(  # noqa: S310 - the sandbox's own address
            f"{self.base}/_sandbox/{verb}",
            json.dumps(given).encode(),
            {"Content-Type": "application/json"},
        )
        with OPENER.open(request, timeout=20) as answer:
            return json.load(answer)
