"""What a service's database keeps for its operators: what its relay saw on the bus, replays, and checks of the trail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from ..kernel.identifiers import new_id

COLLECTION, REPLAYS_COLLECTION = "operations", "dead_letter_replays"
_BUS, _CHECK = "bus", "trail_check"
_REPLAYS_SHOWN = 20
_FOREVER = 2**62
_MOST_WAITING = 1000
Noted = dict[str, Any]


class OperationsNotes:
    """The notes in a service's database. Times are real time in UTC."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self._notes, self._replays = database[COLLECTION], database[REPLAYS_COLLECTION]

    def note_bus(self, queues: list[Noted], dead_letters: int) -> None:
        """Keep what the relay saw on the bus now: its service's queues, and how many dead letters there are."""
        seen = {"looked_at": datetime.now(UTC), "queues": queues, "dead_letters": dead_letters, "trouble": ""}
        self._notes.update_one({"_id": _BUS}, {"$set": seen}, upsert=True)

    def note_trouble(self, trouble: str) -> None:
        """Keep why the relay can't reach the broker."""
        self._notes.update_one({"_id": _BUS}, {"$set": {"trouble": trouble}}, upsert=True)

    def note_letters(self, letters: list[Noted]) -> None:
        """Keep the dead letters that the relay has read, without their bodies."""
        self._notes.update_one({"_id": _BUS}, {"$set": {"letters": letters}}, upsert=True)

    def bus(self) -> Noted:
        """Return what the relay saw on the bus last; empty if it has not looked yet."""
        return self._notes.find_one({"_id": _BUS}) or {}

    def outboxes(self) -> list[str]:
        """Return the collections whose documents keep their events until they are published."""
        names = sorted(self._database.list_collection_names())
        return [name for name in names if "outbox_at" in self._database[name].index_information()]

    def outbox(self, collections: list[str], now: datetime) -> tuple[int, float]:
        """Return how many documents have events that are not published yet, and for how many seconds the oldest waits."""
        waiting: list[int] = []
        query = {"outbox_at": {"$gte": 1, "$lte": _FOREVER}}
        for name in collections:
            documents = self._database[name].find(query, {"outbox_at": 1}).limit(_MOST_WAITING)
            waiting += [int(document["outbox_at"]) for document in documents]
        oldest = max(now.timestamp() - min(waiting) / 1e6, 0.0) if waiting else 0.0
        return min(len(waiting), _MOST_WAITING), oldest

    def ask_replay(self, replay_id: str, event_id: str, account_id: str, at: datetime) -> Noted:
        """Keep that an operator asks for dead letters to be put back; the same replay is kept once."""
        wanted = {
            "event_id": event_id,
            "asked_by": account_id,
            "asked_at": at,
            "done_at": None,
            "replayed": 0,
            "left": None,
        }
        self._replays.update_one({"_id": replay_id}, {"$setOnInsert": wanted}, upsert=True)
        kept: Noted = self._replays.find_one({"_id": replay_id})
        return kept

    def replays(self) -> list[Noted]:
        """Return the last replays, the newest first."""
        return list(self._replays.find().sort("asked_at", -1).limit(_REPLAYS_SHOWN))

    def replays_to_do(self) -> list[Noted]:
        """Return the replays that are asked for and not done, the oldest first."""
        return sorted(self._replays.find({"done_at": None}), key=lambda replay: replay["asked_at"])

    def note_replayed(self, replay_id: str, replayed: int, *, left: int) -> None:
        """Keep that a replay put so many letters back; it is done if none are left of those that there were."""
        done_at = None if left > 0 else datetime.now(UTC)
        self._replays.update_one(
            {"_id": replay_id}, {"$set": {"done_at": done_at, "left": left}, "$inc": {"replayed": replayed}}
        )

    def ask_check(self) -> None:
        """Keep that an operator asks for the trail to be verified."""
        self._notes.update_one(
            {"_id": _CHECK}, {"$set": {"asked_at": datetime.now(UTC), "wanted": new_id()}}, upsert=True
        )

    def check(self) -> Noted:
        """Return the last verification of the trail, and if another is wanted; empty if there was none."""
        return self._notes.find_one({"_id": _CHECK}) or {}

    def check_is_due(self, every: timedelta) -> bool:
        """Return True if a verification is asked for, or the last one is older than this."""
        kept = self.check()
        checked_at = kept.get("checked_at")
        return bool(kept.get("wanted")) or checked_at is None or datetime.now(UTC) - checked_at > every

    def note_check(self, wanted: str, links: int, heads: int, decisions: int, faults: tuple[str, ...]) -> None:
        """Keep the result of a verification; `wanted` is what it was asked for under, so that a later question stays."""
        result = {
            "checked_at": datetime.now(UTC),
            "links": links,
            "heads": heads,
            "decisions": decisions,
            "faults": list(faults),
        }
        self._notes.update_one({"_id": _CHECK}, {"$set": result}, upsert=True)
        if wanted:
            self._notes.update_one({"_id": _CHECK, "wanted": wanted}, {"$set": {"wanted": ""}})
