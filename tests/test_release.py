"""What runs in production: a release without development tools, which refuses play money."""

import io
import os
import string
import subprocess
import sys
import tarfile

import pytest

from devtools.paths import ROOT

pytestmark = pytest.mark.slow

PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": string.ascii_letters + string.digits,
    "FIELD_ENCRYPTION_KEYS": "0" * 43 + "=",
    "SITE_URL": "https://portal.example.org",
    "CONTACT_EMAIL": "editors@portal.example.org",
    "EMAIL_HOST": "mail.example.org",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nowhere",
    "MEDIA_ROOT": "media",
    "PRIVATE_MEDIA_ROOT": "private",
}
PLAY = {
    "STRIPE_SECRET_KEY": "sk_test_sandbox_left_over",
    "STRIPE_WEBHOOK_SECRETS": "whsec_sandbox_left_over_0123456789",
    "STRIPE_API_BASE": "http://127.0.0.1:8002",
}


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """The release of the last commit, unpacked."""
    archive = ["git", "archive", "--format=tar", "HEAD"]
    made = subprocess.run(archive, cwd=ROOT, capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip("not a git checkout")
    folder = tmp_path_factory.mktemp("release")
    with tarfile.open(fileobj=io.BytesIO(made.stdout)) as packed:
        packed.extractall(folder, filter="data")
    return folder


def run(release, *command, **environment):
    return subprocess.run(
        [sys.executable, *command],
        cwd=release,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize("package", ["devtools", "devtools.stripe_sandbox", "tests"])
def test_a_release_has_no_development_tools(release, package):
    done = run(release, "-c", f"import {package}")

    assert f"No module named '{package.partition('.')[0]}'" in done.stderr
    assert run(release, "-c", "import sponsors.stripe_gateway.signing").returncode == 0


@pytest.mark.parametrize(
    ("leftovers", "says"), [({}, ""), (PLAY, "sponsors.E001")], ids=["clean", "sandbox"]
)
def test_a_web_server_of_a_release_refuses_the_sandbox(release, leftovers, says):
    """Case 93, as a process: nothing serves while something of the sandbox is set."""
    done = run(release, "-c", "import portal.wsgi", **PRODUCTION, **leftovers)

    assert (done.returncode == 0) is (not says), done.stderr
    assert says in done.stderr


def test_a_release_asks_for_its_database(release):
    """Nobody migrates a private database by mistake."""
    done = run(release, "manage.py", "migrate")

    assert "DATABASE_URL is not set" in done.stderr
    assert done.returncode != 0
