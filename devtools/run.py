"""`make run`: everything the portal needs, until Ctrl-C."""

import http.client
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import FrameType

from devtools import development, locks, ports, running
from devtools.console import Trouble, say, step
from devtools.content import prepare_content
from devtools.database import Hold
from devtools.database.given import check_given
from devtools.paths import LOCAL, ROOT
from devtools.processes import Child

MANAGE = (sys.executable, str(ROOT / "manage.py"))
START_SECONDS = 60
STOP_SECONDS = 10
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# What the children say appears at once, and without Django's word on production.
QUIET = {"PYTHONUNBUFFERED": "1", "DJANGO_RUNSERVER_HIDE_WARNING": "true"}

BANNER = """
  The portal is running.

  Read it          http://localhost:{port}/
  Edit it          http://localhost:{port}/admin/
  Mails it sends   http://localhost:{pages}/
{stripe}
  Log in as        member@example.org      a member
                   expert@example.org      a physician whose profession was checked
                   editor@example.org      writes pages
                   reviewer@example.org    reviews and publishes pages
                   moderator@example.org   looks after members
                   sponsor@example.org     acts for the invented sponsors
                   finance@example.org     keeps the books
                   admin@example.org       may do everything
  Password         demo-password-please-change

  Ctrl-C stops everything that this started.
"""
STRIPE = "  Its own Stripe   http://localhost:{port}/  (test cards; no real money)\n"
WEBHOOKS = "/hooks/stripe/"


class Stop(BaseException):
    """Somebody asked for the end: Ctrl-C, SIGTERM or a closed terminal."""


def main() -> int:
    for number in SIGNALS:
        signal.signal(number, _stop)
    try:
        launch(ports.wanted())
    except Stop:
        say("\nStopped.")
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    for asked in SIGNALS:
        signal.signal(asked, signal.SIG_IGN)  # stopping is not to be interrupted
    raise Stop


def launch(port: int) -> None:
    """Bring everything up in order; whatever is up goes down when this is left."""
    with ExitStack() as stack:
        stack.enter_context(running.claim(port))
        given = {"PORT": str(port), **development.read_env_file(ROOT / ".env")}
        development.adopt(given)
        hold = database(stack)
        given |= development.defaults()
        development.adopt(given)
        os.environ.update(QUIET)
        with locks.exclusive(LOCAL / "setup.lock"):
            prepare_content(os.environ["DATABASE_URL"], is_private=hold is not None)
        stack.callback(running.withdraw, port)
        known = {name: os.environ.get(name, "") for name in ("DATABASE_URL", *given)}
        say("Starting server, mail reader, Stripe sandbox and background worker")
        started = stack.enter_context(children())
        started.append(serve(port))
        started.append(show_mails(port + 1))
        has_sandbox = uses_sandbox(port)
        if has_sandbox:
            started.append(play_stripe(port))
        running.announce(port, known, [one.group for one in started])
        wait_until_ready(port, started, has_sandbox=has_sandbox)
        started.append(work())  # not earlier: the server needs both cores to start soon
        running.announce(port, known, [one.group for one in started])
        stripe = STRIPE.format(port=ports.sandbox(port)) if has_sandbox else ""
        say(BANNER.format(port=port, pages=port + 1, stripe=stripe))
        watch(started, hold)


def database(stack: ExitStack) -> Hold | None:
    """Make sure of the database: the one that is given, or else our private one."""
    if given := os.environ.get("DATABASE_URL"):
        with step("Looking for the database of DATABASE_URL"):
            check_given(given)
        return None
    hold = Hold()
    stack.callback(hold.release)
    with step(f"Starting PostgreSQL {hold.cluster.binaries.version}"):
        os.environ["DATABASE_URL"] = hold.take()
    return hold


@contextmanager
def children() -> Iterator[list[Child]]:
    """Give a list for what is started; end all of it together."""
    started: list[Child] = []
    try:
        yield started
    finally:
        for child in started:
            child.ask_to_stop()
        for child in started:
            child.stop(STOP_SECONDS)


def serve(port: int) -> Child:
    return Child("server", [*MANAGE, "runserver", f"127.0.0.1:{port}"])


def show_mails(port: int) -> Child:
    return Child("mail reader", [sys.executable, "-m", "devtools.pages", str(port)])


def uses_sandbox(port: int) -> bool:
    """Tell whether the portal pays at our own Stripe: not if somebody gave it keys."""
    base = os.environ.get("STRIPE_API_BASE", "")
    return base == f"http://127.0.0.1:{ports.sandbox(port)}"


def play_stripe(port: int) -> Child:
    own, url = str(ports.sandbox(port)), f"http://127.0.0.1:{port}{WEBHOOKS}"
    module = [sys.executable, "-m", "devtools.stripe_sandbox"]
    data = str(LOCAL / f"stripe-{port}.sqlite3")
    options = ["--port", own, "--data", data, "--webhook-url", url]
    return Child("Stripe sandbox", [*module, *options])


def work() -> Child:
    return Child("background worker", [*MANAGE, "procrastinate", "worker"])


def wait_until_ready(
    port: int, started: Sequence[Child], *, has_sandbox: bool = False
) -> None:
    deadline = time.monotonic() + START_SECONDS
    expected = ports.all_of(port) if has_sandbox else (port, port + 1)
    while not all(answers(number) for number in expected):
        check_alive(started)
        if time.monotonic() > deadline:
            raise Trouble(f"The server did not answer within {START_SECONDS} s.")
        time.sleep(0.1)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status > 0
    except OSError:
        return False
    finally:
        connection.close()


def watch(started: Sequence[Child], hold: Hold | None) -> None:
    """Stay until a signal comes or a part dies; a database that dies is started again."""
    while True:
        check_alive(started)
        if hold and hold.cluster.postmaster() is None and hold.mend():
            say("The database had died; it is up again.")
        time.sleep(0.5)


def check_alive(started: Sequence[Child]) -> None:
    for child in started:
        if how := child.ended():
            raise Trouble(
                f"The {child.name} ended ({how}), so everything was stopped. "
                "The reason stands above; then run this again."
            )
