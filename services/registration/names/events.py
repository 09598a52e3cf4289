"""What registration tells the others; each mirrors its message in `dasai.registration.v1`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class WordListReplaced:
    """A list that names are held against has a new version (rule B9)."""

    name: str
    number: int
