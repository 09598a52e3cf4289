"""Translate the events by which projects enter and leave rounds, and fare in rankings."""

from __future__ import annotations

from dasai.publicity.v1 import events_pb2 as publicity
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review

from chassis.facts.schemes import Stage
from chassis.facts.teams import TeamFacts
from chassis.mapping import from_message

from ..rounds.model.standing import ReviewEvent, Ruling
from . import requests


def judge_team(event: review.CaseDecided) -> requests.JudgeTeam:
    """Translate a decision on a submission; only a pass lets it be scored, and only a rejection without appeal ends it (D3)."""
    return _judge_team(event, _ruling_of(event))


def _ruling_of(event: review.CaseDecided) -> Ruling:
    """Return what a decision means; after one that is neither pass nor final rejection the case is open."""
    if event.outcome == review.OUTCOME_PASSED:
        return Ruling.PASSED
    final = event.outcome == review.OUTCOME_REJECTED and not event.HasField("appeal_until")
    return Ruling.REJECTED if final else Ruling.OPEN


def end_appeal(event: review.AppealLapsed) -> requests.JudgeTeam:
    """Translate that nobody appealed in time: the rejection is final."""
    return _judge_team(event, Ruling.REJECTED)


def settle_appeal(event: review.AppealSettled) -> requests.JudgeTeam:
    """Translate how an appeal was settled: dismissed, the rejection is final; granted, the case stays open."""
    return _judge_team(event, Ruling.OPEN if event.granted else Ruling.REJECTED)


def reopen_case(event: review.CaseReopened) -> requests.JudgeTeam:
    """Translate the reopening of a case."""
    return _judge_team(event, Ruling.OPEN)


def _judge_team(
    event: review.CaseDecided | review.CaseReopened | review.AppealLapsed | review.AppealSettled, ruling: Ruling
) -> requests.JudgeTeam:
    return requests.JudgeTeam(
        team=from_message(event.team, TeamFacts),
        event=ReviewEvent(number=event.submission_number, sequence=event.sequence, ruling=ruling),
    )


def enter_finalists(event: review.FinalistsConfirmed) -> requests.EnterFinalists:
    """Translate the confirmed list of finalists."""
    return requests.EnterFinalists(teams=tuple(from_message(finalist.team, TeamFacts) for finalist in event.finalists))


def record_accounts(event: registration.TeamAccountsChanged) -> requests.RecordAccounts:
    """Translate a change of the accounts that act for a team."""
    return requests.RecordAccounts(team=from_message(event.team, TeamFacts))


def drop_withdrawn(event: registration.TeamWithdrawn) -> requests.DropTeam:
    """Translate a withdrawal; a team that never submitted is in no round, and may come back."""
    team = event.team
    return requests.DropTeam(
        team_id="" if event.unsubmitted else team.team_id,
        division_code=team.division_code,
        track=team.track,
        reason="C12_WITHDRAWN",
    )


def drop_disqualified(event: review.TeamDisqualified) -> requests.DropTeam:
    """Translate a disqualification."""
    return requests.DropTeam(
        team_id=event.team_id, division_code=event.division_code, track=event.track, reason=event.code
    )


def drop_struck(event: review.FinalistStruck) -> requests.DropTeam:
    """Translate that a finalist fell: it leaves the final, and its division's ranking follows its case, not this."""
    team = event.finalist.team
    return requests.DropTeam(
        team_id=team.team_id,
        division_code=team.division_code,
        track=team.track,
        reason=event.code,
        stages=(Stage.FINAL,),
    )


def drop_revoked(event: publicity.AwardRevoked) -> requests.DropTeam:
    """Translate the loss of an award; an organiser's award names no team."""
    team = event.award.team
    return requests.DropTeam(
        team_id=team.team_id, division_code=team.division_code, track=team.track, reason=event.code
    )
