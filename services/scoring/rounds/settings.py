"""The scheme of the final, as the edition states it."""

from __future__ import annotations

from chassis.edition import Edition
from chassis.facts.schemes import Aggregation, Criterion

from ..shared.scheme import Scheme


def final_scheme(edition: Edition) -> Scheme:
    """Return the scheme of the final, by the edition's own settings (rules A1, E4)."""
    scoring = edition.scoring
    return Scheme(
        rubric=tuple(
            Criterion(id=criterion.id, name=criterion.zh, weight=format(criterion.weight, "f"))
            for criterion in scoring.criteria
        ),
        scale=format(scoring.highest, "f"),
        experts_per_project=scoring.experts_per_project.final,
        aggregation=Aggregation(scoring.aggregation),
        decimals=scoring.decimals,
        tie_breakers=scoring.tie_breakers,
    )
