# Copyright (c) 2026 The community.cognigy authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server knows: records in memory, written through to SQLite when there is a state file."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Iterable
from typing import Any


class StateError(Exception):
    """The state file cannot be used."""


class Record:
    """One object: its document and where it belongs."""

    __slots__ = ("data", "id", "kind", "organisation", "project", "seq")

    def __init__(self, kind: str, id: str, seq: int, organisation: str | None, project: str | None, data: dict[str, Any]) -> None:
        self.kind = kind
        self.id = id
        self.seq = seq
        self.organisation = organisation
        self.project = project
        self.data = data


def new_id() -> str:
    """An object id: 24 hexadecimal digits (the contract, section Ids and times)."""
    return secrets.token_hex(12)


class Store:
    """All records by kind and id, and by kind and the organisation or project that they belong to.

    Changes are collected and reach the file with ``flush``, which the dispatcher calls before it sends the answer: what was answered
    survives a kill of the process.
    """

    def __init__(self, path: str | None = None) -> None:
        self._database = _open(path) if path else None
        self._empty()
        if self._database is not None:
            self._load()

    def _empty(self) -> None:
        self.kinds: dict[str, dict[str, Record]] = {}
        self.by_key: dict[str, Record] = {}
        self.meta: dict[str, Any] = {}
        self._scopes: dict[tuple[str, str], dict[str, Record]] = {}
        self._seq = 0
        self._dirty: dict[tuple[str, str], Record | None] = {}

    def clear(self) -> None:
        """Forget all, in the file too."""
        self._empty()
        if self._database is not None:
            with self._database:
                self._database.execute("DELETE FROM objects")
                self._database.execute("DELETE FROM meta")

    def get(self, kind: str, id: str) -> Record | None:
        return self.kinds.get(kind, {}).get(id)

    def all(self, kind: str) -> Iterable[Record]:
        return self.kinds.get(kind, {}).values()

    def of(self, kind: str, scope: str) -> Iterable[Record]:
        """Records of a kind in an organisation or a project (by its id), oldest first."""
        return self._scopes.get((kind, scope), {}).values()

    def count(self, kind: str, scope: str) -> int:
        return len(self._scopes.get((kind, scope), ()))

    def add(
        self, kind: str, data: dict[str, Any], organisation: str | None = None, project: str | None = None, id: str | None = None
    ) -> Record:
        self._seq += 1
        record = Record(kind, id or data.get("_id") or new_id(), self._seq, organisation, project, data)
        data.setdefault("_id", record.id)
        self._index(record)
        self.changed(record)
        return record

    def changed(self, record: Record) -> None:
        if self._database is not None:
            self._dirty[record.kind, record.id] = record

    def remove(self, record: Record) -> None:
        self.kinds[record.kind].pop(record.id, None)
        for scope in (record.organisation, record.project):
            if scope is not None:
                self._scopes.get((record.kind, scope), {}).pop(record.id, None)
        if "apiKey" in record.data:
            self.by_key.pop(record.data["apiKey"], None)
        if self._database is not None:
            self._dirty[record.kind, record.id] = None

    def remove_all_of(self, scope: str, keep: frozenset[str] = frozenset()) -> None:
        """Remove all that belongs to an organisation or a project, except the kinds in ``keep``."""
        for kind, owner in list(self._scopes):
            if owner == scope and kind not in keep:
                for record in list(self._scopes[kind, owner].values()):
                    self.remove(record)
                del self._scopes[kind, owner]

    def set_meta(self, name: str, value: Any) -> None:
        self.meta[name] = value
        if self._database is not None:
            with self._database:
                self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value)))

    def flush(self) -> None:
        database = self._database
        if not self._dirty or database is None:
            return
        gone = [key for key, record in self._dirty.items() if record is None]
        kept = [
            (record.kind, record.id, record.seq, record.organisation, record.project, json.dumps(record.data))
            for record in self._dirty.values()
            if record is not None
        ]
        database.executemany("DELETE FROM objects WHERE kind = ? AND id = ?", gone)
        database.executemany("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?)", kept)
        database.commit()
        self._dirty.clear()

    def close(self) -> None:
        if self._database is not None:
            self.flush()
            self._database.close()

    def _index(self, record: Record) -> None:
        self.kinds.setdefault(record.kind, {})[record.id] = record
        for scope in (record.organisation, record.project):
            if scope is not None:
                self._scopes.setdefault((record.kind, scope), {})[record.id] = record
        if "apiKey" in record.data:
            self.by_key[record.data["apiKey"]] = record

    def _load(self) -> None:
        assert self._database is not None
        for kind, id, seq, organisation, project, data in self._database.execute("SELECT * FROM objects ORDER BY seq"):
            self._index(Record(kind, id, seq, organisation, project, json.loads(data)))
            self._seq = seq
        self.meta = {name: json.loads(value) for name, value in self._database.execute("SELECT name, value FROM meta")}


def _open(path: str) -> sqlite3.Connection:
    """Open or make the state file; one server at a time has it."""
    try:
        if not os.path.exists(path):
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        database = sqlite3.connect(path, timeout=0.5, isolation_level="IMMEDIATE", check_same_thread=False)
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = OFF")
        with database:
            columns = "kind TEXT, id TEXT, seq INTEGER, organisation TEXT, project TEXT, data TEXT, PRIMARY KEY (kind, id)"
            database.execute(f"CREATE TABLE IF NOT EXISTS objects ({columns})")
            database.execute("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT)")
    except (OSError, sqlite3.Error) as error:
        raise StateError(f"cannot use the state file {path}: {error}") from error
    return database
