"""Store the cases, and find those that wait for a reviewer."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model.case import Case


class CaseDocument(AggregateDocument):
    """A case, by team id."""

    meta: Any = {
        "collection": "cases",
        "indexes": [
            {"fields": ["state.division_code"], "name": "division"},
            {"fields": ["state.reviewer_id"], "name": "reviewer", "sparse": True},
            {"fields": ["state.waiting_in"], "name": "waiting", "sparse": True},
            {"fields": ["state.person_keys"], "name": "persons", "sparse": True},
            {"fields": ["state.project_key"], "name": "project", "sparse": True},
        ],
    }


DOCUMENTS = (CaseDocument,)

cases = Repository(CaseDocument, Case, wire.EVENTS)


def waiting_cases(division_code: str) -> dict[str, frozenset[str]]:
    """Return the codes of the team's organisations by case id, for each case that waits for a reviewer there (rule D2).

    Only these are read of a case, which may be large.
    """
    fields = {"state.team.lead.uscc": 1, "state.team.co_organisations.uscc": 1}
    waiting = {}
    for document in CaseDocument._get_collection().find({"state.waiting_in": division_code}, fields):
        team = document["state"].get("team") or {}
        organisations = [*([team["lead"]] if "lead" in team else []), *team.get("co_organisations", ())]
        waiting[document["_id"]] = frozenset(organisation["uscc"] for organisation in organisations)
    return waiting
