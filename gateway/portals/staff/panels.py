"""The pages of a panel: its experts, who is appointed, how far scoring is (rules E1, E2, E3)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from dasai.accounts.v1 import accounts_pb2, accounts_pb2_grpc
from dasai.scoring.v1 import panels_pb2, panels_pb2_grpc, sheets_pb2, sheets_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from chassis.edition.current import edition
from chassis.facts.roles import Grant, Role
from chassis.permissions import Target
from chassis.permissions import scoring as permissions
from gateway.api.body import page, to_message
from gateway.api.scoring import panels
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import Form as PageForm
from ..forms import body_of, fault_of, form_key, problem_of
from ..pages import form_again, render
from .homes import home_of_page
from .round_names import FINAL, PanelName, panel_named
from .tasks import Task, finds_tasks
from .ways import accounts_of, names_of

router = Router(include_in_schema=False)
Shown = dict[str, Any]
Key = Annotated[str, Form(max_length=100)]
_PANEL, _APPOINTMENT, _REMOVAL = "staff/panel.html", "staff/panel_appointment.html", "staff/panel_removal.html"
# accounts that a search shows; whoever is not among them is found by more of the name
MOST_FOUND = 50


def _panels() -> panels_pb2_grpc.PanelsAsyncStub:
    return panels_pb2_grpc.PanelsStub(channel("scoring"))


def _sheets() -> sheets_pb2_grpc.SheetsAsyncStub:
    return sheets_pb2_grpc.SheetsStub(channel("scoring"))


def _accounts() -> accounts_pb2_grpc.AccountsAsyncStub:
    return accounts_pb2_grpc.AccountsStub(channel("accounts"))


def target_of(panel: PanelName) -> Target:
    """Return what permissions depend on in a panel and its rounds: its division (rule K1)."""
    return Target(division=panel.division)


async def progress_of(request: Request, panel_id: str, round_id: str = "") -> Shown:
    """Return how far the scoring of a panel's rounds is, or of one of them with its projects (rule E3)."""
    message = sheets_pb2.GetScoringProgressRequest(panel_id=panel_id, round_id=round_id)
    return as_json(await call(_sheets().GetScoringProgress, message, request))


async def experts_of(request: Request, panel_id: str) -> list[Shown]:
    """Return the experts of a panel; none if nobody was appointed yet."""
    try:
        message = panels_pb2.GetPanelRequest(panel_id=panel_id)
        return list(as_json(await call(_panels().GetPanel, message, request))["experts"])
    except ProblemError as problem:
        if problem.status == 404:
            return []
        raise


async def _accounts_with_role(request: Request, panel: PanelName, text: str, *, size: int) -> list[Shown]:
    """Return the active accounts of experts that may sit on the panel, whose name or login name begins with a text."""
    message = accounts_pb2.ListAccountsRequest(
        role="ROLE_EXPERT",
        division=panel.division,
        state="ACCOUNT_STATE_ACTIVE",
        text=text,
    )
    answer = as_json(await call(_accounts().ListAccounts, page(message, "", size), request))
    return [account for account in answer["accounts"] if _may_sit(account, panel)]


def _may_sit(account: Shown, panel: PanelName) -> bool:
    """Return True if an account holds the role of expert for the panel: nation-wide, or in its division (rule E1)."""
    held = {grant["division"] for grant in account["roles"] if grant["role"] == "expert"}
    return "" in held or bool(panel.division and panel.division in held)


@router.get("/staff/divisions/{code}/panels")
async def panel_of_division(code: str, request: Request) -> Response:
    """Lead to the panel of a division, which has one."""
    return RedirectResponse(f"/staff/panels/division-{code[:10]}", 303)


