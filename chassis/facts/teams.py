"""A team and its organisations, as other services know them: no personal data."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class OrganisationKind(enum.StrEnum):
    """The kinds of legal persons that the contracts' enum names, as processes of older releases know them (rule B1).

    Which kinds there are is the edition's (`organisation_kinds`).
    """

    ENTERPRISE = "enterprise"
    PUBLIC_INSTITUTION = "public_institution"
    RESEARCH_INSTITUTE = "research_institute"
    UNIVERSITY = "university"


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """A participating organisation, by its unified social credit code (rule B1)."""

    uscc: str
    name: str
    # of the edition's kinds
    kind: str


@dataclass(frozen=True, kw_only=True)
class TeamFacts:
    """The facts of a team that every service may know and show.

    Keyed hashes of its people are not among it: they travel as `chassis.facts.persons.SamePerson`, in events only.
    """

    team_id: str
    edition: str
    division_code: str
    track: str
    topic_id: str
    team_name: str
    project_name: str
    lead: Organisation
    co_organisations: tuple[Organisation, ...] = ()
    # accounts that act for the team
    account_ids: tuple[str, ...] = ()
    # counts how often these changed, so that older facts never overwrite newer ones
    accounts_changed: int = 0

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        """Return all its organisations, the lead first."""
        return (self.lead, *self.co_organisations)

    @property
    def organisation_names(self) -> tuple[str, ...]:
        """Return the names of all its organisations, the lead's first."""
        return tuple(organisation.name for organisation in self.organisations)

    @property
    def usccs(self) -> frozenset[str]:
        """Return the codes of all its organisations."""
        return frozenset(organisation.uscc for organisation in self.organisations)
