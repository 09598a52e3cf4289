"""What reviewers, hosts and the secretariat must do now in review (rules D1 to D3, F5, K1)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from dasai.review.v1 import cases_pb2, cases_pb2_grpc, national_check_pb2, national_check_pb2_grpc
from fastapi import Request

from chassis.facts.roles import Grant, Role
from gateway.api.body import fill
from gateway.api.review.cases import count_cases
from gateway.rpc import actor_of, as_json, call, channel

from .tasks import Task, counted_task, finds_tasks, to_count


@finds_tasks(Role.REVIEWER)
async def of_reviewers(request: Request, grant: Grant) -> Sequence[Task]:
    """Return how many cases of the division wait for the reviewer, and when the first is due."""
    wanted = cases_pb2.ListCasesRequest(division_code=grant.division, reviewer_id=actor_of(request).account_id)
    listed = await _count_cases(wanted, request, "assigned")
    return _case_task("staff_case.task_review", f"/staff/cases?division={grant.division}&state=assigned", listed)


@finds_tasks(Role.HOST)
async def of_hosts(request: Request, grant: Grant) -> Sequence[Task]:
    """Return how many cases of the division are overdue, wait for a reviewer or have an appeal."""
    overdue, counted = await asyncio.gather(
        _count_cases(cases_pb2.ListCasesRequest(division_code=grant.division, overdue=True), request),
        count_cases(grant.division, request),
    )
    path = f"/staff/cases?division={grant.division}&state="
    by_state = {count["state"]: count["cases"] for count in as_json(counted)["counts"]}
    waiting = (("staff_case.task_waiting", "waiting"), ("staff_case.task_appeals", "appealed"))
    return [
        *_case_task("staff_case.task_overdue", f"{path}overdue", overdue),
        *(Task(text, f"{path}{state}", by_state[state]) for text, state in waiting if by_state[state]),
    ]


@finds_tasks(Role.SECRETARIAT)
async def of_the_secretariat(request: Request, grant: Grant) -> Sequence[Task]:
    """Return how many cases of all divisions are overdue, wait for a reviewer or have an appeal."""
    overdue, waiting, appealed = await asyncio.gather(
        _count_cases(cases_pb2.ListCasesRequest(overdue=True), request),
        _count_cases(cases_pb2.ListCasesRequest(), request, "waiting"),
        _count_cases(cases_pb2.ListCasesRequest(), request, "appealed"),
    )
    path = "/staff/cases?division=&state="
    return [
        *_case_task("staff_case.task_overdue", f"{path}overdue", overdue),
        *_case_task("staff_case.task_waiting", f"{path}waiting", waiting),
        *_case_task("staff_case.task_appeals", f"{path}appealed", appealed),
    ]


@finds_tasks(Role.SECRETARIAT)
async def of_the_check(request: Request, grant: Grant) -> Sequence[Task]:
    """Return how many hits of the national check are to be settled."""
    check = national_check_pb2_grpc.NationalCheckStub(channel("review"))
    wanted = fill(national_check_pb2.ListHitsRequest(), state="open")
    listed = as_json(await call(check.ListHits, to_count(wanted), request))
    return counted_task("staff_check.task_hits", "/staff/national-check", listed)


async def _count_cases(message: cases_pb2.ListCasesRequest, request: Request, state: str = "") -> dict[str, Any]:
    stub = cases_pb2_grpc.CasesStub(channel("review"))
    if state:
        fill(message, state=state)
    return as_json(await call(stub.ListCases, to_count(message), request))


def _case_task(text: str, path: str, listed: dict[str, Any]) -> list[Task]:
    """Return the task that a list of cases is, with the due date of its first; none if the list is empty."""
    first = listed.get("cases", ())
    due = first[0].get("due_at", "") if first and first[0]["state"] == "assigned" else ""
    return counted_task(text, path, listed, due)
