"""Cases: documents and indexes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model.case import Case


class CaseDocument(AggregateDocument):
    """By team id."""

    meta: Any = {
        "collection": "cases",
        "indexes": [
            {"fields": ["state.division_code"], "name": "division"},
            {"fields": ["state.reviewer_id"], "name": "reviewer", "sparse": True},
            {"fields": ["state.waiting_in"], "name": "waiting", "sparse": True},
            {"fields": ["state.team.person_keys"], "name": "persons", "sparse": True},
            {"fields": ["state.project_key"], "name": "project", "sparse": True},
        ],
    }


DOCUMENTS = (CaseDocument,)

cases = Repository(CaseDocument, Case, wire.EVENTS)


def waiting(division_code: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Cases that wait for a reviewer there, each with the organisations of its team (rule D2); nothing else of them is read."""
    fields = {"state.team.lead.uscc": 1, "state.team.co_organisations.uscc": 1}
    for one in CaseDocument._get_collection().find({"state.waiting_in": division_code}, fields):
        team = one["state"].get("team") or {}
        partners = {partner["uscc"] for partner in team.get("co_organisations", ())}
        yield one["_id"], frozenset(partners | ({team["lead"]["uscc"]} if "lead" in team else set()))
