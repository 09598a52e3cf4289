"""The queue of review cases: a reviewer's own, a division's to its host, all to the secretariat (rules D1, D2, K1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from dasai.review.v1 import cases_pb2
from fastapi import Query, Request
from fastapi.responses import RedirectResponse, Response

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.facts.roles import Role
from gateway.api.review import cases as api
from gateway.routing import Router
from gateway.rpc import actor_of, as_json

from ..done import done_of, led_to
from ..pages import render
from . import review_tasks as review_tasks  # the homes of the roles show what it finds
from .following import item_after
from .homes import home_for
from .ways import divisions_of, may_name_reviewers, names_of

router = Router(include_in_schema=False)
# a reviewer's queue begins with what is to be decided; `all` shows every state
STATES = ("all", "overdue", *(state for state in get_args(api.CaseState) if state))
_SIZE = 30
Asked = Annotated[str, Query(max_length=40)]
Token = Annotated[str, Query(max_length=300)]


@dataclass(frozen=True, slots=True)
class Queue:
    """Whose cases are listed: `is_own` are the reader's own, else those of a division, or of all without one.

    `divisions` are those to choose from; `has_all` says that they may be listed together.
    """

    is_own: bool
    division: str
    divisions: tuple[str, ...]
    has_all: bool

    @property
    def address(self) -> str:
        """Return the path of the list."""
        return "/staff/cases" if self.is_own else f"/staff/cases?division={self.division}"


def queue_of(actor: Actor, division: str) -> Queue:
    """Return the queue that a reader sees for a division, or without one.

    What it may not see the service refuses, such as another division's.
    """
    if actor.has(Role.SECRETARIAT):
        return Queue(False, division, tuple(each.code for each in edition().divisions), True)
    hosted, reviewed = divisions_of(actor, Role.HOST), divisions_of(actor, Role.REVIEWER)
    of_both = tuple(sorted({*hosted, *reviewed}))
    if division in hosted or (not reviewed and not division):
        return Queue(False, division or (hosted[0] if hosted else ""), of_both, False)
    return Queue(True, division, of_both, True)


@router.get("/staff/cases")
async def cases(request: Request, division: Asked = "", state: Asked = "", page: Token = "") -> Response:
    """Return a page of cases by due date, filtered by division and state (rule D2)."""
    actor = actor_of(request)
    queue = queue_of(actor, division)
    chosen = state if state in STATES else ("assigned" if queue.is_own else "all")
    listed = await api.list_cases(
        request,
        division_code=queue.division,
        state="" if chosen in ("all", "overdue") else chosen,  # type: ignore[arg-type]
        reviewer_id=actor.account_id if queue.is_own else "",
        overdue=chosen == "overdue",
        page_token=page,
        page_size=_SIZE,
        count=not page,
    )
    shown = as_json(listed)
    values: dict[str, Any] = {
        "home": home_for(actor, Role.REVIEWER if queue.is_own else Role.HOST, Role.HOST, Role.SECRETARIAT),
        "queue": queue,
        "chosen": chosen,
        "states": STATES,
        "cases": shown["cases"],
        "page_shown": shown["page"],
        "page": page,
        "names": await _names(actor, queue, listed.cases, request),
        "done": done_of(request),
    }
    return render(request, "staff/cases.html", part="list", **values)


async def _names(actor: Actor, queue: Queue, listed: Sequence[cases_pb2.Case], request: Request) -> dict[str, str]:
    """Return what the reviewers of the listed cases are called, for whoever may know (rule K1)."""
    if queue.is_own or not may_name_reviewers(actor, queue.division):
        return {}
    return await names_of((case.reviewer_id for case in listed), request)


@router.get("/staff/cases/next")
async def next_case(request: Request, division: Asked = "", after: Asked = "") -> Response:
    """Lead to the case that is due after another one, from the last to the first; to the queue if none is left (rule D2)."""
    queue = queue_of(actor_of(request), division)
    case_id = await case_after(request, queue, after)
    if case_id:
        return RedirectResponse(f"/staff/cases/{case_id}", 303)
    return led_to(queue.address, "cases_none_left")


async def case_after(request: Request, queue: Queue, case_id: str) -> str:
    """Return the id of the case to decide that is due after another one; empty if no other is to be decided."""

    async def list_page(token: str, size: int) -> tuple[list[str], str]:
        listed = await api.list_cases(
            request,
            division_code=queue.division,
            state="assigned",
            reviewer_id=actor_of(request).account_id if queue.is_own else "",
            page_token=token,
            page_size=size,
        )
        return [case.case_id for case in listed.cases], listed.page.next_page_token

    return await item_after(list_page, case_id)
