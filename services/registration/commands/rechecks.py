"""Live teams checked again when something becomes known of their organisations, files or division (rules A5, B3, B8, B9, C7)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.kernel.clock import Instant

from .. import store
from ..checks.affiliation import affiliation_between
from ..checks.names import of_standing_names
from ..model import commands
from ..model.later import OF_ORGANISERS
from ..model.organisation import CreditListing
from ..model.team import Team
from ..store.materials import is_infected


def learn_listing(cmd: commands.LearnListing, actor: Actor, at: Instant) -> None:
    """An organisation was listed: on record with each of its live teams, and told to review."""
    listing = CreditListing(list=cmd.list, as_of=cmd.as_of, source=cmd.source)
    for team_id in store.teams_of(cmd.uscc):
        with store.teams.once():
            team = store.teams.get(team_id)
            # read after the team: whoever handled a newer whole list before left nothing there to lift
            if team.learn_listing(cmd.uscc, listing, store.credit_heads(), at=at):
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
    changed = frozenset({cmd.uscc})
    for team_id in store.teams_of(*sorted(store.below(changed) | store.above(changed.union(cmd.uppers)))):
        with store.teams.once():
            team = store.teams.get(team_id)
            if affiliated_anew(team, at):
                store.teams.save(team)


def learn_scheme(cmd: commands.LearnScheme, actor: Actor, at: Instant) -> None:
    """A division published a scheme: later deadlines reach its teams (A5), and who organises it now takes part no more (B8).

    Nobody waits for the deadlines: a team that comes late by its own copy is judged by the division's
    (`commands.teams.own_team`). One write a team: a second would count as told before.
    """
    organisers = store.organisers(cmd.division_code)
    near = store.teams_of(*sorted(store.below(organisers) | store.above(organisers)))
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


def learn_scan(cmd: commands.LearnScan, actor: Actor, at: Instant) -> None:
    """Malware was found in a file, or none after all: on record where it is in the last version or in an answer, and told.

    What holds is the record's word, not the event's, which may come late. What is only in a draft is told where the team looks,
    and can't be submitted.
    """
    team = store.teams.find(cmd.team_id)
    if team is None:
        return
    name = store.handed_in(team, team.receipts[-1:]).get(cmd.sha256)
    if not is_infected(team.id, cmd.sha256):
        team.learn_harmless(cmd.sha256, at=at)
    elif name is not None:
        team.learn_malware(cmd.sha256, name, at=at)
    # also where nothing is news: whoever hands the file in at this moment, having seen it clean, meets a newer version
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


def affiliated_anew(team: Team, at: Instant) -> bool:
    """Hold a team against the organisers of its division as all of them stand now (rule B8); whether that is news."""
    taking = frozenset(organisation.uscc for organisation in team.organisations)
    return team.learn_affiliation(affiliation_between(taking, store.organisers(team.division_code)), at=at)
