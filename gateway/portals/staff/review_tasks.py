"""What reviewers, hosts and the secretariat must do now in review (rules D1 to D3, F5, K1)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from fastapi import Request

from chassis.facts.roles import Grant, Role
from gateway.api.review import cases, national_check
from gateway.rpc import actor_of, as_json

from .tasks import Task, finds_tasks


@finds_tasks(Role.REVIEWER)
async def of_reviewers(request: Request, grant: Grant) -> Sequence[Task]:
    """Return how many cases of the division wait for the reviewer, and when the first is due."""
    listed = await cases.list_cases(
        request,
        division_code=grant.division,
        reviewer_id=actor_of(request).account_id,
        state="assigned",
        page_size=1,
        count=True,
    )
    return _tasks("staff_case.task_review", f"/staff/cases?division={grant.division}&state=assigned", as_json(listed))


@finds_tasks(Role.HOST, Role.SECRETARIAT)
async def of_overseers(request: Request, grant: Grant) -> Sequence[Task]:
    """Return how many cases are overdue, wait for a reviewer or have an appeal: of the host's division, or of all."""
    overdue, waiting, appealed = await asyncio.gather(
        cases.list_cases(request, division_code=grant.division, overdue=True, page_size=1, count=True),
        cases.list_cases(request, division_code=grant.division, state="waiting", page_size=1, count=True),
        cases.list_cases(request, division_code=grant.division, state="appealed", page_size=1, count=True),
    )
    path = f"/staff/cases?division={grant.division}&state="
    return [
        *_tasks("staff_case.task_overdue", f"{path}overdue", as_json(overdue)),
        *_tasks("staff_case.task_waiting", f"{path}waiting", as_json(waiting)),
        *_tasks("staff_case.task_appeals", f"{path}appealed", as_json(appealed)),
    ]


@finds_tasks(Role.SECRETARIAT)
async def of_the_check(request: Request, grant: Grant) -> Sequence[Task]:
    """Return how many hits of the national check are to be settled."""
    listed = await national_check.list_duplicate_hits(request, state="open", page_size=1, count=True)
    return _tasks("staff_check.task_hits", "/staff/national-check", as_json(listed))


def _tasks(text: str, path: str, listed: dict[str, Any]) -> list[Task]:
    """Return the task that a list is, with the due date of its first item; none if the list is empty."""
    page = listed["page"]
    if not page["total"]:
        return []
    first = listed.get("cases", ())
    due = first[0].get("due_at", "") if first and first[0]["state"] == "assigned" else ""
    return [Task(text, path, page["total"], page["total_is_more"], due)]
