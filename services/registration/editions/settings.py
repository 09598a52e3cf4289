"""Read the requirements for teams from the edition."""

from __future__ import annotations

from functools import lru_cache

from chassis.edition import Edition
from chassis.edition.current import edition
from chassis.kernel.refusal import Term

from .model import Iteration, Requirements, SectionRule


@lru_cache(maxsize=1)
def requirements() -> Requirements:
    """Return the requirements of the edition that this process runs."""
    return requirements_of(edition())


def requirements_of(edition: Edition) -> Requirements:
    """Return the requirements of an edition."""
    return Requirements(
        sections=tuple(
            SectionRule(
                id=section.id,
                name_zh=section.zh,
                name_en=section.en,
                min_length=section.min_length,
                max_length=section.max_length,
            )
            for part in edition.declaration.parts
            for section in part.sections
        ),
        required_evidence=tuple(Term(kind.id, kind.zh, kind.en) for kind in edition.evidence.required),
        optional_evidence=tuple(kind.id for kind in edition.evidence.optional),
        max_files=edition.files.max_files,
        max_representatives=edition.quotas.representatives_per_team,
        max_co_organisations=edition.teams.co_organisations_per_team,
        max_accounts=edition.teams.accounts_per_organisation,
        iteration=Iteration(
            main_sections=edition.iteration.main_sections,
            review_above=edition.iteration.review_above,
            refuse_above=edition.iteration.refuse_above,
        ),
    )
