"""Objections to notices as those see them who settle them (rules F8, H1, K1)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from dasai.publicity.v1 import objections_pb2, objections_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import Response

from chassis.facts.roles import Grant, Role
from chassis.permissions import Form as FormOfOperation
from chassis.permissions import Target
from chassis.permissions.publicity import SETTLE_OBJECTION
from gateway.api.body import fill, to_message
from gateway.api.publicity import notices
from gateway.api.publicity import objections as api
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import body_of, fault_of, form_key
from ..pages import form_again, render
from .homes import home_of_page
from .rulings import OUTCOMES, Ruling, notice_and_entry, path_of_team, refuse_with_reason, reviewed_team, rule_choices
from .tasks import Task, counted_task, finds_tasks, to_count

router = Router(include_in_schema=False)
ROLES = (Role.SECRETARIAT, Role.COMMITTEE)
STATES = ("filed", *OUTCOMES)
Shown = dict[str, Any]
Field = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form()]
_PATH = "/staff/objections"


def _objections() -> objections_pb2_grpc.ObjectionsAsyncStub:
    return objections_pb2_grpc.ObjectionsStub(channel("publicity"))


@finds_tasks(*ROLES)
async def unsettled_objections(request: Request, grant: Grant) -> Sequence[Task]:
    """Return the task to settle the objections that wait (rule F8)."""
    wanted = fill(objections_pb2.ListObjectionsRequest(), state="filed")
    listed = as_json(await call(_objections().ListObjections, to_count(wanted), request))
    return counted_task("staff_objections.task", f"{_PATH}?state=filed", listed)


@router.get(_PATH)
async def staff_objections(
    request: Request,
    notice: Annotated[str, Query(max_length=100)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    page: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Return the objections, the newest first, to a notice or to all, in a state or in all."""
    return await _list(request, {"notice": notice, "state": state, "page": page})


async def _list(
    request: Request, asked: dict[str, str], problem: ProblemError | None = None, given: Shown | None = None
) -> Response:
    state = asked["state"] if asked["state"] in STATES else ""
    listed, of_notice = await asyncio.gather(
        api.list_objections(
            request,
            notice_id=asked["notice"][:100],
            state=state,  # type: ignore[arg-type]
            page_token=asked["page"],
            page_size=50,
        ),
        _notice(asked["notice"], request),
    )
    shown = as_json(listed)
    values: Shown = {
        "objections": shown["objections"],
        "next_page": shown["page"]["next_page_token"],
        "notice": of_notice,
        "asked": {**asked, "state": state},
        "states": STATES,
        "home": home_of_page(request, *ROLES),
        "done": done_of(request),
    }
    if problem is None:
        return render(request, "staff/objections.html", part="list", key=form_key(), **values)
    key = form_key(str((given or {}).get("key", "")), problem)
    codes = {
        "F8_REASON": "reason",
        "F8_TOO_MANY": "objection_ids",
        "F8_ALREADY": "objection_ids",
        "F8_OWN": "objection_ids",
    }
    return form_again(request, "staff/objections.html", problem, given=given, codes=codes, key=key, **values)


@router.post(f"{_PATH}/dismissals")
async def dismiss_objections(
    request: Request,
    objection_ids: Annotated[list[str] | None, Form(max_length=200)] = None,
    reason: Words = "",
    notice: Field = "",
    state: Field = "",
    page: Field = "",
    key: Field = "",
) -> Response:
    """Set the chosen objections aside with one reason (rule F8).

    `notice`, `state` and `page` say of which part of the list they were chosen: if that is refused, it is shown again.
    """
    chosen = objection_ids or []
    try:
        if not chosen:
            refuse_with_reason([fault_of("objection_ids", "staff_objections.choose")], reason)
        body = body_of(api.ObjectionDismissals, objection_ids=chosen, reason=reason)
        message = to_message(body, objections_pb2.DismissObjectionsRequest())
        await call(_objections().DismissObjections, message, request, key=key)
    except ProblemError as problem:
        given = {"objection_ids": chosen, "reason": reason, "key": key}
        return await _list(request, {"notice": notice, "state": state, "page": page}, problem, given)
    return led_to(_PATH, "objections_dismissed")


@router.get(f"{_PATH}/{{objection_id}}")
async def staff_objection(objection_id: str, request: Request) -> Response:
    """Return an objection: what is wrong with which notice, and how it was settled."""
    values = await _objection(objection_id, request)
    return render(request, "staff/objection.html", done=done_of(request), **values)


@router.get(f"{_PATH}/{{objection_id}}/settlement")
async def settlement_page(objection_id: str, request: Request) -> Response:
    """Return the form to settle an objection, which says what will happen."""
    values = await _objection(objection_id, request)
    return render(request, "staff/objection_settlement.html", key=form_key(), **values)


@router.post(f"{_PATH}/{{objection_id}}/settlement")
async def settle_objection(
    objection_id: str,
    request: Request,
    outcome: Field = "",
    rule: Field = "",
    code: Field = "",
    reason: Words = "",
    hearing: Words = "",
    key: Field = "",
) -> Response:
    """Uphold an objection or set it aside, once (rule F8)."""
    ruling = Ruling(outcome, rule, code, reason, hearing)
    try:
        ruling.require_outcome("staff_objections.choose_outcome")
        body = body_of(
            api.ObjectionSettlement,
            upheld=ruling.is_upheld,
            code=ruling.broken_rule,
            reason=ruling.reason,
            hearing=ruling.hearing,
        )
        message = to_message(body, objections_pb2.SettleObjectionRequest(), objection_id=objection_id[:100])
        await call(_objections().SettleObjection, message, request, key=key)
    except ProblemError as problem:
        values = await _objection(objection_id, request)
        return form_again(
            request,
            "staff/objection_settlement.html",
            problem,
            given=ruling.given,
            fields={"code": ruling.rule_field},
            key=form_key(key, problem),
            **values,
        )
    return led_to(f"{_PATH}/{objection_id}", "objection_settled")


async def _objection(objection_id: str, request: Request) -> Shown:
    """Return what the pages of an objection show; raises ProblemError."""
    objection = as_json(await api.get_objection(request, objection_id[:100]))
    team_id = objection["team_id"]
    (notice, entry), left_off = await asyncio.gather(
        notice_and_entry(objection["notice_id"], team_id, request),
        reviewed_team(team_id if objection["left_off"] else "", request),
    )
    actor = actor_of(request)
    return {
        "objection": objection,
        "notice": notice,
        "team": entry or left_off,
        "team_page": path_of_team(objection["team_id"], request),
        "may_dismiss": SETTLE_OBJECTION.is_open_to(actor, Target(form=FormOfOperation.DISMISSED)),
        "may_uphold": SETTLE_OBJECTION.is_open_to(actor, Target(form=FormOfOperation.UPHELD)),
        "rules": rule_choices(),
        "home": home_of_page(request, *ROLES),
    }


async def _notice(notice_id: str, request: Request) -> Shown | None:
    return as_json(await notices.get_notice(request, notice_id[:100], brief=True)) if notice_id else None
