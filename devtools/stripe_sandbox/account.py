"""The one account of this sandbox: its objects, its clock, its events, its address."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stripe._api_version import _ApiVersion

from devtools.stripe_sandbox import shapes
from devtools.stripe_sandbox.store import Json, Object, Store, identifier

API_VERSION = _ApiVersion.CURRENT
Params = dict[str, Any]


@dataclass
class Keys:
    """What the portal is told: generated, and useless anywhere else."""

    secret_key: str
    webhook_secret: str


@dataclass
class Origin:
    """The request that causes an event; a page or the clock causes one without ids."""

    request: str | None = None
    idempotency_key: str | None = None


@dataclass
class Settings:
    """What the control page changes; kept with the objects."""

    webhook_url: str = ""
    enabled_events: list[str] = field(default_factory=lambda: ["*"])
    hold: bool = False
    copies: int = 1
    drop: list[str] = field(default_factory=list)
    retry_delays: list[float] = field(
        default_factory=lambda: [1, 5, 30, 120, 600, 3600]
    )
    fail_next: list[str] = field(default_factory=list)
    answer_delay: float = 0
    dunning_days: list[int] = field(default_factory=lambda: [3, 5, 7])
    dunning_end: str = "cancel"
    clock_offset: int = 0
    settles_in: str = ""
    more_secrets: list[str] = field(default_factory=list)


class Account:
    """Shared by all threads of the server; whoever changes something is `working()`."""

    def __init__(self, keys: Keys, path: Path | None = None) -> None:
        self.keys = keys
        self.store = Store(path)
        self.base = ""
        self.strict = True
        self.wake = threading.Event()
        self.settings = Settings(**self.store.setting("settings", {}))
        self.caused_by = threading.local()
        self._outbox = threading.local()

    # --- Work ---

    @contextmanager
    def working(self) -> Iterator[None]:
        """Do everything inside or nothing; then let the webhooks go."""
        try:
            with self.store.transaction():
                yield
        finally:
            self.wake.set()

    @contextmanager
    def on_behalf_of(self, origin: Origin) -> Iterator[None]:
        self.caused_by.origin = origin
        try:
            yield
        finally:
            self.caused_by.origin = Origin()

    def configure(self, **changes: Json) -> None:
        with self.working():
            for name, value in changes.items():
                setattr(self.settings, name, value)
            self.store.set("settings", vars(self.settings))

    def reset(self) -> None:
        """Forget everything but the address to which webhooks go."""
        url, delays = self.settings.webhook_url, self.settings.retry_delays
        self.store.empty()
        self.settings = Settings(webhook_url=url, retry_delays=delays)
        self.store.set("settings", vars(self.settings))

    # --- Time ---

    def now(self) -> int:
        """Return seconds since 1970 on the sandbox's own clock."""
        return int(time.time()) + self.settings.clock_offset

    def set_clock(self, second: int) -> None:
        """Move the clock forward to this second; it goes on from there."""
        offset = second - int(time.time())
        if offset > self.settings.clock_offset:
            self.configure(clock_offset=offset)

    def plan(self, at: int, verb: str, thing: Object) -> None:
        """Remember to do something with an object when the clock comes to this second."""
        self.store.execute(
            "INSERT INTO due (at, verb, id) VALUES (?, ?, ?)", (at, verb, thing["id"])
        )

    # --- Objects ---

    def make(self, kind: str, prefix: str, **values: Json) -> Object:
        """Save a new object of this kind."""
        known = shapes.fields(shapes.response_class(kind))
        common: Object = {"id": identifier(prefix), "object": kind}
        if "created" in known:
            common["created"] = self.now()
        if "livemode" in known:
            common["livemode"] = False
        if "metadata" in known:
            common["metadata"] = {}
        return self.store.save({**common, **values})

    def show(self, thing: Object) -> Object:
        """Return what Stripe would show of an object, in the shape of the SDK's class."""
        shown: Object = json.loads(json.dumps(shapes.complete(thing)))
        self.verify(shown)
        return shown

    def verify(self, shown: Object) -> None:
        """Raise an AssertionError before anything leaves that Stripe would not send."""
        if self.strict and (found := list(shapes.faults(shown))):
            raise AssertionError(f"not the SDK's shape: {'; '.join(found[:5])}")

    def emit(self, kind: str, thing: Object, previous: Object | None = None) -> Object:
        """Record an event about the object as it is now, and deliver it after the work."""
        self.store.save(thing)
        data: Object = {"object": json.loads(json.dumps(shapes.complete(thing)))}
        if previous is not None:
            data["previous_attributes"] = previous
        origin: Origin = getattr(self.caused_by, "origin", Origin())
        event: Object = {
            "id": identifier("evt_"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now(),
            "livemode": False,
            "type": kind,
            "data": data,
            "pending_webhooks": 1,
            "request": {
                "id": origin.request,
                "idempotency_key": origin.idempotency_key,
            },
        }
        self.verify(event)
        self.store.save(event)
        self._send(event)
        return event

    def _send(self, event: Object) -> None:
        wanted = self.settings.enabled_events
        is_wanted = "*" in wanted or event["type"] in wanted
        is_lost = event["type"] in self.settings.drop or "*" in self.settings.drop
        if is_lost or not is_wanted:
            return
        state = "held" if self.settings.hold else "waiting"
        for _ in range(self.settings.copies):
            self.queue(event["id"], state)

    def queue(self, event: str, state: str = "waiting") -> None:
        self.store.execute(
            "INSERT INTO delivery (event, attempts, due, state, result) VALUES (?, 0, ?, ?, '')",
            (event, time.time(), state),
        )


def changed(
    account: Account, thing: Object, kind: str, change: Callable[[Object], None]
) -> Object:
    """Change an object and emit the event with what its fields were before."""
    before = json.loads(json.dumps(thing))
    change(thing)
    previous = {
        name: before.get(name)
        for name in thing.keys() | before.keys()
        if thing.get(name) != before.get(name) and not name.startswith("_")
    }
    if previous:
        account.emit(kind, thing, previous)
    return thing
