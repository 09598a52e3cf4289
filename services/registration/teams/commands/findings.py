"""Checking teams again when something becomes known of their organisations, names or division (rules A5, B3, B8, B9)."""

from __future__ import annotations

import time

from chassis.actor import Actor
from chassis.kernel.clock import Instant

from ...affiliations import store as affiliations_store
from ...divisions import store as divisions_store
from ...organisations import store as organisations_store
from ...organisations.model import CreditListing
from .. import requests, store
from ..checks import affiliation_between, findings_of_names
from ..model.findings import OF_ORGANISERS
from ..model.team import Team


def record_listing(request: requests.RecordListing, actor: Actor, at: Instant) -> None:
    """Record a credit listing with each team of the organisation (rule B3)."""
    listing = CreditListing(list=request.list, as_of=request.as_of, source=request.source)
    for team_id in store.teams_of(request.uscc):
        with store.teams.once():
            team = store.teams.get(team_id)
            # read after the team: whoever handled a newer whole list before left nothing there to lift
            if team.record_listing(request.uscc, listing, organisations_store.credit_heads(), at=at):
                store.teams.save(team)


def record_whole_list(request: requests.RecordWholeList, actor: Actor, at: Instant) -> None:
    """Lift listings that are older than a whole list and not repeated by it (rule B3)."""
    for team_id in store.teams_found_on(request.list):
        with store.teams.once():
            team = store.teams.get(team_id)
            if team.record_whole_list(request.list, request.as_of, at=at):
                store.teams.save(team)


def record_affiliations(request: requests.RecordAffiliations, actor: Actor, at: Instant) -> None:
    """Check the teams of an organisation whose relations changed, and of those below and above it (rule B8)."""
    changed = frozenset({request.uscc})
    for team_id in store.teams_of(
        *sorted(affiliations_store.below(changed) | affiliations_store.above(changed.union(request.uppers)))
    ):
        with store.teams.once():
            team = store.teams.get(team_id)
            if affiliated_anew(team, at):
                store.teams.save(team)


def record_scheme(request: requests.RecordScheme, actor: Actor, at: Instant) -> None:
    """Give a division's later deadlines to its teams (rule A5), and check them against its organisers (rule B8).

    Nobody waits for the deadlines: a team that comes late by its own copy is judged by the division's
    (`commands.teams.own_team`). One write a team: with a second this event would count as applied.
    """
    organisers = divisions_store.organisers(request.division_code)
    near = store.teams_of(*sorted(affiliations_store.below(organisers) | affiliations_store.above(organisers)))
    checked = {*near, *store.teams_found_against(request.division_code, OF_ORGANISERS)}
    earlier = store.teams_closing_before(request.division_code, request.registration_closes, request.submission_closes)
    for team_id in sorted(checked | set(earlier)):
        with store.teams.once():
            team = store.teams.get(team_id)
            if team.division_code != request.division_code:
                continue
            prolonged = team.prolong(request.registration_closes, request.submission_closes)
            if (team_id in checked and affiliated_anew(team, at)) or prolonged:
                store.teams.save(team)


def record_word_list(request: requests.RecordWordList, actor: Actor, at: Instant) -> None:
    """Screen the names of active teams again after a word list changed; what is new goes to a reviewer (rule B9).

    All names are read at once; only teams that have a finding of their names, or get one, are opened.
    """
    for team_id, names, has_findings in store.live_names():
        # some milliseconds each: between two teams the worker does what else is due, such as the broker's heartbeat
        time.sleep(0)
        findings = findings_of_names(names)
        if not (findings or has_findings):
            continue
        with store.teams.once():
            team = store.teams.get(team_id)
            if team.names == names and team.record_names(findings, at=at):
                store.teams.save(team)


def affiliated_anew(team: Team, at: Instant) -> bool:
    """Check a team against the organisers of its division as they are now (rule B8); return True if its findings changed."""
    participants = frozenset(organisation.uscc for organisation in team.organisations)
    return team.record_affiliation(
        affiliation_between(participants, divisions_store.organisers(team.division_code)), at=at
    )
