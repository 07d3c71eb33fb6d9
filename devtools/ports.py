"""The two ports of a development server: the portal, and devtools' own pages beside it."""

import os
import socket

from devtools.console import Trouble

DEFAULT = 8000


def wanted() -> int:
    """Return PORT; devtools' own pages take the one after it."""
    raw = os.environ.get("PORT") or str(DEFAULT)
    if not raw.isdecimal() or not 0 < int(raw) < 65535:
        raise Trouble(f"PORT={raw} is not a port. Use a number from 1024 to 65534.")
    return int(raw)


def claim(port: int) -> None:
    """Raise unless both ports are free."""
    for number in (port, port + 1):
        if not is_free(number):
            raise Trouble(
                f"Port {number} is taken. Stop what uses it, or choose another: "
                f"PORT={port + 123 if port < 60000 else DEFAULT} make run"
            )


def are_free(port: int) -> bool:
    return is_free(port) and is_free(port + 1)


def is_free(port: int) -> bool:
    # Browsers try ::1 first for "localhost": a server there would hide ours.
    for family, host in ((socket.AF_INET6, "::1"), (socket.AF_INET, "127.0.0.1")):
        try:
            with socket.socket(family) as probe:
                probe.settimeout(1)
                if probe.connect_ex((host, port)) == 0:
                    return False
        except OSError:
            continue  # no IPv6 on this machine
    try:
        with socket.socket() as server:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind(("127.0.0.1", port))
    except PermissionError:
        raise Trouble(
            f"Port {port} is for the system alone. Use a number from 1024: make run"
        ) from None
    except OSError:
        return False
    return True
