"""Store who takes part, by identifier: publicity's own read model, so that it works while registration is down."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from mongoengine import IntField, ListField, StringField

from chassis import staff
from chassis.mongo.document import PlainDocument, insert_once


class KnownTeamDocument(PlainDocument):
    """A team that registered, by its identifier, the accounts that act for it, and its organisations as it submitted last."""

    meta: Any = {"collection": "known_teams", "indexes": [{"fields": ["account_ids"], "name": "accounts"}]}
    account_ids = ListField(StringField())
    accounts_changed = IntField(required=True)
    usccs = ListField(StringField())
    submission_number = IntField()


class KnownRecommenderDocument(PlainDocument):
    """A division or another contest that recommended to the final, by its identifier."""

    meta: Any = {"collection": "known_recommenders"}


class KnownOrganisersDocument(PlainDocument):
    """Store the organisers of a division, by the division's code, as version `scheme_version` of its scheme names them."""

    meta: Any = {"collection": "known_organisers"}
    usccs = ListField(StringField())
    scheme_version = IntField(required=True)


DOCUMENTS = (KnownTeamDocument, KnownRecommenderDocument, KnownOrganisersDocument)


def record_team(team_id: str, account_ids: Collection[str], accounts_changed: int) -> None:
    """Keep that there is this team, and its accounts unless newer ones are known: in any order of the events."""
    accounts = sorted(account_ids)
    if not insert_once(KnownTeamDocument, team_id, account_ids=accounts, accounts_changed=accounts_changed):
        KnownTeamDocument.collection().update_one(
            {"_id": team_id, "accounts_changed": {"$lt": accounts_changed}},
            {"$set": {"account_ids": accounts, "accounts_changed": accounts_changed}},
        )


def record_organisations(team_id: str, usccs: Collection[str], number: int) -> None:
    """Keep a known team's organisations as of a submission, unless those of a later one are known."""
    # no `$or`: for that the embedded server reads the whole collection; `$not` also matches where there is no number
    older = {"_id": team_id, "submission_number": {"$not": {"$gte": number}}}
    change = {"$set": {"usccs": sorted(usccs), "submission_number": number}}
    KnownTeamDocument.collection().update_one(older, change)


def is_own_team(team_id: str, account_id: str) -> bool:
    """Return True if an account acts for a team, or its own organisation is in it."""
    known = KnownTeamDocument.collection().find_one({"_id": team_id}, {"account_ids": 1, "usccs": 1}) or {}
    return staff.is_own_team(account_id, known.get("usccs", ()), known.get("account_ids", ()))


def record_organisers(division_code: str, usccs: Collection[str], scheme_version: int) -> None:
    """Keep who organises a division, unless a newer scheme is known: in any order of the events."""
    fields = {"usccs": sorted(usccs), "scheme_version": scheme_version}
    if not insert_once(KnownOrganisersDocument, division_code, **fields):
        older = {"_id": division_code, "scheme_version": {"$lt": scheme_version}}
        KnownOrganisersDocument.collection().update_one(older, {"$set": fields})


def organisers_of(division_code: str) -> frozenset[str]:
    """Return the codes of a division's organisers; none of what is no division, or not known yet."""
    known = KnownOrganisersDocument.collection().find_one({"_id": division_code}, {"usccs": 1})
    return frozenset(known.get("usccs", ())) if known is not None else frozenset()


def add_recommender(recommender_id: str) -> None:
    """Keep that there is this recommender; a second time nothing happens."""
    insert_once(KnownRecommenderDocument, recommender_id)


def knows_team(team_id: str) -> bool:
    """Return True if a team of this identifier registered."""
    return KnownTeamDocument.collection().find_one({"_id": team_id}, {"_id": 1}) is not None


def accounts_of(team_id: str) -> frozenset[str] | None:
    """Return the accounts that act for a team now; None if the team is not known."""
    known = KnownTeamDocument.collection().find_one({"_id": team_id}, {"account_ids": 1})
    return None if known is None else frozenset(known.get("account_ids", ()))


def teams_of(account_id: str) -> list[str]:
    """Return the identifiers of the teams for which an account acts now."""
    found = KnownTeamDocument.collection().find({"account_ids": account_id}, {"_id": 1})
    return sorted(document["_id"] for document in found)


def knows_recommender(recommender_id: str) -> bool:
    """Return True if a recommender of this identifier filed a recommendation."""
    return KnownRecommenderDocument.collection().find_one({"_id": recommender_id}, {"_id": 1}) is not None
