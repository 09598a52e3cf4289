"""The national check, the finalist list, and what follows where a team loses its place."""

from __future__ import annotations

from dasai.review.v1 import national_check_pb2

from chassis.actor import Actor, Role
from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id

from ..cases import store as cases_store
from ..cases.checks import passed
from ..recommendations import store as recommendations_store
from ..shared.facts import TeamFacts
from . import requests, store, wire
from .events import Finalist
from .model import duplicates
from .model.finalist_list import FinalistList
from .model.hit import Hit, HitState


def finalists_id() -> str:
    """The edition's one finalist list."""
    return f"finalists-{edition().id}"


def run_national_check(actor: Actor, at: Instant) -> national_check_pb2.RunNationalCheckResponse:
    """Compare every candidate with every other, across all recommenders (rule F5); run again, it adds only what is new."""
    actor.require(Role.SECRETARIAT)
    teams = {
        entry.team.team_id: entry.team
        for one in recommendations_store.recommendations.every()
        for entry in one.standing
    }
    suspicions = duplicates.find([_compared(team) for team in teams.values()])
    for suspicion in suspicions:
        identifier = derived_id("hit", *suspicion.team_ids)
        if store.hits.peek(identifier) is None:
            pair = tuple(teams[team_id] for team_id in suspicion.team_ids)
            store.hits.add(Hit.suspect(identifier, suspicion, pair, at=at))
    return national_check_pb2.RunNationalCheckResponse(candidates=len(teams), hits=len(suspicions))


def _compared(team: TeamFacts) -> duplicates.Compared:
    case = cases_store.cases.look(team.team_id)
    return duplicates.Compared(
        team_id=team.team_id,
        project_name=team.project_name,
        text=duplicates.text_of((section.id, section.text) for section in case.declaration),
        # the case's too: a recommendation keeps those of its day, and keys rotate
        person_keys=frozenset(team.person_keys) | frozenset(case.team.person_keys if case.team else ()),
        files=frozenset(piece.sha256 for piece in case.evidence),
    )


def settle_hit(cmd: requests.SettleHit, actor: Actor, at: Instant) -> national_check_pb2.Hit:
    """The secretariat settles a suspicion, having heard the recommenders (rule F5)."""
    actor.require(Role.SECRETARIAT)
    hit = store.hits.get(cmd.hit_id)
    hit.settle(confirmed=cmd.confirmed, losers=cmd.disqualified_team_ids, reason=cmd.reason, at=at)
    answer = wire.hit_view(hit)
    store.hits.save(hit, answer=answer)
    return answer


def propose_finalists(actor: Actor, at: Instant) -> national_check_pb2.FinalistList:
    """The secretariat proposes the finalist list; its notice runs by itself (rules B3, B8, F5, F8)."""
    actor.require(Role.SECRETARIAT)
    before = store.finalists.find(finalists_id())
    open_hits = sum(1 for _ in store.hits.every({"state.state": HitState.OPEN.value}))
    chosen = tuple(
        Finalist(team=entry.team, channel=one.channel, recommender_id=one.id)
        for one in sorted(recommendations_store.recommendations.every(), key=lambda found: found.id)
        for entry in one.standing
    )
    found = FinalistList.propose(finalists_id(), chosen, before=before, open_hits=open_hits, passed=passed, at=at)
    answer = wire.finalists_view(found)
    store.finalists.add(found, answer=answer)
    return answer


def confirm_finalists(cmd: requests.ConfirmFinalists, actor: Actor, at: Instant) -> None:
    """The finalists' notice ran its days: the list is final and scoring opens the final (rules F8, G1)."""
    if cmd.list_id != finalists_id():
        return
    found = store.finalists.get(cmd.list_id)
    found.confirm(cmd.upheld, at=at)
    store.finalists.save(found)
