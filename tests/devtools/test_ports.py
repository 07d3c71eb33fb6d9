"""A port that is taken is said before anything is started."""

import socket

import pytest

from devtools import ports
from devtools.console import Trouble
from tests.ports import free_port


@pytest.fixture
def taken():
    """A port that is taken; the two before it are free."""
    port = free_port(beside=2) + 2
    with socket.create_server(("127.0.0.1", port)):
        yield port


def test_port_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("PORT", "8123")

    assert ports.wanted() == 8123


@pytest.mark.parametrize("nonsense", ["http", "-1", "0", "65534", "99999", "8 000"])
def test_port_that_is_none(monkeypatch, nonsense):
    monkeypatch.setenv("PORT", nonsense)

    with pytest.raises(Trouble, match="is not a port"):
        ports.wanted()


@pytest.mark.parametrize("before", [0, 1, 2])
def test_taken_port_is_named_with_the_remedy(taken, before):
    with pytest.raises(Trouble, match=rf"Port {taken} is taken.*PORT=\d+ make run"):
        ports.claim(taken - before)


def test_server_on_the_ipv6_loopback_counts_too():
    try:
        server = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6")

    with server:
        assert not ports.is_free(server.getsockname()[1])
