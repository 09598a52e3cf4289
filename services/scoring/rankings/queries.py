"""Show rankings: what is frozen is published, to be read and recomputed; of the final with the winners (rules E4, E6, H1, K1)."""

from __future__ import annotations

from dasai.scoring.v1 import rankings_pb2

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.facts.schemes import Stage
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.permissions import Audience, Operation
from chassis.permissions import scoring as permissions
from chassis.refusals import NOT_FOUND

from ..rounds import store as rounds_store
from ..rounds.model.round import Round
from ..rounds.rules import E6_REOPENED
from . import store, wire
from .adapters import public_key


def get_ranking(request: rankings_pb2.GetRankingRequest, actor: Actor) -> rankings_pb2.Ranking:
    """Show the ranking of a round that counts; refuses E6_REOPENED while it is reopened."""
    round_ = _visible_round(request.round_id, actor, permissions.GET_RANKING)
    refuse_unless(not round_.reopened, E6_REOPENED)
    standing = store.standing_ranking(round_)
    if standing is None:
        refuse(NOT_FOUND, what="ranking")
    return wire.ranking_view(standing, round_, standing=True)


def list_rankings(request: rankings_pb2.ListRankingsRequest, actor: Actor) -> rankings_pb2.ListRankingsResponse:
    """Show all rankings of a round that are on record (rule E6)."""
    round_ = _visible_round(request.round_id, actor, permissions.LIST_RANKINGS)
    rankings, next_page_token = store.rankings.page(
        {"state.round_id": round_.id}, request.page.page_token, request.page.page_size
    )
    return wire.list_view(rankings, round_, store.standing_ranking(round_), next_page_token)


def _visible_round(round_id: str, actor: Actor, operation: Operation) -> Round:
    """Return the round whose rankings the caller may see; the final's are hidden until the winners' notice opens (rule K1)."""
    audience = operation.require(actor).audience
    round_ = rounds_store.rounds.look(round_id)
    to_others = audience is not Audience.NATIONAL
    if round_.stage is Stage.FINAL and to_others and store.winners_notices.peek(edition().id) is None:
        refuse(NOT_FOUND, what="ranking")
    return round_


def get_public_key() -> rankings_pb2.PublicKey:
    """Show the key by which anyone verifies a ranking (rule E6)."""
    return wire.public_key_view(*public_key())
