"""Store the cases, and find those that wait for a reviewer or for an appeal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chassis.kernel.clock import Instant
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument
from chassis.mongo.lists import Order, moment
from chassis.mongo.store import Repository

from ..desks.model import Conflicts
from . import wire
from .model.case import Case, CaseState

BY_DUE_DATE: Order[Case] = Order(
    "due",
    key=lambda case: moment(case.due_at),
    filters={
        "division": lambda case: case.division_code,
        "reviewer": lambda case: case.reviewer_id,
        "state": lambda case: case.state.value,
    },
    paths=((), ("state",), ("division",), ("division", "state"), ("reviewer",), ("reviewer", "state")),
)


class CaseDocument(AggregateDocument):
    """A case, by team id."""

    meta: Any = {
        "collection": "cases",
        "indexes": [
            {"fields": ["state.division_code"], "name": "division"},
            {"fields": ["state.reviewer_id"], "name": "reviewer", "sparse": True},
            {"fields": ["state.decisions.decided_by"], "name": "decided_by", "sparse": True},
            {"fields": ["state.appealed_by"], "name": "appealed_by", "sparse": True},
            {"fields": ["state.settlement.settled_by"], "name": "settled_by", "sparse": True},
            {"fields": ["state.recusals.account_id"], "name": "recused", "sparse": True},
            {"fields": ["state.waiting_in"], "name": "waiting", "sparse": True},
            {"fields": ["state.appeal_until"], "name": "appeal_until", "sparse": True},
            {"fields": ["state.person_keys"], "name": "persons", "sparse": True},
            {"fields": ["state.project_key"], "name": "project", "sparse": True},
        ],
    }


DOCUMENTS = (CaseDocument,)

LISTS = (
    ListDeclaration(
        operation="ListCases",
        document=CaseDocument,
        orders=(BY_DUE_DATE,),
        words="`overdue`：审查中且期限已过，按 `due` 的界限读取 · between the ends of `due`; `division_code` "
        "与审查员并用时逐条筛选 · of a "
        "reviewer's cases, what was read is filtered",
    ),
)

cases = Repository(CaseDocument, Case, wire.EVENTS, orders=(BY_DUE_DATE,))


def cases_of_account(account_id: str) -> list[Case]:
    """Return the cases that an account reviews, decided, withdrew from, appealed in or settled an appeal of, by id."""
    fields = (
        "state.reviewer_id",
        "state.decisions.decided_by",
        "state.recusals.account_id",
        "state.appealed_by",
        "state.settlement.settled_by",
    )
    cases_by_id = {case.id: case for field in fields for case in cases.every({field: account_id})}
    return [cases_by_id[case_id] for case_id in sorted(cases_by_id)]


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """The reviewer of a case, and who may not review it."""

    reviewer_id: str
    conflicts: Conflicts


def waiting_cases(division_code: str) -> dict[str, Conflicts]:
    """Return who may not review it, by case id, for each case that waits for a reviewer there (rule D2)."""
    return {case_id: assignment.conflicts for case_id, assignment in _assignments({"state.waiting_in": division_code})}


def assigned_cases(division_code: str) -> dict[str, Assignment]:
    """Return who reviews it and who may not, by case id, for each case of the division that has a reviewer (rule D2)."""
    return dict(_assignments({"state.division_code": division_code, "state.state": CaseState.ASSIGNED.value}))


def _assignments(filters: Mapping[str, Any]) -> Iterator[tuple[str, Assignment]]:
    """Yield who reviews and who may not; only these are read of a case, which may be large."""
    fields = {
        "state.reviewer_id": 1,
        "state.barred_reviewers": 1,
        "state.recusals.account_id": 1,
        "state.account_ids": 1,
        "state.team.lead.uscc": 1,
        "state.team.co_organisations.uscc": 1,
    }
    for document in CaseDocument._get_collection().find(dict(filters), fields):
        state = document["state"]
        team = state.get("team") or {}
        organisations = [*([team["lead"]] if "lead" in team else []), *team.get("co_organisations", ())]
        conflicts = Conflicts(
            usccs=frozenset(organisation["uscc"] for organisation in organisations),
            members=frozenset(state.get("account_ids", ())),
            accounts=frozenset(state.get("barred_reviewers", ())),
            recused=frozenset(recusal["account_id"] for recusal in state.get("recusals", ())),
        )
        yield document["_id"], Assignment(reviewer_id=state.get("reviewer_id", ""), conflicts=conflicts)


def count_by_state(division_code: str) -> dict[CaseState, int]:
    """Return how many cases a division has in each state that any is in."""
    pipeline = [
        {"$match": {"state.division_code": division_code}},
        {"$group": {"_id": "$state.state", "cases": {"$sum": 1}}},
    ]
    groups = CaseDocument._get_collection().aggregate(pipeline)
    return {CaseState(group["_id"]): group["cases"] for group in groups}


def appealable_until(over_by: Instant) -> list[str]:
    """Return the ids of the cases whose rejection could be appealed until before this instant (rule D3)."""
    due = {"state.appeal_until": {"$gte": datetime(1970, 1, 1, tzinfo=UTC), "$lt": over_by}}
    return [document["_id"] for document in CaseDocument._get_collection().find(due, {"_id": 1})]
