"""Store the hits of the national check, how far it is with each project, and the finalist lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from chassis.facts.teams import TeamFacts
from chassis.kernel.canonical import digest
from chassis.kernel.identifiers import derived_id
from chassis.mongo.codec import from_state
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument
from chassis.mongo.lists import Order
from chassis.mongo.store import Repository

from ..cases.model.case import Case
from ..cases.store import CaseDocument
from ..migrations.m0002_finalists_by_version import from_one_state
from ..recommendations import store as recommendations_store
from . import wire
from .model.checked_project import CheckedProject
from .model.duplicates import Suspicion
from .model.finalist_list import FinalistList
from .model.hit import Hit, HitState

BY_IDENTIFIER: Order[Hit] = Order(
    "identifier", key=lambda _: "", filters={"state": lambda hit: hit.state.value}, paths=((), ("state",))
)


class HitDocument(AggregateDocument):
    """A hit, by an identifier derived from both team ids and the ground; those of earlier releases from the team ids alone."""

    meta: Any = {
        "collection": "hits",
        "indexes": [
            {"fields": ["state.state"], "name": "state"},
            {"fields": ["state.teams.team_id"], "name": "teams"},
        ],
    }


class CheckedProjectDocument(AggregateDocument):
    """The progress of the check with a project, by its team."""

    meta: Any = {
        "collection": "checked_projects",
        "indexes": [{"fields": ["state.waits"], "name": "waits", "sparse": True}],
    }


class FinalistListDocument(AggregateDocument):
    """The finalist list of an edition."""

    meta: Any = {"collection": "finalists"}


DOCUMENTS = (HitDocument, CheckedProjectDocument, FinalistListDocument)

LISTS = (ListDeclaration(operation="ListHits", document=HitDocument, orders=(BY_IDENTIFIER,)),)

hits = Repository(HitDocument, Hit, wire.EVENTS, orders=(BY_IDENTIFIER,))
checked_projects = Repository(CheckedProjectDocument, CheckedProject, wire.EVENTS)
finalist_lists = Repository(FinalistListDocument, FinalistList, wire.EVENTS, upgrade=from_one_state)


def finalist_list_id(edition_id: str) -> str:
    """Return the identifier of the edition's one finalist list."""
    return f"finalists-{edition_id}"


def is_listed(list_id: str, team_id: str) -> bool:
    """Return True if the team is on the finalist list, struck or not; the list, which is large, is not read for it."""
    listed = {"_id": list_id, "state.finalists.team.team_id": team_id}
    return FinalistListDocument.collection().find_one(listed, {"_id": 1}) is not None


def compared_teams(list_id: str) -> dict[str, TeamFacts]:
    """Return the teams that the check compares, by their ids: those recommended, and those on the finalist list (rule F5)."""
    finalist_list = finalist_lists.peek(list_id)
    listed = finalist_list.standing if finalist_list is not None else ()
    return {finalist.team.team_id: finalist.team for finalist in listed} | recommendations_store.current_teams()


def hit_id(suspicion: Suspicion) -> str:
    """Return the identifier of the hit for a suspicion: that on record, or the derived one of a new hit."""
    first, second = suspicion.team_ids
    for hit in hits.every({"state.teams.team_id": first, "state.kind": suspicion.ground.value}):
        if second in hit.team_ids:
            return hit.id
    return derived_id("hit", first, second, suspicion.ground.value)


def open_hits() -> list[Hit]:
    """Return the hits that nobody settled."""
    return list(hits.every({"state.state": HitState.OPEN.value}))


def case_outlines(team_ids: Collection[str]) -> dict[str, Case]:
    """Return the cases of these teams, by team id, without declaration and evidence, which make them large."""
    left_out = {"state.declaration": 0, "state.evidence": 0, "outbox": 0, "applied": 0, "outcomes": 0}
    documents = CaseDocument.collection().find({"_id": {"$in": sorted(team_ids)}}, left_out)
    return {
        document["_id"]: from_state(Case, document["_id"], document["version"], document["state"])
        for document in documents
    }


def material_of(case: Case | None) -> str:
    """Return which form of a project this is: it changes with what the check compares; its name never does (rule C10)."""
    return digest([case.number, sorted(case.person_keys)] if case is not None else [])


def checked_materials() -> dict[str, str]:
    """Return which form of each project is compared with all others, by team id; those that wait are left out."""
    documents = CheckedProjectDocument.collection().find({}, {"state.material": 1, "state.waits": 1})
    return {
        document["_id"]: document["state"]["material"] for document in documents if "waits" not in document["state"]
    }


def known_materials(team_ids: Collection[str]) -> dict[str, str]:
    """Return which form of these projects the check knows, compared or waiting, by team id."""
    documents = CheckedProjectDocument.collection().find({"_id": {"$in": sorted(team_ids)}}, {"state.material": 1})
    return {document["_id"]: document["state"]["material"] for document in documents}


def unchecked_teams(team_ids: Collection[str], outlines: Mapping[str, Case]) -> list[str]:
    """Return the ids of those of the teams that the check has not compared as they are now."""
    checked = checked_materials()
    return sorted(team_id for team_id in team_ids if checked.get(team_id) != material_of(outlines.get(team_id)))
