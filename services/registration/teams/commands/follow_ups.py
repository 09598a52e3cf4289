"""Keep the organisations of a stored team, and compare it with other teams (rules B1, B5, B7)."""

from __future__ import annotations

from collections.abc import Iterable

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.mongo.attempts import AlreadyApplied

from ...organisations.commands import introduce
from .. import requests, store
from ..checks import current_pairs, pair_findings
from ..model.claims import ClaimState, NameClaim, claim_id
from ..model.team import Team
from ..store import Namesake


def record_team(request: requests.RecordTeam, actor: Actor, at: Instant) -> None:
    """Keep the organisations that a team names, file its claims, and compare its people with those of other teams.

    One write a team: with a second this event would count as applied. What it is compared with is read once, after the team:
    if somebody else writes the team meanwhile, all is read again.
    """
    for organisation in request.organisations:
        introduce(organisation, request.division_code, at)
    applied = False
    try:
        team = store.teams.find(request.team_id)
    except AlreadyApplied:  # but perhaps not to the others yet
        team, applied = store.teams.peek(request.team_id), True
    if team is None:
        return
    claimants: frozenset[str] = frozenset()
    if team.is_active:
        _file_claims(team, at)
    else:
        claimants = _let_claims_lapse(team, at)
    namesakes, open_claims = store.namesakes(team), store.open_claims_of(team)
    # whose claim has lapsed takes the names first, and then is its finding lifted (settle_name_claim)
    others = _concerned(team, namesakes, open_claims) - {team.id, *claimants}
    if not applied and team.record_pairs(pair_findings(team, namesakes, open_claims), at=at):
        store.teams.save(team)
    for team_id in sorted(others):
        with store.teams.once():
            other = store.teams.get(team_id)
            if other.record_pairs(current_pairs(other), at=at):
                store.teams.save(other)


def _let_claims_lapse(team: Team, at: Instant) -> frozenset[str]:
    """End the open claims of a team that has left, and return those whose claims to its names have lapsed (rule B7)."""
    claimants = set()
    for claim in store.open_claims_of(team):
        with store.claims.once():
            left = store.claims.get(claim.id)
            if left.lapse(at=at):
                store.claims.save(left)
                claimants.add(left.claimant_id)
    return frozenset(claimants - {team.id})


def _file_claims(team: Team, at: Instant) -> None:
    """File a claim against each team that holds names which this team contests, once for each."""
    if not team.contests:
        return
    before = store.claims_of(team)
    for holder_id in sorted({contested.holder_id for contested in team.contests}):
        lapsed = sum(claim.holder_id == holder_id and claim.state is ClaimState.LAPSED for claim in before)
        identifier, holder = claim_id(team.id, holder_id, lapsed), store.teams.peek(holder_id)
        if holder is None or store.claims.find(identifier) is not None:
            continue
        names = tuple(contested for contested in team.contests if contested.holder_id == holder_id)
        codes = {contested.uscc for contested in names}
        claim = NameClaim(
            id=identifier,
            claimant_id=team.id,
            holder_id=holder_id,
            division_code=holder.division_code,
            organisations=tuple(item for item in team.organisations if item.uscc in codes),
            names=names,
            reason=team.contest_reason,
            filed_at=at,
        )
        claim.file(at=at)
        store.claims.add(claim)


def _concerned(team: Team, namesakes: Iterable[Namesake], open_claims: Iterable[NameClaim]) -> frozenset[str]:
    """Return the ids of the teams that findings name together with this one, now or before; its own may be among them."""
    before = store.teams_with_subjects(finding.subject for finding in team.findings.pairs)
    parties = {party for claim in open_claims for party in (claim.claimant_id, claim.holder_id)}
    return frozenset({*(namesake.team_id for namesake in namesakes), *before, *parties})
