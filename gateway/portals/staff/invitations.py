"""Invitations of staff: one by a form, many by a list, and those that are open (rules K1, K3)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.accounts.v1 import invitations_pb2, invitations_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import Response

from chassis.facts.roles import OF_DIVISION
from chassis.spreadsheets.writing import XLSX_TYPE
from gateway.api.accounts.invitations import InvitationImport, NewInvitation
from gateway.api.body import fill, page, to_message
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import Form as PageForm
from ..forms import body_of, fault_of, form_key, refuse_all
from ..pages import form_again, render
from ..participant.own_team import Shown
from . import list_files
from .one_time import one_time_link, own_address
from .roles import divisions_of_grants, granted_roles

router = Router(include_in_schema=False)
STATES = ("open", "accepted", "revoked", "expired")
# for how long a link may be good, hours (rule K1)
HOURS = (24, 72, 168, 336)
_USUAL_HOURS = 168
_PAGE = 50
_IMPORT_SECONDS = 30
_LIST = "/staff/invitations"
# the field at which an invitation without a role is refused
_ROLES = "roles"
Asked = Annotated[str, Query(max_length=200)]
Given = Annotated[str, Form(max_length=200)]


def _stub() -> invitations_pb2_grpc.InvitationsAsyncStub:
    return invitations_pb2_grpc.InvitationsStub(channel("accounts"))


@router.get("/staff/invitations")
async def list_page(request: Request, state: Asked = "open", page_token: Asked = "") -> Response:
    """Return the invitations that the reader may revoke, by default the open ones (rule K1)."""
    return await _list(request, state, page_token)


async def _list(request: Request, state: str, page_token: str, problem: ProblemError | None = None) -> Response:
    chosen = state if state in STATES else ""
    message = fill(invitations_pb2.ListInvitationsRequest(), **({"state": chosen} if chosen else {}))
    try:
        listed = as_json(await call(_stub().ListInvitations, page(message, page_token, _PAGE), request))
    except ProblemError as refusal:
        raise (problem or refusal) from None
    values: Shown = {
        "invitations": listed["invitations"],
        "next": listed["page"]["next_page_token"],
        "is_later_page": bool(page_token),
        "chosen": chosen,
        "filters": PageForm({"state": chosen}),
        "states": STATES,
        "refusal": problem,
        "done": done_of(request),
    }
    return render(request, "staff/invitations.html", problem.status if problem else 200, part="list", **values)


@router.post("/staff/invitations/{invitation_id}/revocation")
async def revoke(invitation_id: str, request: Request) -> Response:
    """Revoke an invitation: its link is good no more (rule K1)."""
    message = invitations_pb2.RevokeInvitationRequest(invitation_id=invitation_id[:100])
    try:
        await call(_stub().RevokeInvitation, message, request)
    except ProblemError as problem:
        return await _list(request, "open", "", problem)
    return led_to(_LIST, "invitation_revoked")


@router.get("/staff/invitations/new")
async def new_page(request: Request) -> Response:
    """Return the form to invite somebody to a role (rule K1)."""
    return _new(request)


@router.post("/staff/invitations/new")
async def invite(
    request: Request,
    role: Given = "",
    division: Given = "",
    name: Given = "",
    organisation_uscc: Given = "",
    hours: Given = "",
    key: Given = "",
) -> Response:
    """Invite somebody, and show the one-time link this once (rule K1)."""
    given = {"role": role, "division": division, "name": name, "organisation_uscc": organisation_uscc, "hours": hours}
    try:
        rest: dict[str, Any] = {
            "name": name.strip(),
            "organisation_uscc": organisation_uscc,
            "hours": int(hours) if hours in map(str, HOURS) else _USUAL_HOURS,
        }
        if role not in granted_roles(actor_of(request)):
            await _refuse_without_role(request, rest)
        held = {"role": role, "division": division if role in OF_DIVISION else ""}
        body = body_of(NewInvitation, **(rest | {"roles": [held]}))
        made = await call(_stub().Invite, to_message(body, invitations_pb2.InviteRequest()), request, key=key)
    except ProblemError as problem:
        return _new(request, problem, given, key)
    address = one_time_link("/invitation", made.code, request)
    return render(request, "staff/invited.html", made=as_json(made.invitation), address=address)


async def _refuse_without_role(request: Request, rest: dict[str, Any]) -> None:
    """Raise ProblemError that asks for the role, and says what else of the form the API's body and the service refuse."""
    faults = [fault_of("role", "staff_invitations.role_missing")]
    try:
        body_of(NewInvitation, **(rest | {"roles": []}))
    except ProblemError as problem:
        faults += [fault for fault in problem.faults if fault.field != _ROLES]
    judged = fill(invitations_pb2.InviteRequest(), **rest)
    await refuse_all(faults, call(_stub().Invite, judged, request), refused_by=_ROLES)


