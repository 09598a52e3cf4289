"""A review case: findings beside the submission, the decision, another reviewer, and the appeal (rules D1 to D4)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from dasai.review.v1 import cases_pb2, cases_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import Response

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.facts.roles import Role
from chassis.kernel.clock import days_end
from chassis.kernel.refusal import FieldFault, Refusal
from chassis.permissions import Audience, Target
from chassis.permissions.model import Form as OperationForm
from chassis.permissions.review import DECIDE_CASE, GET_CASE, REASSIGN_CASE, RECUSE_FROM_CASE, SETTLE_APPEAL
from chassis.refusals import NOT_FOUND
from chassis.settings import settings
from gateway.api.body import to_message
from gateway.api.review import cases as api
from gateway.api.review.desks import get_desk
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import body_of, fault_of, form_key, number_typed, problem_of, refuse_all
from ..navigation import is_open
from ..pages import form_again, render
from ..public.divisions import division_of
from .cases import case_after, queue_of
from .evidence import by_kind, file_shown, in_order, piece_after
from .findings import shown_findings
from .homes import home_for
from .ways import may_name_reviewers, names_of

router = Router(include_in_schema=False)
Shown = dict[str, Any]
Asked = Annotated[str, Query(max_length=100)]
Field = Annotated[str, Form(max_length=200)]
Text = Annotated[str, Form()]
JUDGEMENTS = ("compliance", "authenticity", "lawfulness")
_PENDING = ("waiting", "assigned")
_ANSWERS = {"yes": True, "no": False}
_OF_DECISIONS = {
    "D1_REASON": "reason",
    "D1_LATE_REASON": "late_reason",
    "D1_RETURN": "outcome",
    "D4": "outcome",
}


def _cases() -> cases_pb2_grpc.CasesAsyncStub:
    return cases_pb2_grpc.CasesStub(channel("review"))


@router.get("/staff/cases/{case_id}")
async def case_page(case_id: str, request: Request, file: Asked = "") -> Response:
    """Return a case: what was found, the submission, a file of its material, and what the reader may do now (rules D1 to D4)."""
    values = await _values(case_id[:100], request, file)
    return render(request, "staff/case.html", part="file", key=form_key(), done=done_of(request), **values)


async def _case(case_id: str, request: Request) -> tuple[Shown, Target]:
    """Return a case and what permissions depend on in it; raises ProblemError, also for whoever sees it as its team only."""
    case = as_json(await api.get_case(case_id, request))
    team = case["team"]
    target = Target(
        division=team["division_code"], team_accounts=team["account_ids"], assignee=case.get("reviewer_id", "")
    )
    allowance = GET_CASE.allowance(actor_of(request), target)
    if allowance is None or allowance.audience is Audience.TEAM:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "case"}))
    return case, target


async def _values(case_id: str, request: Request, file: str = "") -> dict[str, Any]:
    actor = actor_of(request)
    case, target = await _case(case_id, request)
    pending = case["state"] in _PENDING
    names, division, shown_file = await asyncio.gather(
        _names(actor, case, request),
        _scheme(target.division, request) if pending else _nothing(),
        file_shown(case_id, _pieces(case), file, request) if file else _nothing(),
    )
    now = settings().clock.now()
    scheme = division.get("scheme") or {}
    return {
        "home": home_for(actor, Role.REVIEWER if target.assignee == actor.account_id else Role.HOST, Role.SECRETARIAT),
        "case": case,
        "address": f"/staff/cases/{case_id}",
        "findings": shown_findings(case["findings"]),
        "written": {section["id"]: section for section in case["declaration"]},
        "evidence": by_kind(case["evidence"]),
        "file": shown_file or None,
        "next_file": piece_after(_pieces(case), file),
        "chosen": file,
        "owners": {each["uscc"]: each["name"] for each in [case["team"]["lead"], *case["team"]["co_organisations"]]},
        "names": names,
        "account_id": actor.account_id,
        "history": [{**each, "found": shown_findings(each["findings"])} for each in case["decisions"]],
        "judgements": JUDGEMENTS,
        "outcomes": _outcomes(scheme, now),
        "is_late": _is_over(scheme.get("review_closes"), now),
        "review_closes": scheme.get("review_closes", ""),
        "supplement_due": days_end(now, edition().durations.supplement.days),
        "appeal_due": days_end(now, edition().durations.appeal.days),
        "links_teams": is_open("/staff/teams/x", actor),
        "has_queue": is_open("/staff/cases", actor),
        **_acts(case, actor, target),
    }


async def _nothing() -> Shown:
    return {}


async def _scheme(division: str, request: Request) -> Shown:
    """Return the division, whose scheme has the deadlines of review; nothing while registration is away."""
    try:
        return await division_of(division, request) or {}
    except ProblemError:
        return {}


async def _names(actor: Actor, case: Shown, request: Request) -> dict[str, str]:
    """Return what those are called who review the case and who decided it, for whoever may know (rule K1)."""
    if not may_name_reviewers(actor, case["team"]["division_code"]):
        return {}
    return await names_of([case.get("reviewer_id", ""), *(each["decided_by"] for each in case["decisions"])], request)


def _acts(case: Mapping[str, Any], actor: Actor, target: Target) -> dict[str, bool]:
    """Return what the reader may do in the case now, by the table of permissions and the case's state."""
    pending = case["state"] in _PENDING
    # that no reviewer of the division may decide, which lets the secretariat, shows in that the case waits for one
    form = OperationForm.WITHOUT_REVIEWER if case["state"] == "waiting" else None
    rejected = [decision["decided_by"] for decision in case["decisions"] if decision["outcome"] == "rejected"]
    return {
        "may_decide": pending and DECIDE_CASE.is_open_to(actor, replace(target, form=form)),
        "may_reassign": pending and REASSIGN_CASE.is_open_to(actor, target),
        "may_recuse": case["state"] == "assigned" and RECUSE_FROM_CASE.is_open_to(actor, target),
        "may_settle": case["state"] == "appealed"
        and SETTLE_APPEAL.is_open_to(actor, target)
        and rejected[-1:] != [actor.account_id],
    }


