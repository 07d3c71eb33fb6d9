"""The portal and the local Stripe as processes of their own, to be stopped and killed."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress

from devtools import mail
from devtools.paths import ROOT
from devtools.stripe_sandbox.deliveries import OPENER
from tests.ports import free_port

# Seconds: the sweeper comes twice within 150, and the machine may be slow and busy.
PATIENCE = 400
KEYS = {
    "STRIPE_SECRET_KEY": "sk_test_sandbox_of_this_test",
    "STRIPE_WEBHOOK_SECRETS": "whsec_sandbox_of_this_test",
}


def until(is_so, seconds=PATIENCE):
    """Wait until something is so; return what it returned."""
    give_up = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < give_up, f"{is_so} took too long"
        time.sleep(0.02)
    return found


def answers(url, **headers):
    """Return the status of an answer, 0 if there is none."""
    return knock(urllib.request.Request(url, headers=headers))


def knock(request):
    try:
        with OPENER.open(request, timeout=120) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return 0


def deliver(url, webhook):
    """Send an event as Stripe does; return the status of the answer."""
    headers = {
        "Content-Type": "application/json",
        "Stripe-Signature": webhook.signature,
    }
    return knock(urllib.request.Request(url, webhook.body, headers))


class Portal:
    """Web servers, workers and commands over one database and one Stripe.

    They run as in development: mails are written into the folder.
    """

    def __init__(self, database, stripe, folder):
        self.mails = folder / "mails"
        self.mails.mkdir(exist_ok=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "processes.log"
        self.started = []
        self.is_closing, self.supervisor = False, None
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "ENVIRONMENT": "development",
            "DEBUG": "1",
            "DATABASE_URL": database,
            "SITE_URL": self.url,
            "MAIL_DIR": str(self.mails),
            **stripe,
        }

    @property
    def hook(self):
        return f"{self.url}/hooks/stripe/"

    def start(self, *command, **more):
        """Start a program of Python's; it leads a group, so that all of it can be killed."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env={**self.environment, **more},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def serve(self, processes=2):
        """Start a web server with several processes; return when it answers."""
        server = self.start(
            *("-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{self.port}"),
            *("--workers", str(processes), "--threads", "4", "--no-control-socket"),
        )
        until(lambda: answers(f"{self.url}/healthz"))
        return server

    def work(self):
        return self.start("manage.py", "procrastinate", "worker")

    def keep_working(self):
        """Have a worker at all times, as systemd's Restart=always does (docs/operations.md)."""

        def supervise():
            while not self.is_closing:
                self.work().wait()

        self.supervisor = threading.Thread(target=supervise)
        self.supervisor.start()

    def manage(self, *arguments):
        """Run a command to its end; return its exit code and what it said."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        return done.returncode, done.stdout + done.stderr

    def received(self):
        """Return the mails so far; those of one second may share a file (Django names it)."""
        return mail.newest_first(self.mails)

    def close(self):
        """End everything, at once; the database is about to go."""
        self.is_closing = True
        while self.started or (self.supervisor and self.supervisor.is_alive()):
            for process in [self.started.pop() for _one in tuple(self.started)]:
                kill(process)


def kill(process):
    """kill -9 of a process and of those that it started; return when it is dead."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(60)


class StripeProcess:
    """A local Stripe that can be killed and started again where and as it was."""

    def __init__(self, folder, webhook_url):
        self.data, self.webhook_url = folder / "stripe.sqlite3", webhook_url
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.child = None

    def start(self):
        command = ["-m", "devtools.stripe_sandbox", "--port", str(self.port)]
        command += ["--data", str(self.data), "--webhook-url", self.webhook_url]
        self.child = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], **KEYS},
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        until(lambda: answers(f"{self.base}/_sandbox/"))

    def kill(self):
        kill(self.child)

    def control(self, verb, **given):
        request = urllib.request.Request(
            f"{self.base}/_sandbox/{verb}",
            json.dumps(given).encode(),
            {"Content-Type": "application/json"},
        )
        with OPENER.open(request, timeout=120) as answer:
            return json.load(answer)

    def has_delivered(self):
        return not set(self.control("status")["deliveries"]) & {"waiting", "held"}
