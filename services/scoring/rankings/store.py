"""Documents and indexes of rankings."""

from __future__ import annotations

from typing import Any

from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import PublicRepository

from ..rounds.model.round import Round, RoundState
from . import wire
from .model import Ranking, WinnersNotice


class RankingDocument(AggregateDocument):
    """`<round id>-<number>`."""

    meta: Any = {"collection": "rankings", "indexes": [{"fields": ["state.round_id"], "name": "round"}]}


class WinnersNoticeDocument(AggregateDocument):
    """By the edition."""

    meta: Any = {"collection": "winners_notices"}


DOCUMENTS = (RankingDocument, WinnersNoticeDocument)

LISTS = (
    ListDeclaration(
        operation="ListRankings",
        document=RankingDocument,
        order="编号 identifier",
        indexes=("round",),
        bounded="一轮评审的排名，每次锁定一份 · those of one round, one for each freeze",
    ),
)

rankings = PublicRepository(RankingDocument, Ranking, wire.EVENTS)
winners_notices = PublicRepository(WinnersNoticeDocument, WinnersNotice, wire.EVENTS)


def standing_ranking(round_: Round) -> Ranking | None:
    """Return the ranking of a round that counts; None before it is frozen, and while it is reopened (rule E6).

    It is the newest that is there: the next may be on its way.
    """
    if round_.state is not RoundState.FROZEN or round_.frozen is None:
        return None
    for number in range(round_.rankings, round_.frozen.number - 1, -1):
        ranking = rankings.peek(f"{round_.id}-{number}")
        if ranking is not None:
            return ranking
    return None
