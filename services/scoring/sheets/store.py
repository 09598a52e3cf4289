"""Scoring's documents and indexes."""

from __future__ import annotations

from typing import Any

from bson import Binary
from mongoengine import BinaryField, IntField, StringField

from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.store import Repository

from . import wire
from .model.facts import TeamFacts
from .model.local_awards import LocalAwards
from .model.panel import Panel
from .model.ranking import Ranking
from .model.round import Round, RoundState
from .model.sheet import Scoresheet


class PanelDocument(AggregateDocument):
    """`division-<code>` and `final`."""

    meta: Any = {"collection": "panels"}


class RoundDocument(AggregateDocument):
    """`division-<code>-<track>` and `final-<track>`."""

    meta: Any = {
        "collection": "rounds",
        "indexes": [
            {"fields": ["state.stage"], "name": "stage"},
            {"fields": ["state.division_code"], "name": "division", "sparse": True},
        ],
    }


class SheetDocument(AggregateDocument):
    """By round, expert and team."""

    meta: Any = {
        "collection": "sheets",
        "indexes": [
            {"fields": ["state.account_id"], "name": "expert"},
            {"fields": ["state.round_id"], "name": "round"},
        ],
    }


class RankingDocument(AggregateDocument):
    """`<round id>-<number>`."""

    meta: Any = {"collection": "rankings", "indexes": [{"fields": ["state.round_id"], "name": "round"}]}


class LocalAwardsDocument(AggregateDocument):
    """By division code."""

    meta: Any = {"collection": "local_awards"}


class DeclarationDocument(PlainDocument):
    """What a team submitted, by team and number; never changed."""

    meta: Any = {
        "collection": "declarations",
        "auto_create_index": False,
        "indexes": [{"fields": ["team_id"], "name": "team"}],
    }
    team_id = StringField(required=True)
    number = IntField(required=True)
    content = BinaryField(required=True)


DOCUMENTS = (PanelDocument, RoundDocument, SheetDocument, RankingDocument, LocalAwardsDocument, DeclarationDocument)

panels = Repository(PanelDocument, Panel, wire.EVENTS)
rounds = Repository(RoundDocument, Round, wire.EVENTS)
sheets = Repository(SheetDocument, Scoresheet, wire.EVENTS)
rankings = Repository(RankingDocument, Ranking, wire.EVENTS)
local_awards = Repository(LocalAwardsDocument, LocalAwards, wire.EVENTS)


def keep_declaration(team_id: str, number: int, content: bytes) -> None:
    """Keep a submission's declaration; the same again is nothing new."""
    insert_once(DeclarationDocument, f"{team_id}/{number}", team_id=team_id, number=number, content=Binary(content))


def declaration(team_id: str, number: int) -> bytes:
    """The declaration of a submission, or for number 0 of the newest; empty where it has not come yet."""
    found = DeclarationDocument._get_collection().find({"team_id": team_id})
    contents = {one["number"]: bytes(one["content"]) for one in found}
    return contents.get(number or max(contents, default=0), b"")


def newest_ranking(found: Round) -> Ranking | None:
    """The newest ranking that is there; one that follows may be on its way."""
    for number in range(found.rankings, 0, -1):
        ranking = rankings.peek(f"{found.id}-{number}")
        if ranking is not None:
            return ranking
    return None


def ranked_teams(division_code: str) -> dict[str, TeamFacts]:
    """Teams that stand in the frozen rankings of a division."""
    frozen = rounds.every({"state.division_code": division_code, "state.state": RoundState.FROZEN.value})
    newest = [ranking for ranking in map(newest_ranking, frozen) if ranking is not None]
    return {line.team.team_id: line.team for ranking in newest for line in ranking.projects if not line.struck}
