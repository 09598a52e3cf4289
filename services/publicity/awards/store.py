"""Documents and indexes of award lists, awards and team standings."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument
from chassis.mongo.lists import Order, Part, moment
from chassis.mongo.store import PublicRepository, Repository

from . import wire
from .model.award import Award, EntitlementState
from .model.award_list import AwardList
from .model.standing import TeamStanding

BY_CERTIFICATE: Order[Award] = Order(
    "certificate",
    key=lambda award: award.certificate_number,
    filters={
        "list": lambda award: award.list_id,
        "track": lambda award: award.facts.track,
        "state": lambda award: award.state.value,
    },
    paths=(("list",), ("list", "track"), ("list", "state"), ("list", "track", "state")),
)


def _newest_entitlement(standing: TeamStanding) -> str:
    return max((moment(entitlement.since) for entitlement in standing.entitlements), default="")


def _entitled(standing: TeamStanding) -> str:
    """Return `active` if anything holds that the team is entitled to, `ended` if all has ended, '' if there never was any."""
    states = {entitlement.state for entitlement in standing.entitlements}
    return next((state.value for state in EntitlementState if state in states), "")


NEWEST_ENTITLED: Order[TeamStanding] = Order(
    "newest",
    key=_newest_entitlement,
    filters={"entitled": lambda standing: "yes" if standing.entitlements else "no", "state": _entitled},
    paths=(("entitled",), ("state",)),
    newest_first=True,
)


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
        "indexes": [
            {"fields": ["state.entitlements.benefit_id"], "name": "entitlements", "sparse": True},
        ],
    }


DOCUMENTS = (AwardListDocument, AwardDocument, StandingDocument)

award_lists = Repository(AwardListDocument, AwardList, wire.EVENTS)
awards = PublicRepository(AwardDocument, Award, wire.EVENTS, orders=(BY_CERTIFICATE,))
standings = Repository(StandingDocument, TeamStanding, wire.EVENTS, orders=(NEWEST_ENTITLED,))

LISTS = (
    ListDeclaration(
        operation="ListAwards",
        document=AwardDocument,
        orders=(BY_CERTIFICATE,),
        words="`team_id`：按索引 `recipient` 取出后排序，一个团队的奖项不超过几项 · a team's awards, which are a few, are read "
        "by the index `recipient` and sorted",
    ),
    ListDeclaration(
        operation="ListEntitlements",
        document=StandingDocument,
        orders=(NEWEST_ENTITLED,),
        words="本账号各团队的：按编号取出后排序，一个账号只代表少数团队 · those of the caller's teams, which are few, are "
        "read by "
        "identifier and sorted",
    ),
)


def entitled_part(state: str, team_ids: Collection[str] | None) -> Part[TeamStanding]:
    """Return the part of the standings with entitlements, in a state if one is named; None stands for every team."""
    values = {"state": state} if state else {"entitled": "yes"}
    few = {"_id": {"$in": sorted(team_ids)}} if team_ids is not None else None
    return Part(NEWEST_ENTITLED, values, few=few)


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
