"""People as services match them (rules B5, F5): keyed hashes, which no view may hold (rule K4).

A type of its own, used by events only: what is built for a screen has no field that could carry it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SamePerson:
    """A person by all keyed hashes of the identity document; there are several while keys rotate."""

    keys: tuple[str, ...]


def keys_of(persons: Iterable[SamePerson]) -> frozenset[str]:
    """Return every keyed hash of these people."""
    return frozenset(key for person in persons for key in person.keys)
