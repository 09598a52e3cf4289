"""Check the recommended projects for duplicates, settle the hits, propose the finalists and confirm them."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping

from dasai.review.v1 import national_check_pb2

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.edition.published import require_publishable
from chassis.facts.schemes import Channel
from chassis.facts.teams import TeamFacts
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless
from chassis.permissions import review as permissions

from ..cases import store as cases_store
from ..cases.checks import own_teams
from ..cases.model.case import Case
from ..recommendations import store as recommendations_store
from ..recommendations.checks import track_terms
from ..recommendations.model import Recommendation
from . import checks, requests, rules, settings, store, wire
from .events import Finalist
from .model.checked_project import CheckedProject
from .model.duplicates import (
    Suspicion,
    Traits,
    certain_suspicions,
    declaration_text,
    is_worth_a_look,
    pair_of,
    text_suspicion,
    traits,
)
from .model.finalist_list import FinalistList, Obstacles
from .model.hit import Hit

# A tick of the check takes so many projects on, and compares so many pairs of whole texts: each takes a part of a second.
PROJECTS_AT_ONCE, TEXTS_AT_ONCE = 20, 20


def run_national_check(actor: Actor, at: Instant) -> national_check_pb2.RunNationalCheckResponse:
    """Let all recommended projects be compared anew, as the secretariat; each hit that is settled stays so (rule F5)."""
    permissions.RUN_NATIONAL_CHECK.require(actor)
    teams = _compared_teams()
    outlines = store.case_outlines(teams)
    for team_id in teams:
        _begin_check(team_id, store.material_of(outlines.get(team_id)))
    progress = checks.progress()
    hits = sum(1 for _ in store.hits.every())
    return national_check_pb2.RunNationalCheckResponse(candidates=len(teams), hits=hits, progress=progress)


def mark_changed_projects(actor: Actor, at: Instant) -> None:
    """Let the check compare each recommended project that is new or changed since it was compared (rule F5)."""
    _check_changed(_compared_teams())


def check_changed(team_id: str) -> None:
    """Let the check compare a recommended project, or a finalist, if it changed since it was compared (rule F5)."""
    _check_changed((team_id,))


def _check_changed(team_ids: Collection[str]) -> None:
    outlines, known = store.case_outlines(team_ids), store.known_materials(team_ids)
    for team_id in team_ids:
        material = store.material_of(outlines.get(team_id))
        if known.get(team_id) != material:
            _begin_check(team_id, material)


def follow_recommendation(request: requests.FollowRecommendation, actor: Actor, at: Instant) -> None:
    """Check what a recommender filed, and strike from the finalist list what it recommends no longer (rules F1, F5)."""
    recommendation = recommendations_store.recommendations.look(request.recommendation_id)
    current = {entry.team.team_id for entry in recommendation.current_entries}
    _check_changed(current)
    with store.finalist_lists.once():
        finalist_list = store.finalist_lists.find(store.finalist_list_id(edition().id))
        if finalist_list is not None and finalist_list.strike_unrecommended(recommendation.id, current, at=at):
            store.finalist_lists.save(finalist_list)


def _compared_teams() -> dict[str, TeamFacts]:
    return store.compared_teams(store.finalist_list_id(edition().id))


def _begin_check(team_id: str, material: str) -> None:
    with store.checked_projects.once():
        project = store.checked_projects.find(team_id) or CheckedProject(id=team_id, material=material)
        project.begin(material)
        store.checked_projects.save(project)


def check_projects(actor: Actor, at: Instant) -> None:
    """Compare projects that wait for it with all others; each tick does a bounded part, and the next goes on (rule F5).

    The traits of a project are stored before those of the others are read: so of two projects that are compared at the
    same time, by whatever processes, at least one meets the other.
    """
    waiting = sorted(project.id for project in store.checked_projects.every({"state.waits": True}))
    if not waiting:
        return
    teams = _compared_teams()
    read = [team_id for team_id in waiting[:PROJECTS_AT_ONCE] if _has_traits(team_id, teams)]
    known = {
        project.id: project.traits
        for project in store.checked_projects.every()
        if project.traits is not None and project.id in teams
    }
    left = TEXTS_AT_ONCE
    for team_id in read:
        left = _compare(team_id, teams, known, left, at)
        if left <= 0:
            return


def _has_traits(team_id: str, teams: Mapping[str, TeamFacts]) -> bool:
    """Return True once the traits of a waiting project are stored; forget a project that is not recommended any more."""
    project = store.checked_projects.find(team_id)
    if project is None or not project.waits:
        return False
    if team_id not in teams:
        project.rest()
        store.checked_projects.save(project)
        return False
    if project.traits is None:
        project.proceed(_read_traits(teams[team_id]), "")
        store.checked_projects.save(project)
    return True


def _read_traits(team: TeamFacts) -> Traits:
    case = cases_store.cases.look(team.team_id)
    time.sleep(0)  # in a worker, other handlers go on between two projects
    evidence = (piece.sha256 for piece in case.evidence if settings.is_about_project(edition(), piece.kind))
    return traits(team.team_id, team.project_name, _text_of(case), case.person_keys, evidence)


def _text_of(case: Case) -> str:
    return declaration_text((section.id, section.text) for section in case.declaration)


def _compare(team_id: str, teams: Mapping[str, TeamFacts], known: Mapping[str, Traits], left: int, at: Instant) -> int:
    """Compare a project with those after the last, until `left` texts are compared; return how many are left."""
    project = store.checked_projects.find(team_id)
    own = known.get(team_id)
    if project is None or own is None or not project.waits or project.traits != own:
        return left  # changed meanwhile: the next tick has it as it is then
    time.sleep(0)
    limits = settings.limits(edition())
    text: str | None = None
    for other_id in sorted(known):
        if other_id == team_id or other_id <= project.compared_to:
            continue
        other = known[other_id]
        suspicions = certain_suspicions(own, other)
        if is_worth_a_look(own, other, limits):
            text = _text_of(cases_store.cases.look(team_id)) if text is None else text
            other_text = _text_of(cases_store.cases.look(other_id))
            alike = text_suspicion(pair_of(team_id, other_id), text, other_text, limits)
            suspicions += [alike] if alike is not None else []
            left -= 1
        for suspicion in suspicions:
            _suspect(suspicion, teams, at)
        if left <= 0:
            project.proceed(own, other_id)
            store.checked_projects.save(project)
            return left
    project.finish(own, at=at)
    store.checked_projects.save(project)
    return left


def _suspect(suspicion: Suspicion, teams: Mapping[str, TeamFacts], at: Instant) -> None:
    identifier = store.hit_id(suspicion)
    hit = store.hits.find(identifier)
    if hit is None:
        pair = tuple(teams[team_id] for team_id in suspicion.team_ids)
        store.hits.add(Hit.suspect(identifier, suspicion, pair, at=at))
    elif hit.suspect_again(suspicion.likeness, at=at):
        store.hits.save(hit)


@idempotent
def settle_hit(request: requests.SettleHit, actor: Actor, at: Instant) -> national_check_pb2.Hit:
    """Confirm or dismiss a hit, as the secretariat that has heard the recommenders (rule F5)."""
    permissions.SETTLE_HIT.require(actor)
    require_publishable(reason=request.reason)  # a disqualification is published with it (H5)
    hit = store.hits.get(request.hit_id)
    refuse_unless(not own_teams(sorted(hit.team_ids), actor), rules.F5_OWN_ORGANISATION)
    hit.settle(confirmed=request.confirmed, losers=request.disqualified_team_ids, reason=request.reason, at=at)
    answer = wire.hit_view(hit)
    store.hits.save(hit, answer=answer)
    return answer


@idempotent
def propose_finalists(actor: Actor, at: Instant) -> national_check_pb2.FinalistList:
    """Propose the next version of the finalist list, as the secretariat; its notice follows (rules B3, B8, F5, F6, F8)."""
    permissions.PROPOSE_FINALISTS.require(actor)
    identifier = store.finalist_list_id(edition().id)
    finalist_list = store.finalist_lists.find(identifier) or FinalistList(id=identifier)
    recommended, obstacles = _recommended_projects()
    finalist_list.propose(recommended, obstacles, at=at)
    answer = wire.finalist_list_view(finalist_list)
    store.finalist_lists.save(finalist_list, answer=answer)
    return answer


def propose_admitted(actor: Actor, at: Instant) -> None:
    """Propose a version of the finalist list for the teams that upheld objections admit, once they are checked (rules F5, F8)."""
    list_id = store.finalist_list_id(edition().id)
    # the list, which is large, is read only if one of them is not on it
    admitted = [team for team in recommendations_store.admitted_teams() if not store.is_listed(list_id, team)]
    finalist_list = store.finalist_lists.find(list_id) if admitted else None
    if finalist_list is None:
        return
    recommended, obstacles = _recommended_projects()
    if finalist_list.admit(recommended, admitted, obstacles, at=at):
        store.finalist_lists.save(finalist_list)


def _recommended_projects() -> tuple[tuple[Finalist, ...], Obstacles]:
    """Return all recommended projects, and what keeps which of them from the finalist list (rules B3, B8, E6, F5, F8)."""
    recommendations = sorted(
        recommendations_store.recommendations.every(), key=lambda recommendation: recommendation.id
    )
    recommended = tuple(
        Finalist(team=entry.team, channel=recommendation.channel, recommender_id=recommendation.id)
        for recommendation in recommendations
        for entry in recommendation.current_entries
    )
    teams = {finalist.team.team_id: finalist.team for finalist in recommended}
    outlines = store.case_outlines(teams)
    obstacles = Obstacles(
        unchecked=frozenset(store.unchecked_teams(teams, outlines)),
        open_hits=[hit.team_ids for hit in store.open_hits()],
        reopened=_with_reopened_ranking(recommendations),
        drawn_tracks=recommendations_store.drawn_tracks(),
        tracks=track_terms(),
        has_passed=lambda team_id: team_id in outlines and outlines[team_id].passed,
    )
    return recommended, obstacles


def _with_reopened_ranking(recommendations: list[Recommendation]) -> frozenset[str]:
    reopened = recommendations_store.reopened_rankings()
    return frozenset(
        entry.team.team_id
        for recommendation in recommendations
        if recommendation.channel is Channel.DIVISION
        for entry in recommendation.current_entries
        if (recommendation.id, entry.team.track) in reopened
    )


def confirm_finalists(request: requests.ConfirmFinalists, actor: Actor, at: Instant) -> None:
    """Confirm a version of the finalist list after its notice: it is final, and its projects enter the final (rules F8, G1)."""
    if not request.of_finalists or request.list_id != store.finalist_list_id(edition().id):
        return
    finalist_list = store.finalist_lists.get(request.list_id)
    finalist_list.confirm(request.version, request.upheld_team_ids, at=at)
    store.finalist_lists.save(finalist_list)
