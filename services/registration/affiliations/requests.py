"""Of affiliations."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class RelationLine:
    line: int
    lower_uscc: str
    upper_uscc: str
    # as the line has it: an unknown kind is a fault of that line, not of the whole import
    kind: str
    # None where a file has a word for it that is neither yes nor no: a fault of that line too
    ended: bool | None = False


@dataclass(frozen=True, kw_only=True)
class ImportAffiliations:
    as_of: Instant
    source: str
    lines: tuple[RelationLine, ...] = ()
    # in base64
    file: str = ""
