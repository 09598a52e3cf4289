"""What a division recommends to the final."""

from __future__ import annotations

from dasai.review.v1 import recommendations_pb2

from chassis.actor import Actor, Role
from chassis.edition.current import edition
from chassis.kernel.clock import Instant

from ..cases.checks import passed
from ..desks import store as desks_store
from . import requests, store, wire
from .model import RankedProject, RankingCopy, Recommendation, recommendable


def learn_ranking(cmd: requests.LearnRanking, actor: Actor, at: Instant) -> None:
    """Know a division's frozen ranking, from which it may recommend (rule F1)."""
    if not cmd.division_code:
        return
    copy = store.rankings.find(cmd.round_id)
    copy = copy or RankingCopy(id=cmd.round_id, division_code=cmd.division_code, track=cmd.track)
    copy.learn(cmd.number, cmd.projects)
    store.rankings.save(copy)


def file_recommendation(
    cmd: requests.FileRecommendation, actor: Actor, at: Instant
) -> recommendations_pb2.Recommendation:
    """The host recommends projects to the final (rule F1)."""
    actor.require(Role.HOST, division=cmd.division_code)
    recommendation = store.recommendations.find(cmd.division_code) or Recommendation(id=cmd.division_code)
    ranked = _ranked(cmd.division_code)
    projects = tuple(_recommendable(team_id, ranked) for team_id in cmd.team_ids)
    recommendation.file(
        projects,
        cmd.report,
        quota_per_track=_quota(cmd.division_code),
        until=edition().timetable.division_reports_until.at,
        at=at,
    )
    answer = wire.recommendation_view(recommendation)
    store.recommendations.save(recommendation, answer=answer)
    return answer


def substitute_project(
    cmd: requests.SubstituteProject, actor: Actor, at: Instant
) -> recommendations_pb2.Recommendation:
    """Another ranked project takes a fallen place, within a week (rule F6)."""
    actor.require(Role.HOST, division=cmd.division_code)
    recommendation = store.recommendations.get(cmd.division_code)
    project = _recommendable(cmd.substitute_team_id, _ranked(cmd.division_code))
    recommendation.substitute(cmd.lost_team_id, project, days=edition().durations.substitution.days, at=at)
    answer = wire.recommendation_view(recommendation)
    store.recommendations.save(recommendation, answer=answer)
    return answer


def _quota(division_code: str) -> int:
    desk = desks_store.desks.peek(division_code)
    most = edition().quotas.recommended_per_division_track
    return min(most, desk.terms.recommended_per_track) if desk is not None and desk.terms is not None else most


def _ranked(division_code: str) -> dict[str, RankedProject]:
    copies = store.rankings.every({"state.division_code": division_code})
    return {one.team.team_id: one for copy in copies for one in copy.projects if not one.struck}


def _recommendable(team_id: str, ranked: dict[str, RankedProject]) -> RankedProject:
    return recommendable(team_id, ranked, passed=passed(team_id))
