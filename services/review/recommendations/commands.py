"""Recommend a division's projects to the final, and fill the places that are lost."""

from __future__ import annotations

from dasai.review.v1 import recommendations_pb2

from chassis.actor import Actor, Role
from chassis.context import changed
from chassis.edition.current import edition
from chassis.facts.schemes import Stage
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant

from ..cases import checks as cases_checks
from ..cases import store as cases_store
from ..desks import store as desks_store
from . import requests, store, wire
from .model import FinalOrder, RankedProject, RankingCopy, Recommendation, require_recommendable


def record_ranking(request: requests.RecordRanking, actor: Actor, at: Instant) -> None:
    """Keep a division's newest ranking, from which it may recommend; those of the final are passed over (rule F1)."""
    if request.stage is not Stage.DIVISION:
        return
    ranking = _ranking_copy(request)
    ranking.update(request.number, request.projects)
    store.rankings.save(ranking)


def record_reopening(request: requests.RecordReopening, actor: Actor, at: Instant) -> None:
    """Recommend nothing from a division's reopened ranking until it is frozen again (rules E6, F1)."""
    if request.stage is not Stage.DIVISION:
        return
    ranking = _ranking_copy(request)
    ranking.record_reopening(request.number)
    store.rankings.save(ranking)


def _ranking_copy(request: requests.RecordRanking | requests.RecordReopening) -> RankingCopy:
    return store.rankings.find(request.round_id) or RankingCopy(
        id=request.round_id, division_code=request.division_code, track=request.track
    )


def record_final_order(request: requests.RecordFinalOrder, actor: Actor, at: Instant) -> None:
    """Keep that the order of a track of the final is drawn: nobody enters it any more (rules F8, G1)."""
    order = store.final_orders.find(request.track) or FinalOrder(id=request.track, number=0, team_ids=())
    if request.number > order.number:
        order.number, order.team_ids = request.number, request.team_ids
        store.final_orders.save(order)


@idempotent
def file_recommendation(
    request: requests.FileRecommendation, actor: Actor, at: Instant
) -> recommendations_pb2.Recommendation:
    """Recommend projects to the final, as the division's host (rule F1)."""
    actor.require(Role.HOST, division=request.division_code)
    recommendation = store.recommendations.find(request.division_code) or Recommendation(id=request.division_code)
    ranked = _ranked_projects(request.division_code)
    recommendation.file(
        tuple(_require_recommendable(team_id, ranked) for team_id in request.team_ids),
        request.report,
        quota_per_track=_quota_per_track(request.division_code),
        until=edition().timetable.division_reports_until.at,
        at=at,
    )
    return _save_and_show(recommendation, at)


def admit_team(team_id: str, at: Instant) -> None:
    """Recommend a team that an upheld objection admits to the final, once it has passed review (rule F8).

    It enters by a version of the list of its own, after the same check and with its own days of notice. The recommendation is
    written first: a handler that is repeated half-way finds the team there, and has only the case left to write.
    """
    seen = cases_store.cases.peek(team_id)
    if seen is None or seen.team is None or not (seen.admitted and seen.passed):
        return
    with changed(event_id=""):
        recommendation = store.recommendations.find(seen.division_code) or Recommendation(id=seen.division_code)
        if recommendation.admit(seen.team, at=at):
            store.recommendations.save(recommendation)
        case = cases_store.cases.get(team_id)
        case.record_admission(pending=False)
        cases_store.cases.save(case)


@idempotent
def notify_recommender(
    request: requests.NotifyRecommender, actor: Actor, at: Instant
) -> recommendations_pb2.Recommendation:
    """Record the secretariat's notice that a place is lost; from here the recommender has the edition's days (rule F6)."""
    actor.require(Role.SECRETARIAT)
    recommendation = store.recommendations.get(request.division_code)
    days = edition().durations.substitution.days
    recommendation.notify(request.lost_team_id, request.text, days=days, by=actor.account_id, at=at)
    return _save_and_show(recommendation, at)


@idempotent
def substitute_project(
    request: requests.SubstituteProject, actor: Actor, at: Instant
) -> recommendations_pb2.Recommendation:
    """Fill a lost place with another ranked project, as the division's host and in time (rule F6)."""
    actor.require(Role.HOST, division=request.division_code)
    recommendation = store.recommendations.get(request.division_code)
    project = _require_recommendable(request.substitute_team_id, _ranked_projects(request.division_code))
    recommendation.substitute(request.lost_team_id, project, drawn_tracks=store.drawn_tracks(), at=at)
    return _save_and_show(recommendation, at)


def _quota_per_track(division_code: str) -> int:
    """Return how many projects of a track may be recommended: the edition's number, or the scheme's if it is lower."""
    quota = edition().quotas.recommended_per_division_track
    terms = desks_store.scheme_terms(division_code)
    return min(quota, terms.recommended_per_track) if terms is not None else quota


def _ranked_projects(division_code: str) -> dict[str, RankedProject]:
    rankings = store.rankings.every({"state.division_code": division_code})
    return {project.team.team_id: project for ranking in rankings for project in ranking.standing_projects}


def _require_recommendable(team_id: str, ranked: dict[str, RankedProject]) -> RankedProject:
    return require_recommendable(team_id, ranked, passed=cases_checks.has_passed(team_id))


def _save_and_show(recommendation: Recommendation, at: Instant) -> recommendations_pb2.Recommendation:
    answer = wire.recommendation_view(recommendation, at)
    store.recommendations.save(recommendation, answer=answer)
    return answer
