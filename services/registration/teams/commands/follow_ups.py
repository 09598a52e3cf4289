"""Keep the organisations of a stored team, and compare it with other teams (rules B1, B5, B7)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.kernel.clock import Instant

from ...organisations.commands import introduce
from .. import requests, store
from ..checks import pair_findings
from ..model.claims import ClaimState, NameClaim, claim_id
from ..model.team import Team


def record_team(request: requests.RecordTeam, actor: Actor, at: Instant) -> None:
    """Keep the organisations that a team names, file its claims, and compare its people with those of other teams.

    One write a team: with a second this event would count as applied.
    """
    for organisation in request.organisations:
        introduce(organisation, request.division_code, at)
    team = store.teams.peek(request.team_id)
    if team is None:
        return
    if team.is_active:
        _file_claims(team, at)
    else:
        for claim in store.open_claims_of(team.id):
            with store.claims.once():
                left = store.claims.get(claim.id)
                if left.lapse(at=at):
                    store.claims.save(left)
    for team_id in sorted(_concerned(team)):
        with store.teams.once():
            compared = store.teams.get(team_id)
            if compared.record_pairs(pair_findings(compared), at=at):
                store.teams.save(compared)


def _file_claims(team: Team, at: Instant) -> None:
    """File a claim against each team that holds names which this team contests, once for each."""
    for holder_id in sorted({contested.holder_id for contested in team.contests}):
        before = [claim for claim in store.claims_of(team.id) if claim.holder_id == holder_id]
        lapsed = sum(claim.state is ClaimState.LAPSED for claim in before)
        identifier, holder = claim_id(team.id, holder_id, lapsed), store.teams.peek(holder_id)
        if holder is None or store.claims.find(identifier) is not None:
            continue
        names = tuple(contested for contested in team.contests if contested.holder_id == holder_id)
        codes = {contested.uscc for contested in names}
        store.claims.add(
            NameClaim(
                id=identifier,
                claimant_id=team.id,
                holder_id=holder_id,
                division_code=holder.division_code,
                organisations=tuple(item for item in team.organisations if item.uscc in codes),
                names=names,
                reason=team.contest_reason,
                filed_at=at,
            )
        )


def _concerned(team: Team) -> frozenset[str]:
    """Return the ids of the team and of all that findings name together with it, now or before."""
    namesakes = {namesake.team_id for namesake in store.namesakes(team)}
    before = store.teams_with_subjects(finding.subject for finding in team.findings.pairs)
    claims = (claim for claim in store.open_claims_of(team.id))
    parties = {party for claim in claims for party in (claim.claimant_id, claim.holder_id)}
    return frozenset({team.id, *namesakes, *before, *parties})
