""".venv is filled from the lock once, and again when something it was made from changed."""

import shutil
import subprocess
from types import SimpleNamespace

import pytest

from devtools import environment
from devtools.console import Trouble


@pytest.fixture
def venv(tmp_path):
    """A folder that looks like a complete environment made from the lock beside it."""
    folder = tmp_path / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(shutil.which("python3"))
    lock = tmp_path / "lock.txt"
    lock.write_text("django==5.2 --hash=sha256:0\n")
    stamp = environment.fingerprint(folder, folder / "bin" / "python", [lock])
    (folder / "complete").write_text(stamp)
    return SimpleNamespace(folder=folder, lock=lock)


def test_complete_environment_is_left_alone(venv):
    assert environment.is_complete(venv.folder, [venv.lock])


def test_changed_lock_is_noticed(venv):
    venv.lock.write_text("django==5.3 --hash=sha256:0\n")

    assert not environment.is_complete(venv.folder, [venv.lock])


def test_moved_checkout_is_noticed(venv, tmp_path):
    moved = venv.folder.rename(tmp_path / "moved")

    assert not environment.is_complete(moved, [venv.lock])


def test_lost_python_is_noticed(venv):
    (venv.folder / "bin" / "python").unlink()

    assert not environment.is_complete(venv.folder, [venv.lock])


def test_interrupted_build_is_noticed(venv):
    (venv.folder / "complete").unlink()

    assert not environment.is_complete(venv.folder, [venv.lock])


def test_full_disk_is_said_before_anything_is_made(monkeypatch, tmp_path):
    full = SimpleNamespace(free=50 * 1024 * 1024)
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda folder: full)

    with pytest.raises(Trouble, match="The disk is full"):
        environment.build(tmp_path / ".venv", "python3", [environment.LOCK])

    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("ERROR: No space left on device", "The disk is full"),
        ("Looking\nERROR: no route to host", "no route to host Check the connection"),
    ],
)
def test_failed_installer_is_one_line_with_the_remedy(output, told):
    with pytest.raises(Trouble, match=told) as caught:
        environment.run(["sh", "-c", f"printf '{output}'; exit 1"])

    assert "\n" not in str(caught.value)


def test_uv_is_given_the_package_sources_of_pip(monkeypatch, tmp_path):
    listed = (
        "global.index-url='https://mirror.example/simple'\n:env:.cert='/etc/c.pem'\n"
    )
    answer = SimpleNamespace(stdout=listed)
    monkeypatch.setattr(subprocess, "run", lambda *arguments, **options: answer)

    settings = environment.uv_settings(tmp_path)

    assert settings["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert settings["SSL_CERT_FILE"] == "/etc/c.pem"


def test_lock_names_the_uv_that_installs_it():
    assert environment.uv_stanza().startswith("uv==")
    assert environment.uv_stanza().count("==") == 1
