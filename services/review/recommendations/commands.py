"""Recommend a division's projects to the final, and fill the places that are lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dasai.review.v1 import recommendations_pb2

from chassis.actor import Actor
from chassis.context import changed
from chassis.edition.current import edition
from chassis.edition.published import require_no_identity_numbers
from chassis.facts.schemes import Stage
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Code, FieldFault, refuse_unless
from chassis.permissions import Target
from chassis.permissions import review as permissions
from chassis.refusals import K3_LINE_EMPTY, K3_LINE_TWICE
from chassis.spreadsheets.columns import RECOMMENDATIONS
from chassis.spreadsheets.faults import ListFault, tell_faults
from chassis.spreadsheets.imports import ListForm, imported_lines
from chassis.spreadsheets.reading import typed
from chassis.staff import own_names

from ..cases import checks as cases_checks
from ..cases import store as cases_store
from . import requests, rules, store, wire
from .checks import quota_per_track, ranked_projects, track_terms
from .model import FinalOrder, RankedProject, RankingCopy, Recommendation, require_recommendable, why_not_recommendable

_FORM = ListForm(columns=RECOMMENDATIONS, limit=200)
_WORDS = {
    rules.F1_NOT_RANKED.name: FieldFault(
        "team_id",
        "该项目不在本分赛有效的排名中，不能推荐，请核对团队编号。",
        "The project is in no ranking of the division that counts and can't be recommended: check the team's id.",
    ),
    rules.F1_NOT_PASSED.name: FieldFault(
        "team_id",
        "该项目未通过资格审查，不能推荐。",
        "The project did not pass review and can't be recommended.",
    ),
}


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
    permissions.FILE_RECOMMENDATION.require(actor, Target(division=request.division_code))
    recommendation = _filed(request)
    require_no_identity_numbers(report=request.report)
    _require_no_own_team_filed(recommendation, request.team_ids, actor)
    ranked = ranked_projects(request.division_code)
    _file(recommendation, [_require_recommendable(team_id, ranked) for team_id in request.team_ids], request.report, at)
    return _save_and_show(recommendation, at)


@idempotent
def import_recommendation(
    request: requests.ImportRecommendation, actor: Actor, at: Instant
) -> recommendations_pb2.ImportRecommendationResponse:
    """Recommend the projects that a file lists, in its order, as the division's host; none if a line is wrong (rules F1, K3).

    A dry run answers the same, or is refused alike, and changes nothing.
    """
    permissions.IMPORT_RECOMMENDATION.require(actor, Target(division=request.division_code))
    recommendation = _filed(request)
    require_no_identity_numbers(report=request.report)
    lines = imported_lines((), request.file, _FORM, lambda number, cells: (number, typed(cells[0])))
    _require_no_own_team_filed(recommendation, [team_id for _, team_id in lines], actor)
    ranked = ranked_projects(request.division_code)
    faults = [fault for fault in _faults(lines, ranked) if fault is not None]
    answer = recommendations_pb2.ImportRecommendationResponse(
        lines=len(lines), imported=not (faults or request.dry_run)
    )
    tell_faults(answer, faults)
    if not faults:
        _file(recommendation, [ranked[team_id] for _, team_id in lines], request.report, at, listed_in="file")
    answer.recommendation.CopyFrom(wire.recommendation_view(recommendation, at))
    if answer.imported:
        store.recommendations.save(recommendation, answer=answer)
    return answer


def _filed(request: requests.FileRecommendation | requests.ImportRecommendation) -> Recommendation:
    """Return the division's recommendation, a blank one before the first; refuse F1_FILED_MEANWHILE if the caller saw another."""
    recommendation = store.recommendations.find(request.division_code) or Recommendation(id=request.division_code)
    if request.seen is not None:
        recommendation.require_filing(request.seen.filed_at)
    return recommendation


def _faults(lines: Sequence[tuple[int, str]], ranked: dict[str, RankedProject]) -> Iterator[ListFault | None]:
    earlier: set[str] = set()
    for number, team_id in lines:
        if not team_id:
            yield ListFault.of(number, "team_id", K3_LINE_EMPTY)
        elif team_id in earlier:
            yield ListFault.of(number, "team_id", K3_LINE_TWICE)
        else:
            code = why_not_recommendable(team_id, ranked, passed=cases_checks.has_passed(team_id))
            # the words of the code name the team; here the line does
            yield None if code is None else ListFault.of(number, "team_id", code, _WORDS[code.name])
        earlier.add(team_id)


def _require_no_own_team_filed(recommendation: Recommendation, team_ids: Iterable[str], actor: Actor) -> None:
    # whoever files a list anew decides on what is on it by now, too
    current = (entry.team.team_id for entry in recommendation.current_entries)
    _require_no_own_team((*team_ids, *current), actor, rules.F1_OWN_ORGANISATION)


def _file(
    recommendation: Recommendation,
    projects: Sequence[RankedProject],
    report: str,
    at: Instant,
    *,
    listed_in: str = "team_ids",
) -> None:
    recommendation.file(
        tuple(projects),
        report,
        quota_per_track=quota_per_track(recommendation.id),
        until=edition().timetable.division_reports_until.at,
        at=at,
        tracks=track_terms(),
        listed_in=listed_in,
    )


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
    permissions.NOTIFY_RECOMMENDER.require(actor)
    require_no_identity_numbers(text=request.text)
    _require_no_own_team((request.lost_team_id,), actor, rules.F6_OWN_ORGANISATION)
    recommendation = store.recommendations.get(request.division_code)
    days = edition().durations.substitution.days
    recommendation.notify(request.lost_team_id, request.text, days=days, by=actor.account_id, at=at)
    return _save_and_show(recommendation, at)


@idempotent
def substitute_project(
    request: requests.SubstituteProject, actor: Actor, at: Instant
) -> recommendations_pb2.Recommendation:
    """Fill a lost place with another ranked project, as the division's host and in time (rule F6)."""
    permissions.SUBSTITUTE_PROJECT.require(actor, Target(division=request.division_code))
    _require_no_own_team((request.lost_team_id, request.substitute_team_id), actor, rules.F6_OWN_ORGANISATION)
    recommendation = store.recommendations.get(request.division_code)
    project = _require_recommendable(request.substitute_team_id, ranked_projects(request.division_code))
    recommendation.substitute(
        request.lost_team_id, project, drawn_tracks=store.drawn_tracks(), tracks=track_terms(), at=at
    )
    return _save_and_show(recommendation, at)


def _require_no_own_team(team_ids: Iterable[str], actor: Actor, code: Code) -> None:
    """Refuse an account that acts for one of the teams itself, or whose own organisation is in one (rules F1, F6)."""
    own = cases_checks.own_teams(sorted(set(team_ids)), actor)
    refuse_unless(not own, code, teams=own_names(own))


def _require_recommendable(team_id: str, ranked: dict[str, RankedProject]) -> RankedProject:
    return require_recommendable(team_id, ranked, passed=cases_checks.has_passed(team_id))


def _save_and_show(recommendation: Recommendation, at: Instant) -> recommendations_pb2.Recommendation:
    answer = wire.recommendation_view(recommendation, at)
    store.recommendations.save(recommendation, answer=answer)
    return answer
