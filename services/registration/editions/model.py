"""The edition's requirements for teams, their declarations and their improved versions (rules B2, B4, C4, C5, C7, C10)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from chassis.kernel.refusal import Term


@dataclass(frozen=True, kw_only=True)
class Iteration:
    """The edition's limits for improved versions: the sections that are main content, and shares of change from 0 to 1."""

    main_sections: tuple[str, ...] = ()
    review_above: Decimal = Decimal(1)
    refuse_above: Decimal = Decimal(1)


NO_LIMITS = Iteration()


@dataclass(frozen=True, kw_only=True)
class SectionRule:
    """The edition's requirements for a section; lengths in characters."""

    id: str
    name_zh: str
    name_en: str
    min_length: int
    max_length: int

    @property
    def name(self) -> Term:
        """Return its id for programs with its names for people."""
        return Term(self.id, self.name_zh, self.name_en)


@dataclass(frozen=True, kw_only=True)
class Requirements:
    """The edition's requirements for teams and their declarations; passed in, because the model reads no file."""

    sections: tuple[SectionRule, ...]
    required_evidence: tuple[Term, ...]  # kinds with their names
    optional_evidence: tuple[str, ...]
    max_files: int
    max_representatives: int
    max_co_organisations: int
    max_accounts: int  # for each organisation of a team
    iteration: Iteration = NO_LIMITS

    @property
    def names(self) -> dict[str, Term]:
        """Return the names of the sections by their ids."""
        return {section.id: section.name for section in self.sections}

    @property
    def evidence_kinds(self) -> frozenset[str]:
        """Return every kind of evidence that may be attached."""
        return frozenset(kind.fact for kind in self.required_evidence) | frozenset(self.optional_evidence)
