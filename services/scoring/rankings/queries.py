"""Show rankings to anyone: what is frozen is published, to be read and recomputed (rules E4, E6, K1)."""

from __future__ import annotations

from dasai.scoring.v1 import rankings_pb2

from chassis.kernel.refusal import refuse
from chassis.refusals import NOT_FOUND

from ..rounds import store as rounds_store
from . import store, wire
from .adapters import public_key


def get_ranking(request: rankings_pb2.GetRankingRequest) -> rankings_pb2.Ranking:
    """Show the newest ranking of a round."""
    newest = store.newest_ranking(rounds_store.rounds.look(request.round_id))
    if newest is None:
        refuse(NOT_FOUND, what="ranking")
    return wire.ranking_view(newest)


def list_rankings(request: rankings_pb2.ListRankingsRequest) -> rankings_pb2.ListRankingsResponse:
    """Show all rankings of a round that are on record (rule E6)."""
    rankings, next_page_token = store.rankings.page(
        {"state.round_id": request.round_id}, request.page.page_token, request.page.page_size
    )
    return wire.list_view(rankings, next_page_token)


def get_public_key() -> rankings_pb2.PublicKey:
    """Show the key by which anyone verifies a ranking (rule E6)."""
    return wire.public_key_view(*public_key())