@router.get("/staff/panels/{panel_id}")
async def panel_page(panel_id: str, request: Request) -> Response:
    """Return a panel: how far each track and each expert is, and what can be done (rules E1 to E3)."""
    panel = panel_named(panel_id)
    experts, progress = await asyncio.gather(
        experts_of(request, panel_id),
        progress_of(request, panel_id),
    )
    names = await names_of((expert["account_id"] for expert in experts), request)
    closes = progress.get("scoring_closes", "")
    values: Shown = {
        "panel": panel,
        "home": _home(request),
        "experts": [_with_progress(expert, names, progress["rounds"]) for expert in experts],
        "rounds": progress["rounds"],
        "sheets": sum(each["sheets"] for each in progress["rounds"]),
        "submitted": sum(each["submitted"] for each in progress["rounds"]),
        "closes": closes,
        "is_late": is_over(request, closes),
        "tracks": {track.code: track for track in edition().tracks},
        "may_appoint": permissions.APPOINT_EXPERTS.is_open_to(actor_of(request), target_of(panel)),
    }
    return render(request, _PANEL, done=done_of(request), **values)


def _home(request: Request) -> Any:
    return home_of_page(request, Role.HOST, Role.SECRETARIAT, Role.COMMITTEE)


def is_over(request: Request, at: str) -> bool:
    """Return True if a time, RFC 3339 or empty, has passed when the request arrived."""
    return bool(at) and bool(request.state.arrived_at > datetime.fromisoformat(at))


def _with_progress(expert: Shown, names: dict[str, str], rounds: Sequence[Shown]) -> Shown:
    own = [each for round_ in rounds for each in round_["experts"] if each["account_id"] == expert["account_id"]]
    return {
        **expert,
        "name": names.get(expert["account_id"], ""),
        "sheets": sum(each["sheets"] for each in own),
        "submitted": sum(each["submitted"] for each in own),
    }


@router.get("/staff/panels/{panel_id}/appointment")
async def appointment_page(panel_id: str, request: Request) -> Response:
    """Return the form that finds experts by name, and appoints some (rule E1)."""
    return await _appointment(panel_id, request)


@router.post("/staff/panels/{panel_id}/appointment")
async def appoint(panel_id: str, request: Request) -> Response:
    """Search by name, or appoint those that are chosen, beside the experts of the panel; as `act` says (rule E1).

    Whoever was chosen before another search stays chosen.
    """
    form = await request.form()
    text, act = str(form.get("text", ""))[:100].strip(), str(form.get("act", "search"))
    chosen = [str(value)[:100] for value in form.getlist("account_id")]
    tracks = [str(value) for value in form.getlist("tracks")]
    given = {"text": text, "account_id": chosen, "tracks": tracks}
    if act == "search":
        return await _appointment(panel_id, request, text=text, given=given)
    key = str(form.get("key", ""))[:100] or form_key()
    try:
        if not chosen and (problem := problem_of([fault_of("account_id", "staff_panels.nobody_chosen")])):
            raise problem
        added = [{"account_id": account_id, "tracks": tracks} for account_id in chosen]
        await _change(request, panel_named(panel_id).panel_id, key, added=added)
    except ProblemError as problem:
        return await _appointment(panel_id, request, text=text, problem=problem, given=given, key=key)
    return led_to(f"/staff/panels/{panel_id}", "experts_appointed")


def _line(expert: Shown) -> Shown:
    return {name: expert[name] for name in ("account_id", "tracks")}


async def _change(request: Request, panel_id: str, key: str, *, added: Sequence[Shown] = (), removed: str = "") -> None:
    """Appoint those added and remove another; whoever is appointed or removed meanwhile stays so; raises ProblemError.

    What is sent twice is the same the second time, when the panel has changed, so that it is done once.
    """
    new = {expert["account_id"]: expert for expert in added}
    present = [expert for expert in await experts_of(request, panel_id) if expert["account_id"] not in {*new, removed}]
    others = [expert["account_id"] for expert in present]
    body = body_of(
        panels.Experts,
        experts=[*(_line(expert) for expert in present), *new.values()],
        seen={"account_ids": [*others, removed] if removed else others},
    )
    message = to_message(body, panels_pb2.AppointExpertsRequest(), panel_id=panel_id)
    await call(_panels().AppointExperts, message, request, key=key)