def _outcomes(scheme: Mapping[str, Any], now: datetime) -> tuple[str, ...]:
    """Return the outcomes that a decision may have now: nothing is returned once submission has closed (rule D1)."""
    returned = () if _is_over(scheme.get("submission_closes"), now) else ("returned",)
    return ("passed", *returned, "supplement", "rejected")


def _is_over(until: str | None, now: datetime) -> bool:
    return bool(until) and now > datetime.fromisoformat(str(until).replace("Z", "+00:00"))


def _pieces(case: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the files of the case's evidence and of all answers, in the order in which the page lists them."""
    return [
        *in_order(case["evidence"]),
        *(piece for each in reversed(case["supplements"]) for piece in each["evidence"]),
    ]


@router.post("/staff/cases/{case_id}/decision")
async def decide(
    case_id: str,
    request: Request,
    compliance: Field = "",
    authenticity: Field = "",
    lawfulness: Field = "",
    outcome: Field = "",
    reason: Text = "",
    late_reason: Text = "",
    submission_number: Field = "",
    then: Field = "",
    file: Field = "",
    key: Field = "",
) -> Response:
    """Decide a case, and lead to the next one or back to this one (rules D1, D4).

    What was refused is shown again with all that was written.
    """
    case_id = case_id[:100]
    given = {
        "compliance": compliance,
        "authenticity": authenticity,
        "lawfulness": lawfulness,
        "outcome": outcome,
        "reason": reason,
        "late_reason": late_reason,
    }
    try:
        faults = list(_missing(given))
        if any(fault.field != "reason" for fault in faults):
            missing = problem_of([*faults, *await _missing_late_reason(case_id, request, given)])
            assert missing is not None  # noqa: S101 - there are faults
            raise missing
        body = body_of(
            api.Decision,
            submission_number=number_typed(submission_number) or 0,
            outcome=outcome,
            judgements={name: _ANSWERS[given[name]] for name in JUDGEMENTS},
            reason=given["reason"],
            late_reason=given["late_reason"],
        )
        message = to_message(body, cases_pb2.DecideCaseRequest(), case_id=case_id)
        if faults:  # nothing is decided: there is no reason
            await refuse_all(faults, call(_cases().DecideCase, message, request), refused_by="reason")
        # looked up before, while the case still has its place among those to decide
        onward = await _after(case_id, request) if then == "next" else led_to(f"/staff/cases/{case_id}", "case_decided")
        await call(_cases().DecideCase, message, request, key=form_key(key))
    except ProblemError as problem:
        return await _decision_again(case_id, request, problem, given, key, file)
    return onward


async def _after(case_id: str, request: Request) -> Response:
    """Return what leads to the case to decide next in the reader's queue, or to the queue if no other is left."""
    case, target = await _case(case_id, request)
    is_own = case.get("reviewer_id") == actor_of(request).account_id
    queue = queue_of(actor_of(request), "" if is_own else target.division)
    following = await case_after(request, queue, case_id)
    if following:
        return led_to(f"/staff/cases/{following}", "case_decided_next")
    return led_to(queue.address, "case_decided_last")


def _missing(given: Mapping[str, str]) -> Sequence[FieldFault]:
    """Return the faults of what a decision must say and does not."""
    faults = [fault_of(name, f"staff_case.missing_{name}") for name in JUDGEMENTS if given[name] not in _ANSWERS]
    if given["outcome"] not in ("passed", "returned", "supplement", "rejected"):
        faults.append(fault_of("outcome", "staff_case.missing_outcome"))
    if not given["reason"].strip():
        faults.append(fault_of("reason", "staff_case.missing_reason"))
    return faults


async def _missing_late_reason(case_id: str, request: Request, given: Mapping[str, str]) -> Sequence[FieldFault]:
    """Return the fault of a decision that comes after review has closed and does not say why (rule A5)."""
    if given["late_reason"].strip():
        return []
    _, target = await _case(case_id, request)
    scheme = (await _scheme(target.division, request)).get("scheme") or {}
    is_late = _is_over(scheme.get("review_closes"), settings().clock.now())
    return [fault_of("late_reason", "staff_case.missing_late_reason")] if is_late else []


async def _decision_again(
    case_id: str, request: Request, problem: ProblemError, given: dict[str, str], key: str, file: str
) -> Response:
    try:
        values = await _values(case_id, request, file)
    except ProblemError:
        raise problem from None
    return form_again(
        request, "staff/case.html", problem, given=given, codes=_OF_DECISIONS, key=form_key(key, problem), **values
    )


@router.get("/staff/cases/{case_id}/reviewer")
async def reviewer_page(case_id: str, request: Request) -> Response:
    """Return the form that gives a case to another reviewer, with the load of each (rule D2)."""
    return await _reviewer_form(case_id[:100], request)


@router.post("/staff/cases/{case_id}/reviewer")
async def reassign(case_id: str, request: Request, reviewer_id: Field = "", key: Field = "") -> Response:
    """Give a case to another reviewer (rule D2)."""
    case_id = case_id[:100]
    try:
        if not reviewer_id:
            missing = problem_of([fault_of("reviewer_id", "staff_case.missing_reviewer")])
            assert missing is not None  # noqa: S101 - there is a fault
            raise missing
        body = body_of(api.Reassignment, reviewer_id=reviewer_id)
        message = to_message(body, cases_pb2.ReassignCaseRequest(), case_id=case_id)
        await call(_cases().ReassignCase, message, request, key=form_key(key))
    except ProblemError as problem:
        return await _reviewer_form(case_id, request, problem, reviewer_id, key)
    return led_to(f"/staff/cases/{case_id}", "case_reassigned")


async def _reviewer_form(
    case_id: str, request: Request, problem: ProblemError | None = None, chosen: str = "", key: str = ""
) -> Response:
    try:
        case, target = await _case(case_id, request)
        actor = actor_of(request)
        REASSIGN_CASE.require(actor, target)
        desk = as_json(await get_desk(target.division, request))
    except ProblemError as refusal:
        raise (problem or refusal) from None
    # who may not take it: the service has the last word (rules D2, D3)
    recused = {recusal["account_id"] for recusal in case["recusals"]}
    own = {case["team"]["lead"]["uscc"], *(each["uscc"] for each in case["team"]["co_organisations"])}
    able = [
        reviewer
        for reviewer in desk["reviewers"]
        if not reviewer["inactive"]
        and reviewer["organisation_uscc"] not in own
        and reviewer["account_id"] not in {case.get("reviewer_id", ""), *recused}
    ]
    names = await names_of((reviewer["account_id"] for reviewer in able), request)
    reviewers = [{**reviewer, "name": names.get(reviewer["account_id"], "")} for reviewer in able]
    values: dict[str, Any] = {
        "home": home_for(actor, Role.HOST, Role.SECRETARIAT),
        "case": case,
        "address": f"/staff/cases/{case_id}",
        "may_reassign": _acts(case, actor, target)["may_reassign"],
        "reviewers": sorted(reviewers, key=lambda reviewer: (reviewer["load"], reviewer["name"])),
        "key": form_key(key, problem),
    }
    if problem is not None:
        codes = {"D2": "reviewer_id", "D3": "reviewer_id"}
        return form_again(
            request, "staff/case_reviewer.html", problem, given={"reviewer_id": chosen}, codes=codes, **values
        )
    return render(request, "staff/case_reviewer.html", **values)


@router.get("/staff/cases/{case_id}/recusal")
async def recusal_page(case_id: str, request: Request) -> Response:
    """Return the form by which the reviewer withdraws from a case, and what follows from it (rule D2)."""
    return await _recusal_form(case_id[:100], request)


@router.post("/staff/cases/{case_id}/recusal")
async def recuse(case_id: str, request: Request, reason: Text = "", key: Field = "") -> Response:
    """Withdraw from a case because of a conflict of interest, and lead to the queue (rule D2)."""
    case_id = case_id[:100]
    try:
        missing = problem_of([] if reason.strip() else [fault_of("reason", "staff_case.missing_conflict")])
        if missing is not None:
            raise missing
        body = body_of(api.CaseRecusal, reason=reason)
        message = to_message(body, cases_pb2.RecuseFromCaseRequest(), case_id=case_id)
        await call(_cases().RecuseFromCase, message, request, key=form_key(key))
    except ProblemError as problem:
        return await _recusal_form(case_id, request, problem, reason, key)
    return led_to("/staff/cases", "case_recused")


async def _recusal_form(
    case_id: str, request: Request, problem: ProblemError | None = None, reason: str = "", key: str = ""
) -> Response:
    try:
        case, target = await _case(case_id, request)
    except ProblemError as refusal:
        raise (problem or refusal) from None
    actor = actor_of(request)
    values: dict[str, Any] = {
        "home": home_for(actor, Role.REVIEWER),
        "case": case,
        "address": f"/staff/cases/{case_id}",
        "may_recuse": _acts(case, actor, target)["may_recuse"],
        "key": form_key(key, problem),
    }
    if problem is not None:
        codes = {"D1_REASON": "reason"}
        return form_again(request, "staff/case_recusal.html", problem, given={"reason": reason}, codes=codes, **values)
    return render(request, "staff/case_recusal.html", **values)


@router.get("/staff/cases/{case_id}/appeal")
async def appeal_page(case_id: str, request: Request) -> Response:
    """Return a team's appeal beside the rejection, and the form that settles it (rule D3)."""
    return await _appeal_form(case_id[:100], request)


@router.post("/staff/cases/{case_id}/appeal")
async def settle(case_id: str, request: Request, granted: Field = "", reason: Text = "", key: Field = "") -> Response:
    """Grant or dismiss an appeal, with the reason that the team reads (rule D3)."""
    case_id = case_id[:100]
    given = {"granted": granted, "reason": reason}
    try:
        faults = []
        if granted not in _ANSWERS:
            faults.append(fault_of("granted", "staff_case.missing_settlement"))
        if not reason.strip():
            faults.append(fault_of("reason", "staff_case.missing_reason"))
        missing = problem_of(faults)
        if missing is not None:
            raise missing
        body = body_of(api.AppealSettlement, granted=_ANSWERS[granted], reason=given["reason"])
        message = to_message(body, cases_pb2.SettleAppealRequest(), case_id=case_id)
        await call(_cases().SettleAppeal, message, request, key=form_key(key))
    except ProblemError as problem:
        return await _appeal_form(case_id, request, problem, given, key)
    return led_to(f"/staff/cases/{case_id}", "appeal_settled")


async def _appeal_form(
    case_id: str,
    request: Request,
    problem: ProblemError | None = None,
    given: Mapping[str, str] | None = None,
    key: str = "",
) -> Response:
    try:
        case, target = await _case(case_id, request)
    except ProblemError as refusal:
        raise (problem or refusal) from None
    actor = actor_of(request)
    values: dict[str, Any] = {
        "home": home_for(actor, Role.HOST, Role.SECRETARIAT),
        "case": case,
        "address": f"/staff/cases/{case_id}",
        "rejection": next((each for each in reversed(case["decisions"]) if each["outcome"] == "rejected"), None),
        "judgements": JUDGEMENTS,
        "may_settle": _acts(case, actor, target)["may_settle"],
        "key": form_key(key, problem),
    }
    if problem is not None:
        return form_again(
            request, "staff/case_appeal.html", problem, given=given, codes={"D1_REASON": "reason"}, **values
        )
    return render(request, "staff/case_appeal.html", **values)
