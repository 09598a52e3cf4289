"""Translate between the contracts and rounds."""

from __future__ import annotations

from dasai.common.v1 import contest_pb2, page_pb2
from dasai.scoring.v1 import events_pb2, rounds_pb2
from google.protobuf.message import Message

from chassis.mapping import messages
from chassis.permissions import Audience, show

from . import events
from .model.drawing import Draw
from .model.round import Round

EVENTS: dict[type, type[Message]] = {
    events.RoundOpened: events_pb2.RoundOpened,
    events.ExpertsAssigned: events_pb2.ExpertsAssigned,
    events.RankingReopened: events_pb2.RankingReopened,
    events.SeedCommitted: events_pb2.SeedCommitted,
    events.SeedDrawn: events_pb2.SeedDrawn,
}


def round_view(round_: Round) -> rounds_pb2.Round:
    """Show a round with its contenders to staff (rule K1)."""
    view = rounds_pb2.Round(
        round_id=round_.id,
        stage=f"STAGE_{round_.stage.upper()}",
        division_code=round_.division_code,
        track=round_.track,
        state=f"ROUND_STATE_{round_.state.upper()}",
        entries=messages(round_.contenders, contest_pb2.TeamFacts),
        seed=round_.seed,
        sheets=len(round_.assignments),
        rankings=round_.rankings,
        suspended_team_ids=round_.suspended,
    )
    return show(view, Audience.DIVISION)


def draw_view(round_: Round, draw: Draw) -> rounds_pb2.Draw:
    """Show a draw to anyone: the hashes of seed and nonce, and once these are revealed both, and the order (rules E2, G1)."""
    names = {team.team_id: team.project_name for team in round_.entries}
    return rounds_pb2.Draw(
        number=draw.number,
        seed_hash=draw.seed_hash,
        committed_at=draw.committed_at,
        reason=draw.reason,
        seed=draw.seed,
        nonce_hash=draw.nonce_hash,
        nonce=draw.nonce if draw.drawn_at is not None else "",
        drawn_at=draw.drawn_at,
        order=[rounds_pb2.DrawnProject(team_id=team_id, project_name=names.get(team_id, "")) for team_id in draw.order],
    )


def draws_view(round_: Round) -> rounds_pb2.Draws:
    """Show all draws of a round to anyone, first to last."""
    return rounds_pb2.Draws(round_id=round_.id, draws=[draw_view(round_, draw) for draw in round_.draws])


def list_view(rounds: list[Round], next_page_token: str) -> rounds_pb2.ListRoundsResponse:
    """Show a page of rounds."""
    return rounds_pb2.ListRoundsResponse(
        rounds=[round_view(round_) for round_ in rounds],
        page=page_pb2.PageResponse(next_page_token=next_page_token),
    )
