"""Requests of callers about affiliations."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class RelationLine:
    line: int
    lower_uscc: str
    upper_uscc: str
    # the word in the line: an unknown kind is a fault of this line, not of the whole import
    kind: str
    # None if the line has a word that is neither yes nor no, which is a fault of this line too
    ended: bool | None = False


@dataclass(frozen=True, kw_only=True)
class ImportAffiliations:
    as_of: Instant
    source: str
    lines: tuple[RelationLine, ...] = ()
    # in base64
    file: str = ""
    dry_run: bool = False