def _new(
    request: Request, problem: ProblemError | None = None, given: dict[str, str] | None = None, key: str = ""
) -> Response:
    actor = actor_of(request)
    values: Shown = {
        "roles": granted_roles(actor),
        "divisions": divisions_of_grants(actor),
        "hours": HOURS,
        "usual_hours": _USUAL_HOURS,
        "key": form_key(key, problem),
    }
    if problem is not None:
        # a fault of the role as a whole is about its division
        fields = {"roles.*.role": "role", "roles.*.division": "division", "roles": "division"}
        codes = {"DIVISION": "division", "K1_FORBIDDEN": "role"}
        return form_again(
            request, "staff/new_invitation.html", problem, given=given, fields=fields, codes=codes, **values
        )
    return render(request, "staff/new_invitation.html", **values)


@router.get("/staff/invitations/import")
async def import_page(request: Request) -> Response:
    """Return the form to invite everybody whom a file lists (rules K1, K3)."""
    return render(request, "staff/invitation_import.html", key=form_key())


@router.post("/staff/invitations/import")
async def try_import(request: Request) -> Response:
    """Try the import of a file, change nothing, and show what is wrong in which line (rule K3)."""
    try:
        form = await list_files.read_import_form(request)
        list_files.require_file(form)
        answer = await _import(form, request, dry_run=True)
    except ProblemError as problem:
        return _import_again(request, problem)
    values: Shown = {"answer": as_json(answer), "tried": form, "key": form_key()}
    return render(request, "staff/invitation_import.html", **values)


@router.post("/staff/invitations/import/completion")
async def complete_import(
    request: Request,
    carried: Annotated[str, Form(max_length=2_100_000)] = "",
    file_name: Given = "",
    key: Given = "",
) -> Response:
    """Invite everybody whom the tried file lists, and hand out the file with their one-time links, this once (rules K1, K3)."""
    tried: list_files.ImportForm | None = None
    try:
        tried = form = list_files.carried({"carried": carried, "file_name": file_name, "key": key})
        answer = await _import(form, request, dry_run=False)
    except ProblemError as problem:
        return _import_again(request, problem, tried)
    if not answer.imported:
        values: Shown = {"answer": as_json(answer), "tried": form, "key": form_key()}
        return render(request, "staff/invitation_import.html", **values)
    headers = {"Content-Disposition": f'attachment; filename="{answer.file_name}"'}
    return Response(answer.links, media_type=XLSX_TYPE, headers=headers)


async def _import(
    form: list_files.ImportForm, request: Request, *, dry_run: bool
) -> invitations_pb2.ImportInvitationsResponse:
    body = body_of(
        InvitationImport,
        file=form.file,
        dry_run=dry_run,
        format="xlsx",
    )
    message = to_message(body, invitations_pb2.ImportInvitationsRequest(), address=f"{own_address(request)}/")
    return await call(_stub().ImportInvitations, message, request, key=form.key, seconds=_IMPORT_SECONDS)


def _import_again(request: Request, problem: ProblemError, tried: list_files.ImportForm | None = None) -> Response:
    """Return the form with a refusal; invitations that were refused may be on their way still: they are sent under their key."""
    key, codes = form_key(tried.key if tried is not None else "", problem), {"K3": "file", "LIST": "file"}
    return form_again(request, "staff/invitation_import.html", problem, codes=codes, tried=tried, key=key)
