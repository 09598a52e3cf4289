"""Documents of activities and of the places in them (rule A6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from chassis.kernel.clock import Instant
from chassis.mongo.codec import from_state
from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import DEFAULT_PAGE, MAX_PAGE, Repository

from . import rules, wire
from .model import Activity, SignUp


class ActivityDocument(AggregateDocument):
    """Found by division, and by when it begins."""

    meta: Any = {
        "collection": "activities",
        "indexes": [
            {"fields": ["state.division_code", "state.facts.begins"], "name": "division"},
            {"fields": ["state.facts.begins"], "name": "begins"},
        ],
    }


class SignUpDocument(AggregateDocument):
    """The unique index is what keeps an activity from having more people than places, at any concurrency."""

    meta: Any = {
        "collection": "sign_ups",
        "indexes": [
            {"fields": ["state.held_place"], "name": "place_taken_once", "unique": True, "sparse": True},
            {"fields": ["state.activity_id"], "name": "activity"},
            {"fields": ["state.account_id"], "name": "account"},
        ],
    }


activities = Repository(ActivityDocument, Activity, wire.EVENTS)
sign_ups = Repository(SignUpDocument, SignUp, wire.EVENTS, on_duplicate={"place_taken_once": rules.A6_PLACE_TAKEN})


def places_taken(activity_id: str) -> frozenset[int]:
    """The places that are held now."""
    held = SignUpDocument._get_collection().find({"state.activity_id": activity_id}, {"state.held_place": 1})
    places = (one["state"].get("held_place", "") for one in held)
    return frozenset(int(place.rsplit("/", 1)[1]) for place in places if place)


def signed_up(activity_ids: Iterable[str]) -> Counter[str]:
    """How many places of each are held now."""
    query = {"state.activity_id": {"$in": list(activity_ids)}}
    found = SignUpDocument._get_collection().find(query, {"state.activity_id": 1, "state.held_place": 1})
    return Counter(one["state"]["activity_id"] for one in found if one["state"].get("held_place"))


def page_by_beginning(
    division_code: str, begins_from: Instant, begins_until: Instant, token: str, size: int
) -> tuple[list[Activity], str]:
    """Activities that begin in this span, first to last, and the token of what follows; raises ValueError for a bad token."""
    size = min(size or DEFAULT_PAGE, MAX_PAGE)
    after = ""
    if token:
        moment, _, after = token.partition("|")
        begins_from = max(begins_from, datetime.fromisoformat(moment))
        if begins_from.tzinfo is None:
            raise ValueError("a token without a zone")
    query: dict[str, Any] = {"state.facts.begins": {"$gte": begins_from, "$lte": begins_until}}
    if division_code:
        query["state.division_code"] = division_code
    cursor = (
        ActivityDocument._get_collection()
        .find(query, {"outbox": 0, "applied": 0, "outcomes": 0})
        .sort([("state.facts.begins", 1), ("_id", 1)])
        .batch_size(size + 2)
    )
    found: list[Activity] = []
    with cursor:
        for document in cursor:
            one = from_state(Activity, document["_id"], document["version"], document["state"])
            if token and one.facts.begins == begins_from and one.id <= after:
                continue
            if len(found) == size:
                return found, f"{found[-1].facts.begins.isoformat()}|{found[-1].id}"
            found.append(one)
    return found, ""


DOCUMENTS = (ActivityDocument, SignUpDocument)
