"""Refusals: how the contest says no.

A rule refuses with a stable code and the facts of the case; the code leads to the gRPC status detail, the RFC 9457
problem, the Chinese and English texts (`chassis.refusals`) and the name of the test.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn

from .clock import beijing_en, beijing_zh


class Kind(enum.StrEnum):
    """The kind of a refusal: it decides the gRPC status and the HTTP status."""

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
        """Return the rule id that the code begins with (`B5`), or an empty string if it is not a rule of the contest."""
        head = self.name.split("_", 1)[0]
        return head if len(head) > 1 and head[0].isalpha() and head[1:].isdigit() else ""


@dataclass(frozen=True, slots=True)
class FieldFault:
    """A field at fault: its dotted path in the request, and what is wrong with it."""

    field: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Term:
    """A fact that programs and people call by different names: `fact` for programs, its words for people."""

    fact: str
    zh: str
    en: str


# a refusal that leaves its process names so many of its faults, and says how many there are
MAX_FAULTS = 100
_BRACE = re.compile(r"\{(\w+)\}")
# if there is no such fact
NOTHING = Term("", "", "")


def enumerated(terms: Iterable[Term]) -> Term:
    """Return several terms as a single fact, in their order; each language joins them in its own way."""
    each = tuple(terms)
    return Term(
        ",".join(term.fact for term in each), "、".join(term.zh for term in each), ", ".join(term.en for term in each)
    )


def names(each: Iterable[str]) -> Term:
    """Return names that are the same for everyone as a single fact, in their order."""
    return enumerated(Term(name, name, name) for name in each)


@dataclass(slots=True)
class Refusal(Exception):
    """Raised by a rule. `facts` fill the texts and travel to the caller: never personal data.

    `terms` are those of the facts that people call otherwise.
    """

    code: Code
    facts: dict[str, str] = field(default_factory=dict)
    faults: tuple[FieldFault, ...] = ()
    terms: dict[str, Term] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code.name} {self.facts}"

    def term(self, name: str) -> Term:
        """Return a fact with its words for people; NOTHING if the refusal has no fact of that name."""
        fact = self.facts.get(name, "")
        return self.terms.get(name, Term(fact, fact, fact))

    @property
    def zh(self) -> str:
        """Return the Chinese text with its facts."""
        return fill(self.code.zh, self.facts | {name: term.zh for name, term in self.terms.items()})

    @property
    def en(self) -> str:
        """Return the English text with its facts."""
        return fill(self.code.en, self.facts | {name: term.en for name, term in self.terms.items()})


def fill(text: str, facts: dict[str, str]) -> str:
    """Put facts into a text's braces; a missing fact leaves its brace to be seen, and braces in a fact stay as they are."""
    return _BRACE.sub(lambda brace: facts.get(brace[1], brace[0]), text)


def refuse(code: Code, *, faults: Iterable[FieldFault] = (), **facts: Any) -> NoReturn:
    """Raise the refusal with its facts. An instant is RFC 3339 in UTC for programs, Beijing time for people.

    A number of thousands is 5000 for programs and in Chinese, 5,000 in English.
    """
    raise refusal_of(code, faults=faults, **facts)


def refusal_of(code: Code, *, faults: Iterable[FieldFault] = (), **facts: Any) -> Refusal:
    """Return the refusal that `refuse` raises."""
    terms = {name: term for name, value in facts.items() if (term := _term(value)) is not None}
    plain = {name: terms[name].fact if name in terms else str(value) for name, value in facts.items()}
    return Refusal(code, plain, tuple(faults), terms)


def _term(value: Any) -> Term | None:
    if isinstance(value, datetime):
        return Term(value.isoformat(), beijing_zh(value), beijing_en(value))
    if type(value) is int and abs(value) >= 1000:
        return Term(str(value), str(value), f"{value:,}")
    return value if isinstance(value, Term) else None


def refuse_unless(holds: bool, code: Code, **facts: Any) -> None:
    """Open a method with its rule: raise Refusal unless it holds."""
    if not holds:
        refuse(code, **facts)


class RefusedTogether:
    """Refusals of independent checks of a request: whoever sent it learns of all faults at once.

        together = RefusedTogether()
        with together.at("lead.uscc"):
            lead = require_may_take_part(...)
        together.refuse()

    What a block assigns exists once `refuse` has returned.
    """

    def __init__(self) -> None:
        self._refusals: list[Refusal] = []

    @contextmanager
    def at(self, path: str = "") -> Iterator[None]:
        """Keep what the block refuses; `path` is the request's field that it is about if the refusal names none.

        A refusal that does not depend on what was sent, such as that of a service that is away, is raised at once.
        """
        try:
            yield
        except Refusal as refusal:
            if refusal.code.kind not in (Kind.INVALID, Kind.REFUSED, Kind.CONFLICT):
                raise
            if path and not refusal.faults:
                refusal.faults = (FieldFault(path, refusal.zh, refusal.en),)
            self._refusals.append(refusal)

    def refuse(self) -> None:
        """Raise the first refusal that was kept, with the faults of all; return if there is none."""
        if not self._refusals:
            return
        first = self._refusals[0]
        if len(self._refusals) > 1:
            first.faults = tuple(fault for refusal in self._refusals for fault in _faults(refusal))
        raise first


def _faults(refusal: Refusal) -> tuple[FieldFault, ...]:
    return refusal.faults or (FieldFault("", refusal.zh, refusal.en),)
