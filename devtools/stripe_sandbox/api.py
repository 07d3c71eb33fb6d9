"""Stripe's API: key, version, idempotency, faults on request, then the endpoint's work."""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from devtools.stripe_sandbox import checking, faults, lists, routes, rules
from devtools.stripe_sandbox.account import API_VERSION, Account, Origin
from devtools.stripe_sandbox.errors import ApiError, invalid, unauthorized
from devtools.stripe_sandbox.store import identifier

KEYS_LAST = 86400
LONGEST_KEY = 255


class Request(NamedTuple):
    """What came in; header names are in lower case."""

    method: str
    path: str
    query: bytes
    headers: Mapping[str, str]

    @property
    def key(self) -> str:
        return self.headers.get("idempotency-key", "") if self.method == "POST" else ""


class Answer(NamedTuple):
    """What goes out."""

    status: int
    body: str
    headers: dict[str, str]


NO_ANSWER = Answer(0, "", {})  # the connection is closed instead


class Api:
    """Answers requests for one account."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._in_flight: set[str] = set()
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Answer:
        """Do what is asked, or say why not. Never raises an ApiError."""
        origin = Origin(identifier("req_", 14), request.key or None)
        headers = {"Request-Id": str(origin.request), "Stripe-Version": API_VERSION}
        try:
            self._authorize(request)
            fault = faults.next_one(self._account)
            if not faults.lets_work(self._account, fault):
                return NO_ANSWER
            with self._flying(request.key), self._account.on_behalf_of(origin):
                faults.slow_down(self._account, fault)
                body, replayed = self._work(request)
        except ApiError as error:
            if error.status == 429:
                headers["Retry-After"] = "1"
            return Answer(error.status, _dumps({"error": error.error}), headers)
        if fault == faults.LOST:
            return NO_ANSWER
        if request.key:
            headers["Idempotency-Key"] = request.key
        if replayed:
            headers["Idempotent-Replayed"] = "true"
        return Answer(200, body, headers)

    def _authorize(self, request: Request) -> None:
        """Take our own key only: a real one must never be of use here."""
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        if key != self._account.keys.secret_key:
            raise unauthorized(key)
        version = request.headers.get("stripe-version", API_VERSION)
        if version != API_VERSION:
            raise invalid(
                f"The sandbox speaks {API_VERSION}; the request wants {version[:40]}."
            )

    @contextmanager
    def _flying(self, key: str) -> Iterator[None]:
        """Refuse a second request with a key while the first is being worked on."""
        if len(key) > LONGEST_KEY:
            raise invalid("Idempotency keys can be up to 255 characters.")
        with self._lock:
            if key and key in self._in_flight:
                raise ApiError(
                    409,
                    "idempotency_error",
                    "There is currently another in-progress request using this idempotent key.",
                    code="idempotency_key_in_use",
                )
            self._in_flight.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._in_flight.discard(key)

    def _work(self, request: Request) -> tuple[str, bool]:
        account = self._account
        fingerprint = hashlib.sha256(
            f"{request.method} {request.path} ".encode() + request.query
        ).hexdigest()
        with account.working():
            if request.key and (old := self._earlier(request.key, fingerprint)):
                return old, True
            body = self._call(request)
            if request.key:
                account.store.execute(
                    "REPLACE INTO answer VALUES (?, ?, ?, ?)",
                    (request.key, fingerprint, body, account.now()),
                )
        return body, False

    def _earlier(self, key: str, fingerprint: str) -> str:
        """Return what was answered to the same request, or nothing.

        Raises:
            ApiError: the key was used for another request.
        """
        rows = self._account.store.execute(
            "SELECT request, body FROM answer WHERE key = ? AND created > ?",
            (key, self._account.now() - KEYS_LAST),
        )
        if not rows:
            return ""
        if rows[0][0] != fingerprint:
            raise ApiError(
                400,
                "idempotency_error",
                "Keys for idempotent requests can only be used with the same parameters "
                f"they were first used with. Try using a key other than '{key}' if you "
                "meant to execute a different request.",
            )
        return str(rows[0][1])

    def _call(self, request: Request) -> str:
        route, ids = routes.find(request.method, request.path)
        given = checking.check(checking.decode(request.query), route.contract)
        rules.check_metadata(given)
        paths = given.pop("expand", [])
        thing = route.endpoint(self._account, given, **ids)
        shown = self._account.show(thing)
        if paths:
            lists.expand(self._account, shown, paths)
            self._account.verify(shown)
        return _dumps(shown)


def _dumps(value: object) -> str:
    return json.dumps(value)
