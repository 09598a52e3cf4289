"""Take the place of a team that is disqualified or rejected out of case, recommendation and finalist list.

Each of them is an aggregate of its own, so a handler that is repeated half-way must pass over those that are written already.
"""

from __future__ import annotations

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.kernel.clock import Instant

from ..cases import rules as cases_rules
from ..cases import store as cases_store
from ..cases.model.case import Case
from ..national_check import store as national_check_store
from ..recommendations import store as recommendations_store
from . import requests


def disqualify_reported_team(request: requests.DisqualifyReportedTeam, actor: Actor, at: Instant) -> None:
    """Disqualify a team if a report against it was upheld, with all that follows (rules F6, H4)."""
    if not request.upheld:
        return
    with cases_store.cases.once():
        # the report may be decided before review hears of a submission: the case is remembered, its division comes with that
        case = cases_store.cases.find(request.team_id) or Case.empty(request.team_id, "")
        case.disqualify(request.code, request.reason, at=at)
        cases_store.cases.save(case)
    _take_place(request.team_id, request.code, at)


def apply_disqualification(request: requests.ApplyDisqualification, actor: Actor, at: Instant) -> None:
    """Close the case of a disqualified team, and take its place from recommendation and finalist list (rules F5, F6)."""
    with cases_store.cases.once():
        case = cases_store.cases.find(request.team_id)
        if case is not None:
            case.record_disqualification()
            cases_store.cases.save(case)
    _take_place(request.team_id, request.code, at)


def release_place(request: requests.ReleasePlace, actor: Actor, at: Instant) -> None:
    """Let the recommender substitute a team that was recommended and is rejected after all (rules D1, D3, F6, F7).

    The place is lost only once the time to appeal is over or the appeal has failed. The case decides, not the event: a rejection
    that arrives late takes no place from a team that has passed since.
    """
    case = cases_store.cases.peek(request.team_id)
    if case is not None and case.rejection_is_final:
        _take_place(request.team_id, cases_rules.D1_REJECTED, at)


def _take_place(team_id: str, code: str, at: Instant) -> None:
    recommending = list(recommendations_store.recommendations.every({"state.entries.team.team_id": team_id}))
    for recommendation_id in [recommendation.id for recommendation in recommending]:
        with recommendations_store.recommendations.once():
            recommendation = recommendations_store.recommendations.get(recommendation_id)
            if recommendation.lose(team_id, code, at=at):
                recommendations_store.recommendations.save(recommendation)
    with national_check_store.finalist_lists.once():
        finalist_list = national_check_store.finalist_lists.find(national_check_store.finalist_list_id(edition().id))
        if finalist_list is not None:
            finalist_list.strike(team_id)
            national_check_store.finalist_lists.save(finalist_list)