async def _appointment(
    panel_id: str,
    request: Request,
    *,
    text: str = "",
    problem: ProblemError | None = None,
    given: Shown | None = None,
    key: str = "",
) -> Response:
    panel = panel_named(panel_id)
    present, accounts = await asyncio.gather(
        experts_of(request, panel_id), _accounts_with_role(request, panel, text, size=MOST_FOUND)
    )
    listed = {account["account_id"] for account in accounts}
    chosen = (given or {}).get("account_id", ())
    before = await accounts_of((each for each in chosen if each not in listed), request)
    on_panel = {expert["account_id"] for expert in present}
    values: Shown = {
        "panel": panel,
        "home": _home(request),
        "text": text,
        "offered": [
            account
            for account in (*(each for each in before if _may_sit(each, panel)), *accounts)
            if account["account_id"] not in on_panel
        ],
        "is_found": not listed <= on_panel,
        "is_full": len(accounts) == MOST_FOUND,
        "tracks": edition().tracks,
        "key": form_key(key, problem),
    }
    if problem is None:
        return render(request, _APPOINTMENT, form=PageForm(given or {}), **values)
    fields = {"experts.*.account_id": "account_id", "experts[*].account_id": "account_id"}
    return form_again(request, _APPOINTMENT, problem, given=given, fields=fields, codes={"E1": "account_id"}, **values)


@router.get("/staff/panels/{panel_id}/removal")
async def removal_page(
    panel_id: str, request: Request, account_id: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    """Return the page that says what it means that an expert leaves the panel (rules E1, E2)."""
    return render(request, _REMOVAL, key=form_key(), **await _removal(panel_id, account_id, request))


async def _removal(panel_id: str, account_id: str, request: Request) -> Shown:
    panel = panel_named(panel_id)
    experts, progress = await asyncio.gather(experts_of(request, panel_id), progress_of(request, panel_id))
    expert = next((each for each in experts if each["account_id"] == account_id), None)
    names = await names_of([account_id], request)
    return {
        "panel": panel,
        "home": _home(request),
        "experts": experts,
        "expert": _with_progress(expert, names, progress["rounds"]) if expert else None,
    }


@router.post("/staff/panels/{panel_id}/removal")
async def remove(
    panel_id: str, request: Request, account_id: Annotated[str, Form(max_length=100)] = "", key: Key = ""
) -> Response:
    """Take an expert off the panel; its sheets that are not submitted are drawn anew by the host (rules E1, E2)."""
    values = await _removal(panel_id, account_id, request)
    try:
        await _change(request, panel_id, key or form_key(), removed=account_id)
    except ProblemError as problem:
        return form_again(request, _REMOVAL, problem, key=form_key(key, problem), **values)
    return led_to(f"/staff/panels/{panel_id}", "expert_removed")


@finds_tasks(Role.HOST)
async def scoring_to_do(request: Request, grant: Grant) -> Sequence[Task]:
    """Return what the host must do for scoring in its division: draw, fill up, freeze (rules E2, E6)."""
    return await _scoring_tasks(request, f"division-{grant.division}", f"/staff/divisions/{grant.division}/rankings")


@finds_tasks(Role.SECRETARIAT)
async def final_to_do(request: Request, grant: Grant) -> Sequence[Task]:
    """Return what the secretariat must do for scoring in the final (rules E2, E6, G1)."""
    return await _scoring_tasks(request, FINAL, "/staff/rounds")


async def _scoring_tasks(request: Request, panel_id: str, address: str) -> Sequence[Task]:
    progress = await progress_of(request, panel_id)
    rounds, closes = progress["rounds"], progress.get("scoring_closes", "")
    scored = [each for each in rounds if each["state"] == "scoring"]
    ready = [each for each in scored if each["submitted"] == each["sheets"] and not each["unassigned"]]
    lacking = [each for each in scored if each["unassigned"]]
    outstanding = sum(each["sheets"] - each["submitted"] for each in scored)
    undrawn = [each for each in rounds if each["state"] == "collecting" and each["projects"]]
    panel = f"/staff/panels/{panel_id}"
    tasks = [
        Task("staff_panels.task_draw", address, len(undrawn), due=closes),
        Task("staff_panels.task_fill", address, len(lacking), due=closes),
        Task("staff_panels.task_outstanding", panel, outstanding, due=closes),
        Task("staff_panels.task_freeze", address, len(ready)),
    ]
    return [task for task in tasks if task.count]
