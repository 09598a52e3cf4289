"""Improved versions: the name and the main content stay (rule C10)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from chassis.kernel.refusal import Term


@dataclass(frozen=True, kw_only=True)
class Iteration:
    """What the edition says of improved versions: the sections that are main content, and shares of it from 0 to 1."""

    main_sections: tuple[str, ...] = ()
    review_above: Decimal = Decimal(1)
    refuse_above: Decimal = Decimal(1)


NO_LIMITS = Iteration()


@dataclass(frozen=True, kw_only=True)
class SectionRule:
    """What the edition asks of a section; lengths in characters."""

    id: str
    name_zh: str
    name_en: str
    min_length: int
    max_length: int

    @property
    def name(self) -> Term:
        """Its id for programs, its names for people."""
        return Term(self.id, self.name_zh, self.name_en)


@dataclass(frozen=True, kw_only=True)
class Requirements:
    """What the edition asks of teams and their declarations; passed in, for the model reads no file."""

    sections: tuple[SectionRule, ...]
    required_evidence: tuple[Term, ...]  # the kind and its names
    optional_evidence: tuple[str, ...]
    max_files: int
    max_representatives: int
    max_co_organisations: int
    max_accounts: int  # that act for one organisation of a team
    iteration: Iteration = NO_LIMITS

    @property
    def names(self) -> dict[str, Term]:
        """Names of the sections by their ids."""
        return {section.id: section.name for section in self.sections}

    @property
    def evidence_kinds(self) -> frozenset[str]:
        """Every kind that may be attached."""
        return frozenset(kind.fact for kind in self.required_evidence) | frozenset(self.optional_evidence)
