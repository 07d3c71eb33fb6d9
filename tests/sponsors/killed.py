"""Run by test_kills.py in a process of its own: does one step and dies at a named place."""

import os
import signal
import sys

import django

django.setup()

from sponsors.hearing import (  # noqa: E402  Django first
    applying,
    event_reading,
    inbox,
    outcomes,
    webhooks,
)


def die(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def main(place, body_file):
    with open(body_file, "rb") as file:
        event = webhooks.read_event(file.read())
    if place == "before the inbox":
        die()
    number = inbox.keep(event)
    if place == "after the inbox":
        die()
    if place == "inside the transaction":
        outcomes.follow = die
    if place == "before the commit":
        apply = applying.apply
        event_reading.applying.apply = lambda *args, **kwargs: (
            apply(*args, **kwargs),
            die(),
        )
    event_reading.read(number)
    die()  # after the commit, before the mail


main(*sys.argv[1:])
