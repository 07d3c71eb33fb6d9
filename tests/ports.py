"""Ports for servers that tests start as processes of their own."""

import secrets
import socket
from contextlib import suppress


def free_port(beside=0):
    """Return a port that is free, and so are this many after it.

    It lies below those that the system gives to outgoing connections: a server that starts
    late, or again after it was killed, finds it free though others tried to reach it.
    """
    while True:
        first = 20_000 + secrets.randbelow(10_000)
        with suppress(OSError):
            for port in range(first, first + beside + 1):
                socket.create_server(("127.0.0.1", port)).close()
            return first
