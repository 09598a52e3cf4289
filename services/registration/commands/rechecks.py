"""Live teams checked again when something becomes known of their organisations (rules B3, B8, B9)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.kernel.clock import Instant

from .. import store
from ..model import commands
from ..model.organisation import CreditListing
from .affiliations import affiliation_between
from .names import of_standing_names


def learn_listing(cmd: commands.LearnListing, actor: Actor, at: Instant) -> None:
    """An organisation was listed: on record with each of its live teams, and told to review."""
    listing = CreditListing(list=cmd.list, as_of=cmd.as_of, source=cmd.source)
    heads = store.credit_heads()
    for team_id in store.teams_of(cmd.uscc):
        with store.teams.once():
            team = store.teams.get(team_id)
            if team.learn_listing(cmd.uscc, listing, heads, at=at):
                store.teams.save(team)


def learn_whole_list(cmd: commands.LearnWholeList, actor: Actor, at: Instant) -> None:
    """A list is known whole: findings that are older and not repeated are lifted."""
    for team_id in store.teams_found_on(cmd.list):
        with store.teams.once():
            team = store.teams.get(team_id)
            if team.learn_whole_list(cmd.list, cmd.as_of, at=at):
                store.teams.save(team)


def learn_affiliations(cmd: commands.LearnAffiliations, actor: Actor, at: Instant) -> None:
    """What an organisation belongs to changed: teams of those below it and above it are checked as they stand now (B8)."""
    for team_id in store.teams_of(*sorted(store.below(cmd.uscc) | store.above(cmd.uscc))):
        with store.teams.once():
            team = store.teams.get(team_id)
            taking = frozenset(organisation.uscc for organisation in team.organisations)
            found = affiliation_between(taking, store.organisers(team.division_code))
            if team.learn_affiliation(found, at=at):
                store.teams.save(team)


def learn_word_list(cmd: commands.LearnWordList, actor: Actor, at: Instant) -> None:
    """A word list has a new version: names that stand are screened again, and what is news goes to a human (rule B9).

    One reading of all names; only teams of which something is or was said are opened.
    """
    for team_id, names, said in store.live_names():
        findings = of_standing_names(*names)
        if not (findings or said):
            continue
        with store.teams.once():
            team = store.teams.get(team_id)
            if (team.team_name, team.project_name) == names and team.learn_names(findings, at=at):
                store.teams.save(team)
