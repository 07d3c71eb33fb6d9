"""The objects of the sandbox in SQLite: one table, newest first, pages in both directions."""

import json
import secrets
import sqlite3
import string
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from devtools.stripe_sandbox.errors import ApiError, missing

Object = dict[str, Any]
Json = Any  # a value as JSON or a decoded form has it

LETTERS = string.ascii_letters + string.digits
# What lists are filtered by. Each is an index, so that long lists stay quick.
LINKS = (
    "customer", "payment_intent", "_payment_intent", "charge", "invoice", "subscription",
    "_subscription", "source",
)  # fmt: skip
SCHEMA = """
CREATE TABLE IF NOT EXISTS object (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL, created INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, number);
CREATE INDEX IF NOT EXISTS object_created ON object (kind, created, number);
CREATE TABLE IF NOT EXISTS answer (
    key TEXT PRIMARY KEY, request TEXT NOT NULL, body TEXT NOT NULL, created INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS delivery (
    number INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, attempts INTEGER NOT NULL,
    due REAL NOT NULL, state TEXT NOT NULL, result TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS delivery_state ON delivery (state, due, number);
CREATE TABLE IF NOT EXISTS due (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,
    verb TEXT NOT NULL, id TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS due_at ON due (at, number);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
TABLES = ("object", "answer", "delivery", "due", "setting")


class Page(NamedTuple):
    """What a list request asks for, beside its filters."""

    limit: int = 10
    after: str = ""
    before: str = ""


def identifier(prefix: str, length: int = 24) -> str:
    return prefix + "".join(LETTERS[one % 62] for one in secrets.token_bytes(length))


class Store:
    """All state. One writer at a time; what a request does is kept whole or not at all."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._loaded: dict[str, Object] = {}
        self._database = sqlite3.connect(
            str(path) if path else ":memory:",
            isolation_level=None,
            check_same_thread=False,
        )
        # In WAL mode a killed process loses nothing that was committed.
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(SCHEMA)
        for name in LINKS:
            self._database.execute(
                f"CREATE INDEX IF NOT EXISTS object_{name} ON object "
                f"(kind, json_extract(body, '$.{name}'), number)"
            )

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def empty(self) -> None:
        with self.transaction():
            for table in TABLES:
                self._database.execute(f"DELETE FROM {table}")  # noqa: S608 - our own table names
            self._loaded.clear()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the store alone; an exception undoes everything inside."""
        with self._lock:
            if self._depth == 0:
                self._database.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException as error:
                if self._depth == 1:
                    keeps = isinstance(error, ApiError) and error.keeps_work
                    self._database.execute("COMMIT" if keeps else "ROLLBACK")
                raise
            else:
                if self._depth == 1:
                    self._database.execute("COMMIT")
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self._loaded.clear()

    def execute(
        self, query: str, values: tuple[Any, ...] = ()
    ) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(query, values).fetchall()

    # --- Objects ---

    def save(self, thing: Object) -> Object:
        """Insert or change; fields that begin with an underscore stay inside the sandbox."""
        self._loaded[thing["id"]] = thing
        self.execute(
            "INSERT INTO object (id, kind, created, body) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            (thing["id"], thing["object"], thing.get("created", 0), json.dumps(thing)),
        )
        return thing

    def insert(self, rows: Iterable[tuple[str, str, int, str]]) -> None:
        """Insert many objects as id, kind, second and JSON text, unseen."""
        with self.transaction():
            self._database.executemany(
                "INSERT INTO object (id, kind, created, body) VALUES (?, ?, ?, ?)", rows
            )

    def last(self) -> int:
        """Return the number of the newest object."""
        return int(self.execute("SELECT COALESCE(MAX(number), 0) FROM object")[0][0])

    def get(self, kind: str, key: str, param: str = "id") -> Object:
        """Return the object; within a transaction, the same dict each time.

        Raises:
            ApiError: "No such …", blaming this parameter.
        """
        found = self.look(key)
        if found is None or found["object"] != kind:
            raise missing(kind, key, param)
        return found

    def look(self, key: str) -> Object | None:
        with self._lock:
            if key in self._loaded:
                return self._loaded[key]
            rows = self.execute("SELECT body FROM object WHERE id = ?", (key,))
            return self._keep(rows[0][0]) if rows else None

    def _keep(self, body: str) -> Object:
        thing: Object = json.loads(body)
        if self._depth:
            return self._loaded.setdefault(thing["id"], thing)
        return thing

    def all(self, kind: str, **equal: Any) -> list[Object]:
        """Return every object of the kind whose fields are so, oldest first."""
        where, values = _conditions(kind, equal, {})
        rows = self.execute(
            f"SELECT body FROM object WHERE {where} ORDER BY number",  # noqa: S608 - see _conditions
            values,
        )
        with self._lock:
            return [self._keep(row[0]) for row in rows]

    def page(
        self,
        kind: str,
        page: Page,
        equal: Mapping[str, Any],
        created: Mapping[str, int] | None = None,
    ) -> tuple[list[Object], bool]:
        """Return one page, newest first, and whether more follow in its direction."""
        where, values = _conditions(kind, equal, created or {})
        order = "DESC"
        for cursor, sign, param in (
            (page.after, "<", "starting_after"),
            (page.before, ">", "ending_before"),
        ):
            if cursor:
                self.get(kind, cursor, param)
                where += f" AND number {sign} (SELECT number FROM object WHERE id = ?)"  # noqa: S608 - a sign of ours
                values = (*values, cursor)
                order = "ASC" if sign == ">" else "DESC"
        rows = self.execute(
            f"SELECT body FROM object WHERE {where} ORDER BY number {order} LIMIT ?",  # noqa: S608 - see _conditions
            (*values, page.limit + 1),
        )
        with self._lock:
            found = [self._keep(row[0]) for row in rows[: page.limit]]
        return (found[::-1] if order == "ASC" else found), len(rows) > page.limit

    # --- Settings ---

    def setting(self, name: str, default: Json = None) -> Json:
        rows = self.execute("SELECT value FROM setting WHERE name = ?", (name,))
        return json.loads(rows[0][0]) if rows else default

    def set(self, name: str, value: Json) -> None:
        self.execute("REPLACE INTO setting VALUES (?, ?)", (name, json.dumps(value)))


COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def _conditions(
    kind: str, equal: Mapping[str, Any], created: Mapping[str, int]
) -> tuple[str, tuple[Any, ...]]:
    """Return the WHERE of a list. Names come from our code, values are parameters."""
    where = "kind = ?"
    values: list[Any] = [kind]
    for name, value in equal.items():
        field = f"json_extract(body, '$.{name}')"
        if isinstance(value, list | tuple):
            where += f" AND {field} IN ({', '.join('?' * len(value))})"
            values += value
        else:
            where += f" AND {field} = ?"
            values.append(value)
    for word, second in created.items():
        where += f" AND created {COMPARISONS[word]} ?"
        values.append(second)
    return where, tuple(values)
