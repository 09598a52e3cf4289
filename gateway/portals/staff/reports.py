"""Reports of breaches as the committee handles them: evidence, hearings, the ruling (rules H2 to H4, K1, K4)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from dasai.publicity.v1 import reports_pb2, reports_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.facts.roles import Grant, Role
from chassis.kernel.refusal import Refusal
from chassis.refusals import NOT_FOUND
from chassis.text.identity import mask_number
from gateway.api.body import fill, to_message
from gateway.api.publicity import awards
from gateway.api.publicity import reports as api
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json, call, channel

from ..done import done_of, led_to
from ..forms import body_of, form_key
from ..pages import form_again, render
from ..shown_files import shown_as_named
from .homes import home_of_page
from .rulings import OUTCOMES, Ruling, notice_and_entry, path_of_team, reviewed_team, rule_choices
from .tasks import Task, counted_task, finds_tasks, to_count

router = Router(include_in_schema=False)
STATES = ("filed", "accepted", "heard", *OUTCOMES)
# what the committee has to do with a report in a state
_TASKS = {
    "filed": "staff_reports.task_filed",
    "accepted": "staff_reports.task_accepted",
    "heard": "staff_reports.task_heard",
}
Shown = dict[str, Any]
Field = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form()]
_PATH = "/staff/reports"


def _reports() -> reports_pb2_grpc.ReportsAsyncStub:
    return reports_pb2_grpc.ReportsStub(channel("publicity"))


@finds_tasks(Role.COMMITTEE)
async def open_reports(request: Request, grant: Grant) -> Sequence[Task]:
    """Return the tasks of the reports that are not ruled on: to take on, to hear, to rule (rule H3)."""
    counted = await asyncio.gather(
        *(
            call(_reports().ListReports, to_count(fill(reports_pb2.ListReportsRequest(), state=state)), request)
            for state in _TASKS
        )
    )
    return [
        task
        for (state, words), listed in zip(_TASKS.items(), counted, strict=True)
        for task in counted_task(words, f"{_PATH}?state={state}", as_json(listed))
    ]


@router.get(_PATH)
async def staff_reports(
    request: Request,
    team: Annotated[str, Query(max_length=100)] = "",
    organiser: Annotated[str, Query(max_length=100)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    page: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Return the reports, the newest first: about a team, about an organiser, or all, in a state or in all."""
    state = state if state in STATES else ""
    team = team.strip()
    organiser = "" if team else organiser
    listed = as_json(
        await api.list_reports(
            request,
            team_id=team,
            organiser_id=organiser,
            state=state,  # type: ignore[arg-type]
            page_token=page,
            page_size=50,
        )
    )
    values: Shown = {
        "reports": listed["reports"],
        "next_page": listed["page"]["next_page_token"],
        "asked": {"team": team, "organiser": organiser, "state": state, "page": page},
        "states": STATES,
        "organiser_named": _organiser,
        "home": home_of_page(request, Role.COMMITTEE),
    }
    return render(request, "staff/reports.html", part="list", **values)


@router.get(f"{_PATH}/{{report_id}}")
async def staff_report(report_id: str, request: Request) -> Response:
    """Return a report: what is reported, the evidence, each step, and what the committee may do next."""
    values = await _report(report_id, request)
    return render(request, "staff/report.html", key=form_key(), done=done_of(request), **values)


@router.post(f"{_PATH}/{{report_id}}/acceptance")
async def accept_report(report_id: str, request: Request, reason: Words = "", key: Field = "") -> Response:
    """Take a report on, with the reason (rule H3)."""
    try:
        body = body_of(api.Acceptance, reason=reason)
        message = to_message(body, reports_pb2.AcceptReportRequest(), report_id=report_id[:100])
        await call(_reports().AcceptReport, message, request, key=key)
    except ProblemError as problem:
        return await _again(
            "staff/report.html", report_id, request, problem, {"reason": reason}, key, {"H3_REASON": "reason"}
        )
    return led_to(f"{_PATH}/{report_id}", "report_accepted")


@router.post(f"{_PATH}/{{report_id}}/hearing")
async def record_hearing(report_id: str, request: Request, record: Words = "", key: Field = "") -> Response:
    """Record that a party was heard (rule H3)."""
    try:
        body = body_of(api.Hearing, record=record)
        message = to_message(body, reports_pb2.RecordHearingRequest(), report_id=report_id[:100])
        await call(_reports().RecordHearing, message, request, key=key)
    except ProblemError as problem:
        return await _again(
            "staff/report.html", report_id, request, problem, {"record": record}, key, {"H3_REASON": "record"}
        )
    return led_to(f"{_PATH}/{report_id}", "report_heard")


@router.get(f"{_PATH}/{{report_id}}/adjudication")
async def adjudication_page(report_id: str, request: Request) -> Response:
    """Return the form to rule on a report, which says what will happen."""
    values = await _report(report_id, request)
    return render(request, "staff/report_adjudication.html", key=form_key(), **values)


