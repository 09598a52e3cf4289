"""Read from the edition which evidence counts for duplicates, and from which share on texts are alike (rule F5)."""

from __future__ import annotations

from chassis.edition import Edition

from .model.duplicates import Limits


def limits(edition: Edition) -> Limits:
    """Return from which shares on two texts are put to a person."""
    return Limits(resembling=edition.duplicates.resembling, contained=edition.duplicates.contained)


def is_about_project(edition: Edition, kind: str) -> bool:
    """Return True for evidence about the project; what is about the organisation is the same for all its projects (rule C5)."""
    kinds = (*edition.evidence.required, *edition.evidence.optional)
    return all(known.subject == "project" for known in kinds if known.id == kind)


def kinds_about_projects(edition: Edition) -> frozenset[str]:
    """Return the ids of the kinds of evidence about the project (rule C5)."""
    kinds = (*edition.evidence.required, *edition.evidence.optional)
    return frozenset(kind.id for kind in kinds if kind.subject == "project")
