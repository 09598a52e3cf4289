"""Translate events of review to the messages that follow from them. A case has the identifier of its team."""

from __future__ import annotations

from dataclasses import replace

from dasai.review.v1 import events_pb2

from chassis.facts.roles import Role

from ...directory import requests as directory
from ..requests import Audience, Heard, Notice
from .parts import known, moment, text_of, to_hosts, to_team, to_team_of


def case_assigned(event: events_pb2.CaseAssigned) -> Heard:
    """Tell the reviewer, once for the cases that fall due together, and whoever had the case before (rule D2)."""
    division = event.division_code
    due = event.due_at if event.HasField("due_at") else None
    has = directory.RecordCase(
        case_id=event.case_id,
        division_code=division,
        reviewer_id=event.reviewer_id,
        due_at=moment(due) if due is not None else None,
    )
    notices = []
    if event.reviewer_id and due is not None:
        notices.append(
            Notice(
                template="cases_assigned",
                facts={"division": division, "due_at": text_of(due)},
                audience=Audience(accounts=(event.reviewer_id,)),
                once=f"cases of {division} due {text_of(due)}",
            )
        )
    if event.former_reviewer_id and event.former_reviewer_id != event.reviewer_id:
        notices.append(
            Notice(
                template="cases_taken",
                facts={"division": division},
                audience=Audience(accounts=(event.former_reviewer_id,)),
            )
        )
    return Heard(updates=(has,), notices=tuple(notices))


def case_decided(event: events_pb2.CaseDecided) -> Heard:
    """Tell the team decision and reason at once, what is asked for, and until when it may appeal (rules C11, D3)."""
    team, number = event.team, str(event.submission_number)
    decided = directory.RecordCaseDecided(case_id=event.case_id, division_code=team.division_code)
    updates: list[directory.Update] = [known(team), decided]
    if event.outcome == events_pb2.OUTCOME_SUPPLEMENT and event.HasField("supplement"):
        asked = event.supplement
        updates.append(
            directory.RecordSupplementRequest(
                team_id=team.team_id,
                number=asked.number,
                submission_number=event.submission_number,
                due_at=moment(asked.due_at),
            )
        )
        told = to_team("supplement_requested", team, number=number, asked=asked.asked, due_at=text_of(asked.due_at))
    elif event.outcome == events_pb2.OUTCOME_REJECTED and event.HasField("appeal_until"):
        until = text_of(event.appeal_until)
        told = to_team("review_rejected", team, number=number, reason=event.reason, appeal_until_at=until)
    else:
        outcome = events_pb2.Outcome.Name(event.outcome).removeprefix("OUTCOME_").lower()
        told = to_team("review_decided", team, number=number, outcome=outcome, reason=event.reason)
    return Heard(updates=tuple(updates), notices=(told,))


def case_reopened(event: events_pb2.CaseReopened) -> Heard:
    """Tell the team that it is reviewed anew, and why (rules D1, D3); if by what it did itself, it knows.

    Who has the case from now on is said by CaseAssigned, which the same write raises.
    """
    own = event.reason in ("new_submission", "supplement_answered")
    told = () if own else (to_team("review_reopened", event.team, cause=event.reason),)
    return Heard(updates=(known(event.team),), notices=told)


def appeal_lodged(event: events_pb2.AppealLodged) -> Heard:
    """Tell the team that its appeal arrived, and the hosts, who see to it that somebody else settles it (rule D3)."""
    team = event.team
    return Heard(
        updates=(known(team),),
        notices=(
            to_team("appeal_lodged", team, lodged_at=text_of(event.lodged_at)),
            to_hosts("appeal_to_settle", team.division_code, team_name=team.team_name),
        ),
    )


def appeal_settled(event: events_pb2.AppealSettled) -> Heard:
    """Tell the team how its appeal was settled, and why (rule D3)."""
    outcome = "granted" if event.granted else "refused"
    told = to_team("appeal_settled", event.team, outcome=outcome, reason=event.reason)
    return Heard(updates=(known(event.team),), notices=(told,))


def appeal_lapsed(event: events_pb2.AppealLapsed) -> Heard:
    """Tell the team that its rejection is final (rule D3)."""
    told = to_team("appeal_lapsed", event.team, until_at=text_of(event.appeal_until))
    return Heard(updates=(known(event.team),), notices=(told,))


def reviewers_appointed(event: events_pb2.ReviewersAppointed) -> Heard:
    """Tell each reviewer who may review, once, that it does so for the division (rule D2)."""
    told = Notice(
        template="reviewer_appointed",
        facts={"division": event.division_code},
        audience=Audience(accounts=tuple(reviewer.account_id for reviewer in event.reviewers if not reviewer.inactive)),
        once=f"reviewers of {event.division_code}",
    )
    return Heard(notices=(told,))


def recommendation_filed(event: events_pb2.RecommendationFiled) -> Heard:
    """Tell the secretariat that a recommendation is to be checked (rules F1, F5)."""
    told = Notice(
        template="recommendation_filed",
        facts={"division": event.recommender_id},
        audience=Audience(roles=(Role.SECRETARIAT,)),
    )
    return Heard(notices=(told,))


def place_lost(event: events_pb2.PlaceLost) -> Heard:
    """Tell the recommender that a project of it lost its place (rule F6). A division's recommendation has its code."""
    told = to_hosts("place_lost", event.recommendation_id, team_id=event.team_id, rule=event.code)
    return Heard(notices=(told,))


def recommender_notified(event: events_pb2.RecommenderNotified) -> Heard:
    """Give the recommender the secretariat's notice, and until when it may fill the place (rule F6)."""
    until = text_of(event.until)
    told = to_hosts("place_notice", event.recommendation_id, team_id=event.team_id, until_at=until)
    return Heard(notices=(told,))


def duplicate_suspected(event: events_pb2.DuplicateSuspected) -> Heard:
    """Tell the secretariat once a day that there are suspicions to settle, each recommender once of its own project (rule F5).

    Of the other project it hears nothing: that may be another division's (rule K1).
    """
    told = Notice(template="duplicate_suspected", audience=Audience(roles=(Role.SECRETARIAT,)), daily="duplicates")
    recommenders = (
        Notice(
            template="project_duplicate_suspected",
            audience=Audience(hosts_of_teams=(team_id,)),
            team_id=team_id,
            once=f"duplicates of {team_id}",
        )
        for team_id in event.team_ids
    )
    return Heard(notices=(told, *recommenders))


def team_disqualified(event: events_pb2.TeamDisqualified) -> Heard:
    """Tell the team, and its division's hosts, that it is out, and why (rules B10, H5)."""
    division = event.division_code
    out = directory.RecordDisqualification(team_id=event.team_id)
    return Heard(
        updates=(out,),
        notices=(
            to_team_of("team_disqualified", event.team_id, reason=event.reason),
            to_hosts("division_team_disqualified", division, project_name=event.project_name, reason=event.reason),
        ),
    )


def finalists_confirmed(event: events_pb2.FinalistsConfirmed) -> Heard:
    """Tell the teams that they are in the final (rules F8, G1)."""
    return Heard(notices=tuple(to_team("finalist_confirmed", finalist.team) for finalist in event.finalists))


def finalist_struck(event: events_pb2.FinalistStruck) -> Heard:
    """Tell the team that it left the list of finalists, and why, if that list was public (rules F7, F8, H4, K1)."""
    told = to_team("finalist_struck", event.finalist.team, rule=event.code)
    return Heard(notices=(replace(told, after_notice="finalists"),))
