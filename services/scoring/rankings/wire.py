"""Translate rankings and their events to the contracts."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.common.v1 import contest_pb2, page_pb2
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.scoring.v1 import events_pb2, rankings_pb2
from google.protobuf.message import Message

from chassis.mapping import from_message, messages

from ..rounds.model.round import Round
from . import events, requests
from .model import Ranking

EVENTS: dict[type, type[Message]] = {
    events.RankingFrozen: events_pb2.RankingFrozen,
    events.RankingAmended: events_pb2.RankingAmended,
}


def open_final_rankings(event: publicity.NoticeOpened) -> requests.OpenFinalRankings:
    """Translate the opening of a notice."""
    of_winners = event.kind == publicity.NOTICE_KIND_WINNERS
    return from_message(event, requests.OpenFinalRankings, of_winners=of_winners)


def ranking_view(ranking: Ranking, round_: Round, *, standing: bool) -> rankings_pb2.Ranking:
    """Show a ranking with all that it is recomputed from; no accounts (rule K1). `standing` if it is the one that counts."""
    reopening = round_.reopening_of(ranking.number)
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
                sheet_id=sheet.sheet_id,
                team_id=sheet.team_id,
                expert=sheet.expert,
                scores=dict(sheet.scores),
                late=sheet.late,
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
        standing=standing,
        vacant=ranking.vacant,
        last_tie_breaker=ranking.scheme.last_tie_breaker,
        seed=ranking.seed,
        reopened_at=reopening.at if reopening is not None else None,
        reopened_reason=reopening.reason if reopening is not None else "",
    )
    for project in view.projects:
        project.team.ClearField("account_ids")
        project.team.ClearField("accounts_changed")
    return view


def list_view(
    rankings: Sequence[Ranking], round_: Round, standing: Ranking | None, next_page_token: str
) -> rankings_pb2.ListRankingsResponse:
    """Show a page of a round's rankings, of which at most one stands."""
    number = standing.number if standing is not None else 0
    return rankings_pb2.ListRankingsResponse(
        rankings=[ranking_view(ranking, round_, standing=ranking.number == number) for ranking in rankings],
        page=page_pb2.PageResponse(next_page_token=next_page_token),
    )


def public_key_view(key_id: str, public_key: str) -> rankings_pb2.PublicKey:
    """Show the key by which anyone verifies a ranking (rule E6)."""
    return rankings_pb2.PublicKey(key_id=key_id, public_key=public_key)