@router.post(f"{_PATH}/{{report_id}}/adjudication")
async def adjudicate_report(
    report_id: str,
    request: Request,
    outcome: Field = "",
    rule: Field = "",
    code: Field = "",
    reason: Words = "",
    key: Field = "",
) -> Response:
    """Rule on a report, once; all that follows from it is published by itself (rules H3, H4)."""
    ruling = Ruling(outcome, rule, code, reason)
    try:
        ruling.require_outcome("staff_reports.choose_outcome")
        body = body_of(api.Adjudication, upheld=ruling.is_upheld, code=ruling.broken_rule, reason=ruling.reason)
        message = to_message(body, reports_pb2.AdjudicateReportRequest(), report_id=report_id[:100])
        await call(_reports().AdjudicateReport, message, request, key=key)
    except ProblemError as problem:
        codes, fields = {"H3_NOT_HEARD": "outcome"}, {"code": ruling.rule_field}
        page = "staff/report_adjudication.html"
        return await _again(page, report_id, request, problem, ruling.given, key, codes, fields)
    return led_to(f"{_PATH}/{report_id}", "report_adjudicated")


@router.get(f"{_PATH}/{{report_id}}/reporter")
async def reporter_page(report_id: str, request: Request) -> Response:
    """Return the form to read who reports, which asks for the purpose (rules H2, K4)."""
    values = await _report(report_id, request)
    return render(request, "staff/reporter.html", **values)


@router.post(f"{_PATH}/{{report_id}}/reporter")
async def read_reporter(report_id: str, request: Request, purpose: Words = "") -> Response:
    """Show who reports, this once; the reading and its purpose are put on record before (rules H2, K4)."""
    try:
        message = reports_pb2.ReadReporterRequest(report_id=report_id[:100], purpose=purpose)
        reporter = as_json(await call(_reports().ReadReporter, message, request))
        values = await _report(report_id, request)
    except ProblemError as problem:
        return await _again(
            "staff/reporter.html", report_id, request, problem, {"purpose": purpose}, "", {"K4_PURPOSE": "purpose"}
        )
    kind = next((kind for kind in edition().identity_kinds if kind.id == reporter["identity_kind"]), None)
    masked = mask_number(reporter["identity_number"])  # rule K4: on every screen
    shown = render(request, "staff/reporter.html", reporter=reporter, identity_kind=kind, masked=masked, **values)
    shown.headers["Cache-Control"] = "no-store"
    return shown


@router.get(f"{_PATH}/{{report_id}}/evidence/{{evidence_id}}")
async def evidence_page(report_id: str, evidence_id: str, request: Request) -> Response:
    """Return a file of a report, drawn by the page itself and never opened by the browser (rules H2, H3)."""
    values = await _report(report_id, request)
    file = next((each for each in values["report"]["evidence"] if each["evidence_id"] == evidence_id), None)
    if file is None:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "evidence"}))
    shown_as = shown_as_named(file["file_name"])
    return render(request, "staff/report_evidence.html", file=file, shown_as=shown_as, **values)


async def _again(
    template: str,
    report_id: str,
    request: Request,
    problem: ProblemError,
    given: Shown,
    key: str,
    codes: Mapping[str, str],
    fields: Mapping[str, str] | None = None,
) -> Response:
    """Return a page of a report again, with what was refused at its field, which `codes` and `fields` name."""
    values = await _report(report_id, request)
    values["key"] = form_key(key, problem)
    return form_again(request, template, problem, given=given, codes=codes, fields=fields or {}, **values)


async def _report(report_id: str, request: Request) -> Shown:
    """Return what the pages of a report show; raises ProblemError."""
    report = as_json(await api.get_report(request, report_id[:100]))
    team_id = report["team_id"]
    (notice, entry), won, reviewed = await asyncio.gather(
        _notice(report["notice_id"], team_id, request), _awards(team_id, request), reviewed_team(team_id, request)
    )
    team = won[0]["award"]["team"] if won and "team" in won[0]["award"] else entry or reviewed
    return {
        "report": report,
        "notice": notice,
        "team": team,
        "awards": won,
        "organiser": _organiser(report["organiser_id"]),
        "team_page": path_of_team(report["team_id"], request),
        "rules": rule_choices(),
        "home": home_of_page(request, Role.COMMITTEE),
    }


async def _notice(notice_id: str, team_id: str, request: Request) -> tuple[Shown | None, Shown | None]:
    """Return the notice that a report is about, and the team's entry in it."""
    return await notice_and_entry(notice_id, team_id, request) if notice_id else (None, None)


async def _awards(team_id: str, request: Request) -> list[Shown]:
    """Return the awards of a reported team, which a ruling takes back (rule H4)."""
    return list(as_json(await awards.list_awards(request, team_id=team_id))["awards"]) if team_id else []


def _organiser(organiser_id: str) -> str:
    """Return the name of a reported organiser: a division's official name, or the identifier of another contest."""
    known = any(unit.code == organiser_id for unit in edition().divisions)
    return edition().official_division_name(organiser_id) if known else organiser_id
