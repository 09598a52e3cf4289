"""Of names."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class WordLine:
    line: int
    word: str
    # as the line has it: every wrong line is named
    severity: str


@dataclass(frozen=True, kw_only=True)
class ImportWordList:
    name: str
    as_of: Instant
    source: str
    lines: tuple[WordLine, ...] = ()
    # in base64
    file: str = ""
