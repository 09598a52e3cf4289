"""Refusals: how the contest says no.

A rule refuses with a stable code and the facts of the case; the code leads to the gRPC status detail, the RFC 9457
problem, the Chinese and English texts (`chassis.refusals`) and the name of the test.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn


class Kind(enum.StrEnum):
    """What sort of no: decides the gRPC status and the HTTP status."""

    INVALID = "invalid"  # the input can't be right, whatever the state
    NOT_FOUND = "not_found"
    REFUSED = "refused"  # a rule of the contest refuses, or the state does not allow it
    CONFLICT = "conflict"  # someone else has it, or changed it first
    FORBIDDEN = "forbidden"  # not by this account
    UNAUTHENTICATED = "unauthenticated"
    UNAVAILABLE = "unavailable"  # try again: nothing was decided


@dataclass(frozen=True, slots=True)
class Code:
    """A stable code, for example `B5_REPRESENTATIVE_IN_ANOTHER_TEAM`; `texts` are Chinese and English.

    Texts may name facts in braces: `{closes}`. They say what is wrong and how to mend it.
    """

    name: str
    kind: Kind
    zh: str
    en: str

    @property
    def rule(self) -> str:
        """The rule id that the code begins with (`B5`), or an empty string where it is none of the contest's."""
        head = self.name.split("_", 1)[0]
        return head if len(head) > 1 and head[0].isalpha() and head[1:].isdigit() else ""


@dataclass(frozen=True, slots=True)
class FieldFault:
    """A field at fault: its dotted path in the request, and what is wrong with it."""

    field: str
    zh: str
    en: str


@dataclass(slots=True)
class Refusal(Exception):
    """Raised by a rule. `facts` fill the texts and travel to the caller: never personal data."""

    code: Code
    facts: dict[str, str] = field(default_factory=dict)
    faults: tuple[FieldFault, ...] = ()

    def __str__(self) -> str:
        return f"{self.code.name} {self.facts}"

    @property
    def zh(self) -> str:
        """The Chinese text with its facts."""
        return fill(self.code.zh, self.facts)

    @property
    def en(self) -> str:
        """The English text with its facts."""
        return fill(self.code.en, self.facts)


def fill(text: str, facts: dict[str, str]) -> str:
    """Put facts into a text's braces; a fact that is missing leaves its brace to be seen."""
    for name, value in facts.items():
        text = text.replace("{" + name + "}", value)
    return text


def refuse(code: Code, *, faults: Iterable[FieldFault] = (), **facts: Any) -> NoReturn:
    """Raise the refusal with its facts."""
    raise Refusal(code, {name: str(value) for name, value in facts.items()}, tuple(faults))


def refuse_unless(holds: bool, code: Code, **facts: Any) -> None:
    """Open a method with its rule: raise Refusal unless it holds."""
    if not holds:
        refuse(code, **facts)
