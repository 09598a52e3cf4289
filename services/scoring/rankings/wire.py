"""Translate rankings and their events to the contracts."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.common.v1 import contest_pb2, page_pb2
from dasai.scoring.v1 import events_pb2, rankings_pb2
from google.protobuf.message import Message

from chassis.mapping import messages

from . import events
from .model import Ranking

EVENTS: dict[type, type[Message]] = {
    events.RankingFrozen: events_pb2.RankingFrozen,
    events.RankingAmended: events_pb2.RankingAmended,
}


def ranking_view(ranking: Ranking) -> rankings_pb2.Ranking:
    """Show a ranking to anyone, with all that it is recomputed from; no accounts (rule K1)."""
    view = rankings_pb2.Ranking(
        ranking_id=ranking.id,
        round_id=ranking.round_id,
        stage=f"STAGE_{ranking.stage.upper()}",
        division_code=ranking.division_code,
        track=ranking.track,
        number=ranking.number,
        projects=messages(ranking.projects, events_pb2.RankedProject),
        rubric=messages(ranking.scheme.rubric, contest_pb2.Criterion),
        scale=ranking.scheme.scale,
        aggregation=f"AGGREGATION_{ranking.scheme.aggregation.upper()}",
        decimals=ranking.scheme.decimals,
        tie_breakers=ranking.scheme.tie_breakers,
        sheets=[
            rankings_pb2.SheetScores(
                sheet_id=sheet.sheet_id, team_id=sheet.team_id, expert=sheet.expert, scores=dict(sheet.scores)
            )
            for sheet in ranking.sheets
        ],
        disputed_team_ids=ranking.disputed,
        digest=ranking.digest,
        signature=ranking.signature,
        key_id=ranking.key_id,
        frozen_at=ranking.frozen_at,
        reason=ranking.reason,
        disagreement=ranking.scheme.disagreement,
    )
    for project in view.projects:
        project.team.ClearField("account_ids")
        project.team.ClearField("accounts_changed")
    return view


def list_view(rankings: Sequence[Ranking], next_page_token: str) -> rankings_pb2.ListRankingsResponse:
    """Show a page of rankings."""
    return rankings_pb2.ListRankingsResponse(
        rankings=[ranking_view(ranking) for ranking in rankings],
        page=page_pb2.PageResponse(next_page_token=next_page_token),
    )


def public_key_view(key_id: str, public_key: str) -> rankings_pb2.PublicKey:
    """Show the key by which anyone verifies a ranking (rule E6)."""
    return rankings_pb2.PublicKey(key_id=key_id, public_key=public_key)
