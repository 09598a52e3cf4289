"""What registration stores of the teams of a run, read from its database and not from the services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pymongo import MongoClient

from .ledger import StoredTeam

_FIELDS = {
    "state.composition.lead.uscc": 1,
    "state.draft.sections.id": 1,
    "state.draft.sections.digest": 1,
    "state.evidence": 1,
    "state.receipts": 1,
}
_AT_ONCE = 200


def stored_teams(mongodb_url: str, database: str, ids: Sequence[str] | None = None) -> Iterator[StoredTeam]:
    """Yield every team that the database holds, or those with these ids."""
    client: MongoClient[dict[str, Any]] = MongoClient(mongodb_url)
    try:
        for wanted in _queries(ids):
            for document in client[database]["teams"].find(wanted, _FIELDS):
                yield team_of(document)
    finally:
        client.close()


def _queries(ids: Sequence[str] | None) -> list[dict[str, Any]]:
    if ids is None:
        return [{}]
    return [{"_id": {"$in": list(ids[first : first + _AT_ONCE])}} for first in range(0, len(ids), _AT_ONCE)]


def team_of(document: Mapping[str, Any]) -> StoredTeam:
    """Return the team of a document."""
    state = document["state"]
    return StoredTeam(
        team_id=document["_id"],
        lead_uscc=state["composition"]["lead"]["uscc"],
        sections={section["id"]: section["digest"] for section in state.get("draft", {}).get("sections", ())},
        files=[(piece["kind"], piece["sha256"]) for piece in state.get("evidence", ())],
        receipts=[(receipt["number"], receipt["digest"]) for receipt in state.get("receipts", ())],
    )
