"""Requests of callers about word lists."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class WordLine:
    line: int
    word: str
    # the word in the line: an unknown one is a fault of this line, not of the whole import
    severity: str


@dataclass(frozen=True, kw_only=True)
class ImportWordList:
    name: str
    as_of: Instant
    source: str
    lines: tuple[WordLine, ...] = ()
    # in base64
    file: str = ""
    dry_run: bool = False
