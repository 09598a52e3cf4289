"""Take the place of a team that is disqualified, withdrawn or finally rejected out of case, recommendation and finalist list.

Each of them is an aggregate of its own. What is written here says how things are, not what changed: written twice it is the
same, so no mark of the event is kept with it, and a handler that is repeated half-way goes through all of them again.
"""

from __future__ import annotations

from collections.abc import Callable

from chassis.actor import Actor
from chassis.context import changed
from chassis.edition.current import edition
from chassis.kernel.clock import Instant

from ..cases import rules as cases_rules
from ..cases import store as cases_store
from ..cases.model.case import Case, CaseState
from ..national_check import commands as national_check_commands
from ..national_check import store as national_check_store
from ..national_check.rules import F1_NOT_RECOMMENDED
from ..recommendations import commands as recommendations_commands
from ..recommendations import requests as recommendations_requests
from ..recommendations import store as recommendations_store
from ..recommendations.model import Recommendation
from . import requests

C12_WITHDRAWN = "C12_WITHDRAWN"


def disqualify_team(request: requests.DisqualifyTeam, actor: Actor, at: Instant) -> None:
    """Disqualify a team if a report against it or a claim to its names was upheld, with all that follows (rules B7, F6, H4)."""
    if not request.upheld:
        return
    with cases_store.cases.once():
        # the report may be decided before review hears of a submission: the case is remembered, its division comes with that
        case = cases_store.cases.find(request.team_id) or Case.empty(request.team_id, "")
        case.disqualify(request.code, request.reason, at=at)
        cases_store.cases.save(case)
    _take_place(request.team_id, request.code, at)


def follow_objection(request: requests.FollowObjection, actor: Actor, at: Instant) -> None:
    """Let a team lose its place, or enter the final that the list left off, if an objection was upheld (rules F8, H4).

    A team that has not passed yet is remembered, and enters when it passes.
    """
    if request.left_off:
        if request.upheld:
            with cases_store.cases.once():
                case = cases_store.cases.find(request.team_id) or Case.empty(request.team_id, "")
                case.record_admission(pending=True)
                cases_store.cases.save(case)
            recommendations_commands.admit_team(request.team_id, at)
    elif request.team_id:
        reported = requests.DisqualifyTeam(
            team_id=request.team_id, upheld=request.upheld, code=request.code, reason=request.reason
        )
        disqualify_team(reported, actor, at)


def apply_disqualification(request: requests.ApplyDisqualification, actor: Actor, at: Instant) -> None:
    """Close the case of a disqualified team, and take its place from recommendation and finalist list (rules F5, F6)."""
    with cases_store.cases.once():
        case = cases_store.cases.find(request.team_id)
        if case is not None:
            case.record_disqualification()
            cases_store.cases.save(case)
    _take_place(request.team_id, request.code, at)


def follow_case(request: requests.FollowCase, actor: Actor, at: Instant) -> None:
    """Let the places of a team follow its case, which was decided, or opened again (rules B3, D1, D3, F6, F7).

    The place is lost only once the time to appeal is over or the appeal has failed. The case decides, not the event: a rejection
    that arrives late takes no place from a team that has passed since. One that an objection admits to the final enters it (F8).
    """
    _follow_case(request.team_id, at)
    recommendations_commands.admit_team(request.team_id, at)


def follow_ranking(request: recommendations_requests.RecordRanking, actor: Actor, at: Instant) -> None:
    """Keep a division's newest ranking; a recommended team that it ranks no longer follows its case (rules E6, F1, F6)."""
    with recommendations_store.rankings.once():
        recommendations_commands.record_ranking(request, actor, at)
    ranking = recommendations_store.rankings.peek(request.round_id)
    recommendation = recommendations_store.recommendations.peek(request.division_code)
    if ranking is None or recommendation is None or not ranking.is_standing:
        return
    ranked = {project.team.team_id for project in ranking.standing_projects}
    for entry in recommendation.current_entries:
        if entry.team.track == ranking.track and entry.team.team_id not in ranked:
            _follow_case(entry.team.team_id, at)


