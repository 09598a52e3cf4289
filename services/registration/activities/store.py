"""Store activities and sign-ups; count and find the places that are taken (rule A6)."""

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
    """An activity; the indexes find it by its division and by when it begins."""

    meta: Any = {
        "collection": "activities",
        "indexes": [
            {"fields": ["state.division_code", "state.facts.begins"], "name": "division"},
            {"fields": ["state.facts.begins"], "name": "begins"},
        ],
    }


class SignUpDocument(AggregateDocument):
    """A sign-up; the unique index lets only one sign-up hold a place, however many people sign up at once."""

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
    """Return the numbers of the places of an activity that are taken."""
    documents = SignUpDocument._get_collection().find({"state.activity_id": activity_id}, {"state.held_place": 1})
    places = (document["state"].get("held_place", "") for document in documents)
    return frozenset(int(place.rsplit("/", 1)[1]) for place in places if place)


def count_taken(activity_ids: Iterable[str]) -> Counter[str]:
    """Return how many places of each activity are taken."""
    query = {"state.activity_id": {"$in": list(activity_ids)}}
    documents = SignUpDocument._get_collection().find(query, {"state.activity_id": 1, "state.held_place": 1})
    states = (document["state"] for document in documents)
    return Counter(state["activity_id"] for state in states if state.get("held_place"))


def page_by_beginning(
    division_code: str, begins_from: Instant, begins_until: Instant, token: str, size: int
) -> tuple[list[Activity], str]:
    """Return activities that begin in this span, first to last, and the token of the next page; ValueError for a bad token."""
    size = min(size or DEFAULT_PAGE, MAX_PAGE)
    last_id = ""
    if token:
        moment, _, last_id = token.partition("|")
        begins_from = max(begins_from, datetime.fromisoformat(moment))
        if begins_from.tzinfo is None:
            raise ValueError("a token without a time zone")
    query: dict[str, Any] = {"state.facts.begins": {"$gte": begins_from, "$lte": begins_until}}
    if division_code:
        query["state.division_code"] = division_code
    cursor = (
        ActivityDocument._get_collection()
        .find(query, {"outbox": 0, "applied": 0, "outcomes": 0})
        .sort([("state.facts.begins", 1), ("_id", 1)])
        .batch_size(size + 2)
    )
    page: list[Activity] = []
    with cursor:
        for document in cursor:
            activity = from_state(Activity, document["_id"], document["version"], document["state"])
            if token and activity.facts.begins == begins_from and activity.id <= last_id:
                continue
            if len(page) == size:
                return page, f"{page[-1].facts.begins.isoformat()}|{page[-1].id}"
            page.append(activity)
    return page, ""


DOCUMENTS = (ActivityDocument, SignUpDocument)
