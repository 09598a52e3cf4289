"""A lease in the database: of all processes that ask for it, one holds it at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pymongo.errors import DuplicateKeyError, PyMongoError

from ..kernel.identifiers import new_id


class Lease:
    """A lease by a conditional write; if its holder dies, the next one has it after `seconds`."""

    def __init__(self, collection: Any, name: str, seconds: float) -> None:
        self._collection = collection
        self._name = name
        self._seconds = seconds
        self._me = new_id()
        self._until = 0.0

    def hold(self) -> bool:
        """Take or renew the lease; return True if it is ours now."""
        if time.monotonic() < self._until - self._seconds / 2:
            return True
        now = time.time()
        asked = time.monotonic()
        mine_or_lapsed = {"_id": self._name, "$or": [{"owner": self._me}, {"until": {"$lt": now}}]}
        change = {"$set": {"owner": self._me, "until": now + self._seconds}}
        held: bool = self._collection.update_one(mine_or_lapsed, change).matched_count == 1
        if not held:
            try:
                self._collection.insert_one({"_id": self._name, "owner": self._me, "until": now + self._seconds})
                held = True
            except DuplicateKeyError:
                pass
        self._until = asked + self._seconds if held else 0.0
        return held

    @property
    def ours(self) -> bool:
        """Return True if the lease was ours when it was last renewed, and has not lapsed since."""
        return time.monotonic() < self._until

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Renew the lease in the background while something takes its time."""
        ended = threading.Event()

        def renew() -> None:
            while not ended.wait(self._seconds / 4):
                try:
                    self.hold()
                except PyMongoError:
                    continue  # it lapses unless the database is back in time

        keeper = threading.Thread(target=renew, name=f"lease {self._name}", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            ended.set()
            keeper.join()

    def give_up(self) -> None:
        """Let the next process have the lease at once."""
        self._until = 0.0
        self._collection.update_one({"_id": self._name, "owner": self._me}, {"$set": {"until": 0}})
