"""`make run` in a copy of this checkout: it starts, tells, and leaves nothing behind."""

import itertools
import os
import secrets
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from tests.devtools.newcomer import Newcomer
from tests.ports import free_port

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    """A checkout that has been started once, for what concerns later starts."""
    # Root's database lies under a name made from the folder's: no killed run has used it.
    name = f"settled-{secrets.token_hex(4)}"
    someone = Newcomer(tmp_path_factory.mktemp(name))
    with someone.run() as running:
        running.wait_until_up()
    yield someone
    someone.leave()


@pytest.fixture
def base():
    """A folder that an ordinary user can reach, unlike those that pytest gives root."""
    with tempfile.TemporaryDirectory(prefix="newcomer-") as folder:
        yield Path(folder)


PLACES = {
    "plain": "portal",
    "space": "my projects/bone portal",
    "deep": "/".join(["a-rather-long-name-of-a-folder"] * 7) + "/portal",
    "closed": "closed/portal",
}


@pytest.mark.parametrize(
    ("who", "place"),
    [
        *itertools.product(["root", "ordinary user"], PLACES),
        ("nameless user", "plain"),
    ],
)
def test_first_start(base, who, place):
    if os.geteuid() != 0 and who != "ordinary user":
        pytest.skip("only root can be somebody else")
    someone = Newcomer(base, PLACES[place], who=who)
    if place == "closed":
        someone.folder.parent.chmod(0o700)

    with someone.run() as running:
        output = running.wait_until_up()
        home = running.get("/")
        mails = running.get("/", port=running.port + 1)
        users = someone.manage("shell", "-v", "0", "-c", COUNT_USERS)

    assert home.status == 200
    assert "Mails the portal sent" in mails.text
    assert int(users.stdout) >= 6
    assert f"http://localhost:{running.port}/" in output
    assert "admin@example.org" in output
    assert running.returncode == 0
    assert someone.processes() == []
    someone.leave()


COUNT_USERS = (
    "from django.contrib.auth import get_user_model as g; print(g().objects.count())"
)


def test_second_start_is_quick_and_does_nothing_twice(settled):
    began = time.monotonic()
    settled.manage("migrate", "--check")
    one_command = time.monotonic() - began

    with settled.run() as running:
        output = running.wait_until_up()
        seconds = time.monotonic() - began - one_command

    assert "Installing" not in output
    assert "Making" not in output
    assert "Bringing" not in output
    # About as long as one command, however busy the machine is: 5 s where that takes 1 s.
    assert seconds < 5 * one_command


def test_database_that_was_reset_is_filled_again(settled):
    settled.run(command=[settled.python(), "-m", "devtools", "reset"]).wait()

    with settled.run() as running:
        output = running.wait_until_up()
        users = settled.manage("shell", "-v", "0", "-c", COUNT_USERS)

    assert "Bringing database and demo content up to date" in output
    assert int(users.stdout) >= 6


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_stops_everything(settled, number):
    with settled.run() as running:
        running.wait_until_up()
        running.send(number)
        running.wait()

    assert running.returncode == 0
    assert "Stopped." in running.output()
    assert settled.processes() == []


def test_control_c_on_make_reaches_everything(settled):
    with settled.run(command=["make", "run"]) as running:
        running.wait_until_up()
        os.killpg(running.pid, signal.SIGINT)  # what a terminal does
        running.wait()

    assert settled.processes() == []


def test_killed_launcher_leaves_nothing_that_hinders_the_next(settled):
    with settled.run() as running:
        running.wait_until_up()
        running.send(signal.SIGKILL)
        running.wait()

    with settled.run(port=running.port) as again:
        again.wait_until_up()
        assert again.get("/").status == 200

    assert settled.processes() == []


@pytest.mark.parametrize(
    "part", ["runserver", "procrastinate", "devtools.pages", "devtools.stripe_sandbox"]
)
def test_killed_part_ends_the_rest_and_is_named(settled, part):
    with settled.run() as running:
        running.wait_until_up()
        for group in {os.getpgid(pid) for pid in settled.processes(part)}:
            os.killpg(group, signal.SIGKILL)
        running.wait()

    assert running.returncode == 1
    assert "ended (SIGKILL), so everything was stopped" in running.output()
    assert settled.processes() == []


def test_killed_database_comes_back(settled):
    with settled.run() as running:
        running.wait_until_up()
        (postmaster,) = settled.processes("postgres -D")
        os.kill(postmaster, signal.SIGKILL)
        running.wait_for_output("The database had died; it is up again.")

        assert running.get("/lay/").status == 200


def test_taken_port_is_said_at_once(settled):
    with settled.run() as running:
        running.wait_until_up()
        taken = settled.run(port=running.port - 1)
        same = settled.run(port=running.port)
        for second in (taken, same):
            second.wait()

    assert f"Port {running.port} is taken" in taken.output()
    assert f"runs already: http://localhost:{running.port}" in same.output()
    assert (taken.returncode, same.returncode) == (1, 1)


def test_unreachable_database_is_said_in_one_line(settled):
    nowhere = f"postgresql://app@127.0.0.1:{free_port()}/portal"

    with settled.run(DATABASE_URL=nowhere) as running:
        running.wait()

    assert running.returncode == 1
    assert "The database of DATABASE_URL is unreachable" in running.output()
    assert "Traceback" not in running.output()


def test_env_file_is_taken_over_by_other_terminals(settled):
    (settled.folder / ".env").write_text("SITE_NAME='Another name'\n")
    ask = "from django.conf import settings; print(settings.SITE_NAME)"

    with settled.run() as running:
        running.wait_until_up()
        told = settled.manage("shell", "-v", "0", "-c", ask).stdout
    (settled.folder / ".env").unlink()

    assert told.strip() == "Another name"


def test_half_finished_environment_is_made_again(settled):
    (settled.folder / ".venv" / "complete").unlink()
    (settled.folder / ".venv" / "unfinished").touch()
    (settled.folder / ".venv" / "bin" / "python").unlink()

    with settled.run() as running:
        output = running.wait_until_up()

    assert "Making .venv" in output


def test_manage_py_alone_starts_the_database_and_stops_it(settled):
    done = settled.manage("migrate", "--check")

    assert done.returncode == 0, done.stderr
    assert settled.processes() == []


def test_outside_development_manage_py_asks_for_the_database(settled):
    done = settled.manage("migrate", "--check", ENVIRONMENT="production")

    assert done.returncode != 0
    assert "DATABASE_URL is not set" in done.stderr


def test_two_terminals_share_the_database_of_the_first(settled):
    with settled.run() as running:
        running.wait_until_up()
        settled.manage("migrate", "--check")

        assert running.get("/lay/").status == 200  # the short command did not stop it


def test_given_database_is_used_and_left_alone(settled):
    hold = settled.hold()
    url = hold.take("given")

    with settled.run(DATABASE_URL=url) as running:
        running.wait_until_up()
        ask = "from django.db import connection as c; print(c.settings_dict['NAME'])"
        told = settled.manage("shell", "-v", "0", "-c", ask).stdout

    psycopg.connect(url).close()
    hold.release()
    assert told.strip() == "given"


def test_old_python_is_told_what_to_do(settled):
    old = next(settled.old_pythons(), None)
    if old is None:
        pytest.skip("this machine has no Python older than 3.11")

    done = subprocess.run(
        [old, "-m", "devtools", "run"],
        cwd=settled.folder,
        env={"PATH": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert done.stderr.count("\n") == 1
