"""What a look into a file finds wrong; the names are those of the refusals without their rule's id."""

from __future__ import annotations

import enum


class Fault(enum.StrEnum):
    """Why a file is refused."""

    TYPE_NOT_ALLOWED = "TYPE_NOT_ALLOWED"
    DAMAGED = "DAMAGED"
    BOMB = "BOMB"
    POLYGLOT = "POLYGLOT"
    MACRO = "MACRO"
    ENCRYPTED = "ENCRYPTED"
    ACTIVE_CONTENT = "ACTIVE_CONTENT"


class FoundError(Exception):
    """A file is refused; `what` says in a word or two what was found, in no language and without content of the file."""

    def __init__(self, fault: Fault, what: str) -> None:
        super().__init__(f"{fault} {what}")
        self.fault, self.what = fault, what


def unless(holds: bool, fault: Fault, what: str) -> None:
    """Raise FoundError unless it holds."""
    if not holds:
        raise FoundError(fault, what)
