"""Store activities and sign-ups; count and find the places that are taken (rule A6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from chassis.kernel.clock import Instant
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument
from chassis.mongo.lists import ABOVE, BETWEEN, Order, Part, moment
from chassis.mongo.store import PublicRepository, Repository

from . import rules, wire
from .model import Activity, SignUp, SignUpState

# a range with two ends, for the embedded server
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)

BY_BEGINNING: Order[Activity] = Order(
    "beginning",
    key=lambda activity: moment(activity.facts.begins),
    filters={"division": lambda activity: activity.division_code},
    paths=((), ("division",)),
)
NEWEST: Order[Activity] = Order(
    "newest",
    key=lambda activity: moment(activity.published_at),
    filters={"division": lambda activity: activity.division_code},
    paths=((), ("division",)),
    newest_first=True,
)
NEWEST_SIGN_UPS: Order[SignUp] = Order(
    "newest",
    key=lambda sign_up: moment(sign_up.signed_up_at),
    filters={"activity": lambda sign_up: sign_up.activity_id, "state": lambda sign_up: sign_up.state.value},
    paths=(("activity", "state"),),
    newest_first=True,
)
# an account's own are few and sorted as they are read: they need no places
_OWN_SIGN_UPS: Order[SignUp] = Order("own", key=lambda sign_up: moment(sign_up.signed_up_at), newest_first=True)


class ActivityDocument(AggregateDocument):
    """An activity, by its identifier."""

    meta: Any = {"collection": "activities"}


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


activities = PublicRepository(ActivityDocument, Activity, wire.EVENTS, orders=(BY_BEGINNING, NEWEST))
sign_ups = Repository(
    SignUpDocument,
    SignUp,
    wire.EVENTS,
    on_duplicate={"place_taken_once": rules.A6_PLACE_TAKEN},
    orders=(NEWEST_SIGN_UPS,),
)

LISTS = (
    ListDeclaration(
        operation="ListActivities",
        document=ActivityDocument,
        orders=(BY_BEGINNING, NEWEST),
        words="`begins_from`、`begins_until`：按 `beginning` 的界限读取，`order=newest` 时逐条筛选 · between the ends of "
        "`beginning`; "
        "with `order=newest` what was read is filtered",
    ),
    ListDeclaration(operation="ListSignUps", document=SignUpDocument, orders=(NEWEST_SIGN_UPS,)),
    ListDeclaration(
        operation="ListMySignUps",
        document=SignUpDocument,
        order="最新在前 newest first",
        indexes=("account",),
        bounded="本账号的报名，每场活动至多一项 · the caller's own, at most one of each activity",
    ),
)


def signed_up_part(activity_id: str) -> Part[SignUp]:
    """Return the part of those who hold a place in an activity."""
    return Part(NEWEST_SIGN_UPS, {"activity": activity_id, "state": SignUpState.SIGNED_UP.value})


def own_part(account_id: str, activity_id: str = "") -> Part[SignUp]:
    """Return the part of an account's own sign-ups, also for activities in which it gave its place back, or for one activity."""
    of_activity = {"state.activity_id": activity_id} if activity_id else {}
    return Part(_OWN_SIGN_UPS, few={"state.account_id": account_id, **of_activity})


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


def listed_part(
    division_code: str, begins_from: Instant | None, begins_until: Instant | None, *, newest: bool
) -> Part[Activity]:
    """Return the part of the activities that begin in a span, of a division if one is named; both ends of the span are in it."""
    values = {"division": division_code} if division_code else {}
    if newest:
        ends = {"$gte": begins_from or _EARLIEST, "$lte": begins_until or _LATEST}
        rest = {"state.facts.begins": ends} if begins_from or begins_until else {}
        return Part(NEWEST, values, rest=rest)
    return Part(
        BY_BEGINNING,
        values,
        beginning=moment(begins_from) if begins_from else "",
        until=f"{moment(begins_until)}{BETWEEN}{ABOVE}" if begins_until else ABOVE,
    )


DOCUMENTS = (ActivityDocument, SignUpDocument)