def follow_final_order(request: recommendations_requests.RecordFinalOrder, actor: Actor, at: Instant) -> None:
    """Let nobody enter a track of the final whose order is drawn; a finalist that it lacks came too late (rules F8, G1)."""
    if not request.track:
        return
    with recommendations_store.final_orders.once():
        recommendations_commands.record_final_order(request, actor, at)
    order = recommendations_store.final_orders.peek(request.track)
    with changed(event_id=""):
        finalist_list = national_check_store.finalist_lists.find(_list_id())
        if finalist_list is None or order is None:
            return
        if finalist_list.strike_late(order.id, order.team_ids, at=at):
            national_check_store.finalist_lists.save(finalist_list)


def follow_notice(request: requests.FollowNotice, actor: Actor, at: Instant) -> None:
    """Let the recommenders of the projects that a notice of finalists lists see that, from now on (rules F8, K1)."""
    if request.of_finalists:
        _note(request.team_ids, lambda recommendation: recommendation.record_published(request.team_ids))


def _note(team_ids: tuple[str, ...], change: Callable[[Recommendation], bool]) -> None:
    """Write the recommendations of these teams that a change changes."""
    with changed(event_id=""):
        for recommendation_id in sorted(
            {each for team_id in team_ids for each in recommendations_store.recommending(team_id)}
        ):
            recommendation = recommendations_store.recommendations.get(recommendation_id)
            if change(recommendation):
                recommendations_store.recommendations.save(recommendation)


def follow_proposal(request: requests.FollowProposal, actor: Actor, at: Instant) -> None:
    """Strike from a version what fell while it was being proposed, and note what came under review (rules B3, F6, F8).

    Its recommenders can't leave out by filing again what has entered the list (F1).
    """
    _note(request.team_ids, lambda recommendation: recommendation.record_listed(request.team_ids))
    current = recommendations_store.current_teams()
    outlines = national_check_store.case_outlines(request.team_ids)
    for team_id in request.team_ids:
        if team_id not in current:
            _take_place(team_id, _lost_code(team_id), at)
        elif team_id in outlines and not outlines[team_id].passed:
            _follow_case(team_id, at)


def follow_strike(request: requests.FollowStrike, actor: Actor, at: Instant) -> None:
    """Let the recommender fill the place of a finalist that was struck from the list (rules F6, F8)."""
    _lose_place(request.team_id, request.code, at)


def _follow_case(team_id: str, at: Instant) -> None:
    listed = national_check_store.is_listed(_list_id(), team_id)
    case = cases_store.cases.peek(team_id) if listed or recommendations_store.recommending(team_id) else None
    if case is None:
        return
    national_check_commands.check_changed(team_id)
    code = _lost_by(case)
    if code:
        _take_place(team_id, code, at)
    elif listed:
        with changed(event_id=""):
            finalist_list = national_check_store.finalist_lists.get(_list_id())
            if finalist_list.record_review(team_id, under_review=not case.passed, at=at):
                national_check_store.finalist_lists.save(finalist_list)


def _lost_by(case: Case) -> str:
    """Return the code by which a team has lost its place for good; an empty text while it may still pass (rule D3)."""
    if case.state is CaseState.WITHDRAWN:
        return C12_WITHDRAWN
    return cases_rules.D1_REJECTED if case.rejection_is_final else ""


def _take_place(team_id: str, code: str, at: Instant) -> None:
    _lose_place(team_id, code, at)
    with changed(event_id=""):
        if national_check_store.is_listed(_list_id(), team_id):
            finalist_list = national_check_store.finalist_lists.get(_list_id())
            if finalist_list.strike(team_id, code, at=at):
                national_check_store.finalist_lists.save(finalist_list)
        for seen in list(national_check_store.hits.every({"state.teams.team_id": team_id})):
            hit = national_check_store.hits.get(seen.id)
            if hit.lapse():
                national_check_store.hits.save(hit)


def _lose_place(team_id: str, code: str, at: Instant) -> None:
    with changed(event_id=""):
        for recommendation_id in recommendations_store.recommending(team_id):
            recommendation = recommendations_store.recommendations.get(recommendation_id)
            if recommendation.lose(team_id, code, at=at):
                recommendations_store.recommendations.save(recommendation)


def _lost_code(team_id: str) -> str:
    """Return by which code a team that is not recommended any more lost its place."""
    recommendations = map(recommendations_store.recommendations.look, recommendations_store.recommending(team_id))
    entries = (entry for recommendation in recommendations for entry in recommendation.entries)
    codes = [entry.lost_code for entry in entries if entry.team.team_id == team_id]
    return codes[-1] if codes else F1_NOT_RECOMMENDED


def _list_id() -> str:
    return national_check_store.finalist_list_id(edition().id)
