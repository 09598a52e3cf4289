"""The signed heads of a service's trail, kept in its database beside the trail so that they can be read by anyone (rule D5)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from .heads import COLLECTION, Head, sign_head
from .trail import in_range, last_of_gapless


class PublishedHeads:
    """The heads of one service, numbered from 1 without a gap; a relay adds to them, a single one at a time."""

    def __init__(self, database: Any, service: str) -> None:
        self._heads, self._service = database[COLLECTION], service
        self._last: tuple[int, int] | None = None

    def add(self, sequence: int, link_hash: str) -> Head | None:
        """Sign the trail's head and keep it; return it, or None if nothing was appended since the last one."""
        number, published = self._last or self._newest()
        if sequence <= published:
            return None
        head = sign_head(self._service, sequence, link_hash, datetime.now(UTC))
        self._last = None  # if the write fails, look again
        try:
            self._heads.insert_one({"_id": number + 1, **head.as_shown(), "signed_at": head.signed_at})
        except DuplicateKeyError:
            return None  # another relay has the lease by now
        self._last = (number + 1, sequence)
        return head

    def newest(self) -> Head | None:
        """Return the newest head; None if there is none yet."""
        number, _ = self._newest()
        page, _ = self.page(number, 1)
        return page[0] if page else None

    def page(self, from_number: int, size: int) -> tuple[list[Head], int]:
        """Return so many heads from this number downwards, newest first, and the number that comes next, 0 if none does.

        Number 0 stands for the newest.
        """
        from_number = from_number or self._newest()[0]
        documents = in_range(self._heads, max(from_number - size + 1, 1), from_number)
        return [_head(document) for document in reversed(documents)], max(from_number - size, 0)

    def all(self) -> list[Head]:
        """Return all heads, the oldest first."""
        return [_head(document) for document in in_range(self._heads, 1, self._newest()[0])]

    def _newest(self) -> tuple[int, int]:
        number = last_of_gapless(self._heads)
        return (number, self._heads.find_one({"_id": number})["sequence"]) if number else (0, 0)


def _head(document: dict[str, Any]) -> Head:
    return Head(**{name: value for name, value in document.items() if name != "_id"})
