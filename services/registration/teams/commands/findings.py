"""Live teams checked again when something becomes known of their organisations, files or division (rules A5, B3, B8, B9, C7)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.kernel.clock import Instant

from ...affiliations import store as affiliations_store
from ...divisions import store as divisions_store
from ...organisations import store as organisations_store
from ...organisations.model import CreditListing
from .. import requests, store
from ..checks.affiliation import affiliation_between
from ..checks.names import of_standing_names
from ..model.findings import OF_ORGANISERS
from ..model.team import Team


def learn_listing(cmd: requests.LearnListing, actor: Actor, at: Instant) -> None:
    """An organisation was listed: on record with each of its live teams, and told to review."""
    listing = CreditListing(list=cmd.list, as_of=cmd.as_of, source=cmd.source)
    for team_id in store.teams_of(cmd.uscc):
        with store.teams.once():
            team = store.teams.get(team_id)
            # read after the team: whoever handled a newer whole list before left nothing there to lift
            if team.learn_listing(cmd.uscc, listing, organisations_store.credit_heads(), at=at):
                store.teams.save(team)


def learn_whole_list(cmd: requests.LearnWholeList, actor: Actor, at: Instant) -> None:
    """A list is known whole: findings that are older and not repeated are lifted."""
    for team_id in store.teams_found_on(cmd.list):
        with store.teams.once():
            team = store.teams.get(team_id)
            if team.learn_whole_list(cmd.list, cmd.as_of, at=at):
                store.teams.save(team)


def learn_affiliations(cmd: requests.LearnAffiliations, actor: Actor, at: Instant) -> None:
    """What an organisation belongs to changed: teams of those below it and above it are checked as they stand now (B8)."""
    changed = frozenset({cmd.uscc})
    for team_id in store.teams_of(
        *sorted(affiliations_store.below(changed) | affiliations_store.above(changed.union(cmd.uppers)))
    ):
        with store.teams.once():
            team = store.teams.get(team_id)
            if affiliated_anew(team, at):
                store.teams.save(team)


def learn_scheme(cmd: requests.LearnScheme, actor: Actor, at: Instant) -> None:
    """A division published a scheme: later deadlines reach its teams (A5), and who organises it now takes part no more (B8).

    Nobody waits for the deadlines: a team that comes late by its own copy is judged by the division's
    (`commands.teams.own_team`). One write a team: a second would count as told before.
    """
    organisers = divisions_store.organisers(cmd.division_code)
    near = store.teams_of(*sorted(affiliations_store.below(organisers) | affiliations_store.above(organisers)))
    checked = {*near, *store.teams_found_against(cmd.division_code, OF_ORGANISERS)}
    earlier = store.teams_closing_before(cmd.division_code, cmd.registration_closes, cmd.submission_closes)
    for team_id in sorted(checked | set(earlier)):
        with store.teams.once():
            team = store.teams.get(team_id)
            if team.division_code != cmd.division_code:
                continue
            prolonged = team.prolong(cmd.registration_closes, cmd.submission_closes)
            if (team_id in checked and affiliated_anew(team, at)) or prolonged:
                store.teams.save(team)


def learn_word_list(cmd: requests.LearnWordList, actor: Actor, at: Instant) -> None:
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


def affiliated_anew(team: Team, at: Instant) -> bool:
    """Hold a team against the organisers of its division as all of them stand now (rule B8); whether that is news."""
    taking = frozenset(organisation.uscc for organisation in team.organisations)
    return team.learn_affiliation(affiliation_between(taking, divisions_store.organisers(team.division_code)), at=at)
