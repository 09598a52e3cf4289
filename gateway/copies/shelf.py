"""The copies that a process keeps: those asked for last, as many as fit into so many bytes."""

from __future__ import annotations

from collections import OrderedDict

from .copy import Copy, Key

# a single one may take this part of all at most
_PART = 8


class Shelf:
    """Copies by their keys. What has not been asked for the longest goes first."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._copies: OrderedDict[Key, Copy] = OrderedDict()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._copies)

    def find(self, key: Key) -> Copy | None:
        """Return the copy, which counts as asked for; None if there is none."""
        copy = self._copies.get(key)
        if copy is not None:
            self._copies.move_to_end(key)
        return copy

    def put(self, copy: Copy) -> None:
        """Keep a copy in place of the one before it, unless it is too large."""
        self.drop(copy.key)
        if copy.size > self._most // _PART:
            return
        self._copies[copy.key] = copy
        self.bytes += copy.size
        while self.bytes > self._most:
            _, oldest = self._copies.popitem(last=False)
            self.bytes -= oldest.size

    def drop(self, key: Key) -> None:
        """Forget a copy, if there is one."""
        copy = self._copies.pop(key, None)
        if copy is not None:
            self.bytes -= copy.size
