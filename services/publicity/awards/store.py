"""Documents and indexes of award lists, awards and team standings."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model.award import Award
from .model.award_list import AwardList
from .model.standing import TeamStanding


class AwardListDocument(AggregateDocument):
    """By the edition."""

    meta: Any = {"collection": "award_lists"}


class AwardDocument(AggregateDocument):
    """By list, prize and recipient."""

    meta: Any = {
        "collection": "awards",
        "indexes": [
            {"fields": ["state.list_id"], "name": "list"},
            {"fields": ["state.recipient_id"], "name": "recipient"},
            {"fields": ["state.verification_code"], "name": "verification_code", "unique": True, "sparse": True},
        ],
    }


class StandingDocument(AggregateDocument):
    """By the team or organiser."""

    meta: Any = {
        "collection": "standings",
        "indexes": [{"fields": ["state.entitlements.benefit_id"], "name": "entitlements", "sparse": True}],
    }


DOCUMENTS = (AwardListDocument, AwardDocument, StandingDocument)

award_lists = Repository(AwardListDocument, AwardList, wire.EVENTS)
awards = Repository(AwardDocument, Award, wire.EVENTS)
standings = Repository(StandingDocument, TeamStanding, wire.EVENTS)


def award_verified(verification_code: str) -> Award | None:
    """Return the award of a certificate's verification code, or None."""
    return next(awards.every({"state.verification_code": verification_code}), None)


def award_ids_of(recipient_id: str) -> list[str]:
    """Return the identifiers of a team's awards."""
    return sorted(award.id for award in awards.every({"state.recipient_id": recipient_id}))


def fallen(recipient_ids: Collection[str]) -> frozenset[str]:
    """Return those of the teams and organisers that lost their place."""
    known = standings.every({"_id": {"$in": sorted(recipient_ids)}})
    return frozenset(standing.id for standing in known if standing.falls)


def teams_under_review(team_ids: Collection[str]) -> frozenset[str]:
    """Return those of the teams whose review is open again."""
    known = standings.every({"_id": {"$in": sorted(team_ids)}})
    return frozenset(standing.id for standing in known if standing.under_review)
