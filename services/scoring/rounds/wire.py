"""Translate between the contracts and rounds."""

from __future__ import annotations

from dasai.common.v1 import contest_pb2, page_pb2
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import events_pb2, rounds_pb2
from google.protobuf.message import Message

from chassis.facts.teams import TeamFacts
from chassis.mapping import from_message, messages

from . import events, requests
from .model.round import Round

EVENTS: dict[type, type[Message]] = {
    events.RoundOpened: events_pb2.RoundOpened,
    events.ExpertsAssigned: events_pb2.ExpertsAssigned,
    events.RankingReopened: events_pb2.RankingReopened,
}


def judge_team(event: review.CaseDecided) -> requests.JudgeTeam:
    """Translate a decision on a submission; only a pass lets it be scored."""
    return requests.JudgeTeam(
        team=from_message(event.team, TeamFacts),
        submission_number=event.submission_number,
        passed=event.outcome == review.OUTCOME_PASSED,
    )


def enter_finalists(event: review.FinalistsConfirmed) -> requests.EnterFinalists:
    """Translate the confirmed list of finalists."""
    return requests.EnterFinalists(teams=tuple(from_message(finalist.team, TeamFacts) for finalist in event.finalists))


def round_view(round_: Round) -> rounds_pb2.Round:
    """Show a round with its contenders."""
    return rounds_pb2.Round(
        round_id=round_.id,
        stage=f"STAGE_{round_.stage.upper()}",
        division_code=round_.division_code,
        track=round_.track,
        state=f"ROUND_STATE_{round_.state.upper()}",
        entries=messages(round_.contenders, contest_pb2.TeamFacts),
        seed=round_.seed,
        sheets=len(round_.assignments),
        rankings=round_.rankings,
    )


def list_view(rounds: list[Round], next_page_token: str) -> rounds_pb2.ListRoundsResponse:
    """Show a page of rounds."""
    return rounds_pb2.ListRoundsResponse(
        rounds=[round_view(round_) for round_ in rounds],
        page=page_pb2.PageResponse(next_page_token=next_page_token),
    )
