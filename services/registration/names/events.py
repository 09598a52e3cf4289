"""The event that a word list raises; it mirrors its message in `dasai.registration.v1`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class WordListReplaced:
    """A word list has a new version in force (rule B9)."""

    name: str
    number: int
