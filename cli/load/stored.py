"""What registration stores of the teams of a run, read from its database and not from the services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


def stored_teams(mongodb_url: str, database: str) -> Iterator[StoredTeam]:
    """Yield every team that the database holds."""
    client: MongoClient[dict[str, Any]] = MongoClient(mongodb_url)
    try:
        for document in client[database]["teams"].find({}, _FIELDS):
            yield team_of(document)
    finally:
        client.close()


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
