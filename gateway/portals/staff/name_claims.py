"""Claims to names for whoever decides: their list, a claim with the evidence of both teams, and the decision (rule B7)."""

from __future__ import annotations

from typing import Annotated

from dasai.registration.v1 import claims_pb2, claims_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import Response

from chassis.facts.roles import Grant, Role
from chassis.permissions import Target
from chassis.permissions.registration import DECIDE_NAME_CLAIM, GET_NAME_CLAIM
from gateway.api.body import fill, page, to_message
from gateway.api.registration.claims import ClaimDecision
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import Form as PageForm
from ..forms import body_of, fault_of, form_key
from ..pages import form_again, render
from ..participant.own_team import Shown
from ..shown_files import SHOWN_AS
from .reach import division_asked, divisions_for, is_national
from .rulings import refuse_with_reason
from .tasks import Task, counted_task, finds_tasks, to_count

router = Router(include_in_schema=False)
STATES = ("open", "upheld", "dismissed", "lapsed")
_PAGE = 50
Asked = Annotated[str, Query(max_length=200)]


def _claims() -> claims_pb2_grpc.NameClaimsAsyncStub:
    return claims_pb2_grpc.NameClaimsStub(channel("registration"))


@router.get("/staff/name-claims")
async def list_page(request: Request, division: Asked = "", state: Asked = "open", page_token: Asked = "") -> Response:
    """Return the claims of a division, or all, the newest first; by default those that are open (rules B7, K1)."""
    code = division_asked(request, GET_NAME_CLAIM, division)
    chosen = state if state in STATES else ""
    wanted = fill(claims_pb2.ListNameClaimsRequest(division_code=code), **({"state": chosen} if chosen else {}))
    listed = as_json(await call(_claims().ListNameClaims, page(wanted, page_token, _PAGE), request))
    values: Shown = {
        "claims": listed["claims"],
        "next": listed["page"]["next_page_token"],
        "is_later_page": bool(page_token),
        "chosen": {"division": code, "state": chosen or "all"},
        "filters": PageForm({"division": code, "state": chosen or "all"}),
        "states": STATES,
        "divisions": divisions_for(request, GET_NAME_CLAIM),
        "is_national": is_national(request, GET_NAME_CLAIM),
    }
    return render(request, "staff/name_claims.html", part="list", **values)


@router.get("/staff/name-claims/{claim_id}")
async def claim_page(claim_id: str, request: Request) -> Response:
    """Return a claim with both teams, their evidence and what they say, and the form to decide while it is open (rule B7)."""
    return await _claim(claim_id[:100], request)


@router.post("/staff/name-claims/{claim_id}")
async def decide(
    claim_id: str,
    request: Request,
    upheld: Annotated[str, Form(max_length=10)] = "",
    reason: Annotated[str, Form()] = "",
    key: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Decide on a claim, for good, and lead to it (rule B7)."""
    claim_id = claim_id[:100]
    try:
        if upheld not in ("true", "false"):
            refuse_with_reason([fault_of("upheld", "staff_claims.outcome_missing")], reason)
        body = body_of(ClaimDecision, upheld=upheld == "true", reason=reason)
        message = to_message(body, claims_pb2.DecideNameClaimRequest(), claim_id=claim_id)
        await call(_claims().DecideNameClaim, message, request, key=key)
    except ProblemError as problem:
        return await _claim(claim_id, request, problem, {"upheld": upheld, "reason": reason}, key)
    return led_to(f"/staff/name-claims/{claim_id}", "claim_decided")


async def _claim(
    claim_id: str,
    request: Request,
    problem: ProblemError | None = None,
    given: dict[str, str] | None = None,
    key: str = "",
) -> Response:
    message = claims_pb2.GetNameClaimRequest(claim_id=claim_id)
    try:
        claim = as_json(await call(_claims().GetNameClaim, message, request))
    except ProblemError as refusal:
        raise (problem or refusal) from None
    values: Shown = {
        "claim": claim,
        "files": {
            team_id: [file for file in claim["files"] if file["team_id"] == team_id]
            for team_id in (claim["claimant_id"], claim["holder_id"])
        },
        "viewable": SHOWN_AS,
        "may_decide": claim["state"] == "open"
        and DECIDE_NAME_CLAIM.is_open_to(actor_of(request), Target(division=claim["division_code"])),
        "key": form_key(key, problem),
        "done": done_of(request),
    }
    if problem is not None:
        codes = {"B7": "reason"}
        return form_again(request, "staff/name_claim.html", problem, given=given, codes=codes, **values)
    return render(request, "staff/name_claim.html", **values)


@finds_tasks(Role.HOST, Role.SECRETARIAT)
async def find_open_claims(request: Request, grant: Grant) -> list[Task]:
    """Return the open claims to names that the holder of a role decides on, counted."""
    wanted = fill(claims_pb2.ListNameClaimsRequest(division_code=grant.division), state="open")
    address = f"/staff/name-claims?division={grant.division}" if grant.division else "/staff/name-claims"
    listed = as_json(await call(_claims().ListNameClaims, to_count(wanted), request))
    return counted_task("staff_claims.task", address, listed)
