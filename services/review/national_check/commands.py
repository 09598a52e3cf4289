"""Check the recommended projects for duplicates, settle the hits, propose the finalists and confirm them."""

from __future__ import annotations

from dasai.review.v1 import national_check_pb2

from chassis.actor import Actor, Role
from chassis.edition.current import edition
from chassis.facts.teams import TeamFacts
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id

from ..cases import checks as cases_checks
from ..cases import store as cases_store
from ..recommendations import store as recommendations_store
from . import requests, store, wire
from .events import Finalist
from .model.duplicates import Candidate, declaration_text, find_duplicates
from .model.finalist_list import FinalistList
from .model.hit import Hit, HitState


def run_national_check(actor: Actor, at: Instant) -> national_check_pb2.RunNationalCheckResponse:
    """Compare all recommended projects with each other, as the secretariat; run again, it adds only new hits (rule F5)."""
    actor.require(Role.SECRETARIAT)
    teams = {
        entry.team.team_id: entry.team
        for recommendation in recommendations_store.recommendations.every()
        for entry in recommendation.current_entries
    }
    suspicions = find_duplicates([_candidate(team) for team in teams.values()])
    for suspicion in suspicions:
        identifier = derived_id("hit", *suspicion.team_ids)
        if store.hits.peek(identifier) is None:
            pair = tuple(teams[team_id] for team_id in suspicion.team_ids)
            store.hits.add(Hit.suspect(identifier, suspicion, pair, at=at))
    return national_check_pb2.RunNationalCheckResponse(candidates=len(teams), hits=len(suspicions))


def _candidate(team: TeamFacts) -> Candidate:
    case = cases_store.cases.look(team.team_id)
    return Candidate(
        team_id=team.team_id,
        project_name=team.project_name,
        text=declaration_text((section.id, section.text) for section in case.declaration),
        person_keys=frozenset(case.person_keys),
        files=frozenset(piece.sha256 for piece in case.evidence),
    )


@idempotent
def settle_hit(request: requests.SettleHit, actor: Actor, at: Instant) -> national_check_pb2.Hit:
    """Confirm or dismiss a hit, as the secretariat that has heard the recommenders (rule F5)."""
    actor.require(Role.SECRETARIAT)
    hit = store.hits.get(request.hit_id)
    hit.settle(confirmed=request.confirmed, losers=request.disqualified_team_ids, reason=request.reason, at=at)
    answer = wire.hit_view(hit)
    store.hits.save(hit, answer=answer)
    return answer


@idempotent
def propose_finalists(actor: Actor, at: Instant) -> national_check_pb2.FinalistList:
    """Propose the finalists, as the secretariat; publicity opens their notice (rules B3, B8, F5, F8)."""
    actor.require(Role.SECRETARIAT)
    identifier = store.finalist_list_id(edition().id)
    recommendations = sorted(
        recommendations_store.recommendations.every(), key=lambda recommendation: recommendation.id
    )
    finalist_list = FinalistList.propose(
        identifier,
        tuple(
            Finalist(team=entry.team, channel=recommendation.channel, recommender_id=recommendation.id)
            for recommendation in recommendations
            for entry in recommendation.current_entries
        ),
        before=store.finalist_lists.find(identifier),
        open_hits=sum(1 for _ in store.hits.every({"state.state": HitState.OPEN.value})),
        has_passed=cases_checks.has_passed,
        at=at,
    )
    answer = wire.finalist_list_view(finalist_list)
    store.finalist_lists.add(finalist_list, answer=answer)
    return answer


def confirm_finalists(request: requests.ConfirmFinalists, actor: Actor, at: Instant) -> None:
    """Confirm the finalist list after its notice: it is final, and scoring opens the final (rules F8, G1)."""
    if not request.of_finalists or request.list_id != store.finalist_list_id(edition().id):
        return
    finalist_list = store.finalist_lists.get(request.list_id)
    finalist_list.confirm(request.upheld_team_ids, at=at)
    store.finalist_lists.save(finalist_list)
