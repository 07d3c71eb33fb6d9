"""Runs the sandbox as a process of its own: `python -m devtools.stripe_sandbox --port 8002`."""

import argparse
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import stripe

from devtools.paths import LOCAL
from devtools.stripe_sandbox.account import Account, Keys
from devtools.stripe_sandbox.server import HOST, Server

OWN_KEY, OWN_SECRET = "sk_test_sandbox_", "whsec_sandbox_"


def main(arguments: Sequence[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    stripe.enable_telemetry = False
    account = Account(_keys(), options.data)
    if options.webhook_url:
        account.configure(webhook_url=options.webhook_url)
    server = Server(account, options.port)
    signal.signal(signal.SIGTERM, _stop)
    server.start()
    print(f"Stripe sandbox on http://{HOST}:{server.server_address[1]}/", flush=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        server.stop()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devtools.stripe_sandbox")
    parser.add_argument(
        "--port", type=int, default=8002, help="on 127.0.0.1; 0: a free one"
    )
    parser.add_argument("--data", type=Path, default=LOCAL / "stripe.sqlite3")
    parser.add_argument(
        "--webhook-url", default="", help="of the portal, on this machine"
    )
    return parser


def _keys() -> Keys:
    """Return the keys of the environment; a real one has no business here."""
    secret = os.environ.get("STRIPE_SECRET_KEY", "")
    signing = (os.environ.get("STRIPE_WEBHOOK_SECRETS") or "").split(",")[0]
    if not secret.startswith(OWN_KEY) or not signing.startswith(OWN_SECRET):
        raise SystemExit(
            f"The sandbox wants STRIPE_SECRET_KEY={OWN_KEY}… and "
            f"STRIPE_WEBHOOK_SECRETS={OWN_SECRET}…, and never a key of Stripe's."
        )
    return Keys(secret, signing)


if __name__ == "__main__":
    main()
