"""Store the figures of each division, and read what is counted of its teams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mongoengine import DateTimeField, DictField, ListField, LongField
from pymongo.errors import DuplicateKeyError

from chassis.kernel.clock import instant
from chassis.mongo.document import PlainDocument

from ..teams.store import TeamDocument, changes_noted
from .model import CountedTeam, Figures, HourCount, TeamCount

_FIELDS = (
    "state",
    "track",
    "composition.lead.kind",
    "registered_at",
    "receipts.submitted_at",
)


class FiguresDocument(PlainDocument):
    """The figures of a division, by its code; `change` is the number of the change of its teams up to which they count."""

    meta: Any = {"collection": "figures", "auto_create_index": False}
    change = LongField(required=True)
    counted_at = DateTimeField(required=True)
    teams = DictField()
    tracks = DictField()
    organisation_kinds = DictField()
    hours = ListField(DictField())


DOCUMENTS = (FiguresDocument,)


def counted_teams(division_code: str) -> Iterator[CountedTeam]:
    """Yield what is counted of each team of a division."""
    fields = {f"state.{name}": 1 for name in _FIELDS} | {"_id": 0}
    for document in TeamDocument.collection().find({"state.division_code": division_code}, fields):
        state = document["state"]
        receipts = state.get("receipts") or ()
        yield CountedTeam(
            state=state["state"],
            track=state["track"],
            organisation_kind=state["composition"]["lead"]["kind"],
            registered_at=instant(state["registered_at"]),
            submitted_at=instant(receipts[0]["submitted_at"]) if receipts else None,
        )


def changed_divisions(codes: Iterable[str]) -> dict[str, int]:
    """Return those of the divisions whose teams changed since they were counted, or that were never, each with its changes."""
    counted = {document["_id"]: document["change"] for document in FiguresDocument.collection().find({}, {"change": 1})}
    return {code: change for code, change in changes_of(codes).items() if counted.get(code) != change}


def changes_of(codes: Iterable[str]) -> dict[str, int]:
    """Return how often the teams of each of the divisions changed."""
    noted = changes_noted()
    return {code: noted.get(code, 0) for code in codes}


def keep(division_code: str, figures: Figures, change: int) -> None:
    """Store a division's figures, unless newer ones are stored already."""
    fields = {
        "change": change,
        "counted_at": figures.counted_at,
        "teams": vars_of(figures.teams),
        "tracks": {name: vars_of(count) for name, count in figures.tracks.items()},
        "organisation_kinds": {name: vars_of(count) for name, count in figures.organisation_kinds.items()},
        "hours": [{"begins": hour, **vars_of(count)} for hour, count in figures.hours.items()],
    }
    not_newer = {"_id": division_code, "change": {"$lte": change}}
    try:
        FiguresDocument.collection().update_one(not_newer, {"$set": fields}, upsert=True)
    except DuplicateKeyError:
        return  # newer ones are there, so that the filter found none and the insert met them


def figures_of(division_code: str = "") -> dict[str, Figures]:
    """Return the figures that are stored, by division: of one division, or of all."""
    wanted = {"_id": division_code} if division_code else {}
    return {document["_id"]: _figures(document) for document in FiguresDocument.collection().find(wanted)}


def vars_of(count: TeamCount | HourCount) -> dict[str, int]:
    """Return a count's numbers by their names."""
    return {name: getattr(count, name) for name in count.__dataclass_fields__}


def _figures(document: Mapping[str, Any]) -> Figures:
    return Figures(
        teams=TeamCount(**document["teams"]),
        tracks={name: TeamCount(**count) for name, count in document["tracks"].items()},
        organisation_kinds={name: TeamCount(**count) for name, count in document["organisation_kinds"].items()},
        hours={
            instant(each["begins"]): HourCount(registered=each["registered"], submitted=each["submitted"])
            for each in document["hours"]
        },
        counted_at=instant(document["counted_at"]),
    )
