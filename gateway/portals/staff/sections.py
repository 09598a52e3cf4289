"""The pages that each role works with, in the order in which its home lists them (rule K1)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.facts.roles import Grant, Role

from ..navigation import Item, is_open

# `{division}` is the division of the role; an entry is shown as soon as the table of permissions has its page
_OF_DIVISIONS = (
    Item("/staff/divisions/{division}", "sections.division"),
    Item("/staff/divisions/{division}/activities", "sections.activities"),
    Item("/staff/divisions/{division}/figures", "sections.figures"),
    Item("/staff/teams?division={division}", "sections.teams"),
    Item("/staff/name-claims?division={division}", "sections.name_claims"),
    Item("/staff/divisions/{division}/dossiers", "sections.dossiers"),
    Item("/staff/accounts", "sections.accounts"),
    Item("/staff/invitations", "sections.invitations"),
    Item("/staff/divisions/{division}/desk", "sections.desk"),
    Item("/staff/cases?division={division}", "sections.cases"),
    Item("/staff/divisions/{division}/panels", "sections.panels"),
    Item("/staff/divisions/{division}/rankings", "sections.rankings"),
    Item("/staff/divisions/{division}/local-awards", "sections.local_awards"),
    Item("/staff/divisions/{division}/recommendation", "sections.recommendation"),
    Item("/staff/notices?division={division}", "sections.notices"),
    Item("/staff/announcements", "sections.announcements"),
)
_NATIONAL = (
    Item("/staff/national", "sections.national"),
    Item("/staff/divisions", "sections.divisions"),
    Item("/staff/teams", "sections.teams"),
    Item("/staff/name-claims", "sections.name_claims"),
    Item("/staff/cases", "sections.cases"),
    Item("/staff/recommendations", "sections.recommendations"),
    Item("/staff/national-check", "sections.national_check"),
    Item("/staff/finalists", "sections.finalists"),
    Item("/staff/rounds", "sections.rounds"),
    Item("/staff/notices", "sections.notices"),
    Item("/staff/objections", "sections.objections"),
    Item("/staff/reports", "sections.reports"),
    Item("/staff/awards", "sections.awards"),
    Item("/staff/entitlements", "sections.entitlements"),
    Item("/staff/logo-authorisations", "sections.logo_authorisations"),
)
_LISTS = (
    Item("/staff/imports", "sections.imports"),
    Item("/staff/accounts", "sections.accounts"),
    Item("/staff/invitations", "sections.invitations"),
    Item("/staff/announcements", "sections.announcements"),
    Item("/staff/deliveries", "sections.deliveries"),
)
_SECTIONS: dict[Role, tuple[Item, ...]] = {
    Role.HOST: _OF_DIVISIONS,
    Role.REVIEWER: (Item("/staff/cases", "sections.cases"),),
    Role.EXPERT: (Item("/staff/sheets", "sections.sheets"),),
    Role.SECRETARIAT: (*_NATIONAL, *_LISTS),
    Role.COMMITTEE: _NATIONAL,
    Role.OPERATOR: (Item("/staff/operations", "sections.operations"), *_LISTS),
}


def sections_of(grant: Grant, actor: Actor) -> list[Item]:
    """Return the pages of a role that the table of permissions lets its holder open, with the role's division in their paths."""
    listed = (Item(item.path.format(division=grant.division), item.text) for item in _SECTIONS.get(grant.role, ()))
    return [item for item in listed if is_open(item.path, actor)]


def pages_of_division(code: str, actor: Actor) -> list[Item]:
    """Return the further pages of a division that a reader may open, as its host's home lists them."""
    here = f"/staff/divisions/{code}"
    listed = (Item(item.path.format(division=code), item.text) for item in _OF_DIVISIONS if "{division}" in item.path)
    return [item for item in listed if item.path != here and is_open(item.path, actor)]
