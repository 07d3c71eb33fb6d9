"""The ports of a development server: the portal, and beside it its mails and its Stripe."""

import os
import socket

from devtools.console import Trouble

DEFAULT = 8000
BESIDE = 2  # the mail reader and the Stripe sandbox take the ports after the portal's


def wanted() -> int:
    """Return PORT; the ones after it are taken too."""
    raw = os.environ.get("PORT") or str(DEFAULT)
    if not raw.isdecimal() or not 0 < int(raw) <= 65535 - BESIDE:
        raise Trouble(
            f"PORT={raw} is not a port. Use a number from 1024 to {65535 - BESIDE}."
        )
    return int(raw)


def claim(port: int) -> None:
    """Raise unless all of them are free."""
    for number in all_of(port):
        if not is_free(number):
            raise Trouble(
                f"Port {number} is taken. Stop what uses it, or choose another: "
                f"PORT={port + 123 if port < 60000 else DEFAULT} make run"
            )


def are_free(port: int) -> bool:
    return all(is_free(number) for number in all_of(port))


def all_of(port: int) -> range:
    return range(port, port + BESIDE + 1)


def sandbox(port: int) -> int:
    """Return the port of the Stripe sandbox beside the portal on this port."""
    return port + 2


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
