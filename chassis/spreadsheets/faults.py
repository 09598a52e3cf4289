"""Faults of the lines of an imported list (rule K3): each by its line and column, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..kernel.refusal import Code, FieldFault

# an answer names so many, and says how many there are
MAX_LINE_FAULTS = 500


@dataclass(frozen=True, kw_only=True)
class ListFault:
    """A fault of a line; `column` is empty if the line as a whole is wrong."""

    line: int
    column: str
    code: str
    zh: str
    en: str

    @classmethod
    def of(cls, line: int, column: str, code: Code, words: FieldFault | None = None) -> ListFault:
        """Return the fault of a code, in its own words or in those of a field's fault."""
        said = words or code
        return cls(line=line, column=column, code=code.name, zh=said.zh, en=said.en)


def tell_faults(answer: Any, faults: Iterable[ListFault]) -> None:
    """Put the first faults, by their lines, into an answer that has `faults` and `fault_count`."""
    ordered = sorted(faults, key=lambda fault: fault.line)
    answer.fault_count = len(ordered)
    for fault in ordered[:MAX_LINE_FAULTS]:
        answer.faults.add(line=fault.line, column=fault.column, code=fault.code, zh=fault.zh, en=fault.en)
