"""The names of a team, its project and its organisations: those that are screened, and those that it holds (rules B7, B9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chassis.facts.teams import Organisation

from .entry import name_key

ORGANISATION_NAME = "organisation_name"


@dataclass(frozen=True, kw_only=True)
class HeldName:
    """A name that an organisation has registered; `field` is `project_name` or `team_name`."""

    key: str
    field: str
    name: str
    organisation: Organisation


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name that a team is published with (rule B9); `place` is where a request states it."""

    field: str
    text: str
    place: str


Names = tuple[Name, ...]


def names_of(team_name: str, project_name: str, lead: str, co_organisations: Iterable[str]) -> Names:
    """Return all names of a team, those of its organisations included."""
    partners = (
        Name(field=ORGANISATION_NAME, text=name, place=f"co_organisations[{place}].name")
        for place, name in enumerate(co_organisations)
    )
    return (
        Name(field="team_name", text=team_name, place="team_name"),
        Name(field="project_name", text=project_name, place="project_name"),
        Name(field=ORGANISATION_NAME, text=lead, place="lead.name"),
        *partners,
    )


def names_to_hold(
    edition: str, team_name: str, project_name: str, organisations: Iterable[Organisation]
) -> tuple[HeldName, ...]:
    """Return the project's and the team's name for each organisation that takes part (rule B7).

    So a partner is no way to register the project again, and nobody keeps a name from an organisation that did not consent.
    """
    names = (("project", project_name), ("team", team_name))
    return tuple(
        HeldName(
            key=name_key(kind, edition, organisation.uscc, name),
            field=f"{kind}_name",
            name=name,
            organisation=organisation,
        )
        for organisation in organisations
        for kind, name in names
    )
