"""Divisions and their schemes for host, secretariat and committee: states, versions, decisions, publication (rules A2 to A5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from dasai.registration.v1 import divisions_pb2, divisions_pb2_grpc
from fastapi import Form, Request
from fastapi.responses import Response

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.facts.roles import Grant, Role
from chassis.kernel.refusal import Refusal
from chassis.permissions import Target
from chassis.permissions.model import Audience
from chassis.permissions.model import Form as FormOfOperation
from chassis.permissions.registration import (
    APPLY_FOR_DIVISION,
    APPROVE_DIVISION,
    FILE_SCHEME_VERSION,
    GET_DIVISION,
    PUBLISH_SCHEME,
)
from chassis.refusals import FORBIDDEN, NOT_FOUND
from chassis.settings import settings
from gateway.api.body import to_message
from gateway.api.registration.divisions import Approval, ReturnReasons
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..described.description import label_of
from ..described.lines import others
from ..done import done_of, led_to
from ..forms import body_of, form_key, missing, number_typed
from ..pages import form_again, render
from ..public.divisions import division_of, divisions_by_code, tracks_of
from ..public.scheme_changes import changes_between, percent
from .sections import pages_of_division
from .tasks import Task, finds_tasks

router = Router(include_in_schema=False)
Shown = dict[str, Any]  # a message as the templates read it
Given = Annotated[str, Form(max_length=60)]
PUBLIC_STATES = ("published", "open", "closed")
_VERSION = "staff/division_version.html"
# what the key of a return has behind that of an approval, because the page has a form for each
RETURNING = "-return"


@dataclass(frozen=True, slots=True)
class Step:
    """What a division needs next: a key of `staff_divisions.step`, whose turn it is, and until when (RFC 3339 or empty)."""

    text: str
    turn: Role | None = None
    due: str = ""


def step_of(division: Mapping[str, Any] | None) -> Step:
    """Return what comes next for a division or its summary, by its state and that of its newest version (rules A4, A5)."""
    if division is None:
        until = edition().timetable.applications_until.at
        late = settings().clock.now() > until
        return Step("too_late" if late else "apply", None if late else Role.HOST, "" if late else until.isoformat())
    opens = division.get("registration_opens") or division.get("scheme", {}).get("registration_opens", "")
    if division["state"] in PUBLIC_STATES:
        newest = latest_version(division)["state"]
        versions = {"filed": Step("decide_version", Role.SECRETARIAT), "approved": Step("publish_version", Role.HOST)}
        return versions.get(newest, Step(division["state"]))
    steps = {
        "applied": Step("decide", Role.SECRETARIAT, opens),
        "returned": Step("file_again", Role.HOST),
        "approved": Step("publish", Role.HOST, opens),
    }
    return steps[division["state"]]


def latest_version(division: Mapping[str, Any]) -> Shown:
    """Return the version filed last, of a division or of its summary as staff read it."""
    return dict(division.get("latest") or division["versions"][-1])


def require_staff(actor: Actor, code: str) -> None:
    """Raise ProblemError unless the reader sees this division whole: its host, the secretariat, the committee (rule K1)."""
    if code not in {division.code for division in edition().divisions}:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "division"}))
    allowance = GET_DIVISION.allowance(actor, Target(division=code))
    if allowance is None or allowance.audience is Audience.PUBLIC:
        raise ProblemError.of(Refusal(FORBIDDEN))


def way_to(actor: Actor, code: str, *, whole: bool = True) -> list[tuple[str, str]]:
    """Return the breadcrumbs of a division's pages as paths with keys of texts: the reader's home, and the list for who sees all.

    With `whole` the division's own page is the last of them, whose words are the division's name.
    """
    is_host = actor.has(Role.HOST, code)
    national = next((role for role in (Role.SECRETARIAT, Role.COMMITTEE) if actor.has(role)), None)
    if is_host or national is None:
        way = [(f"/work/{Role.HOST}", f"role.{Role.HOST}")]
    else:
        way = [(f"/work/{national}", f"role.{national}"), ("/staff/divisions", "sections.divisions")]
    return [*way, (f"/staff/divisions/{code}", "")] if whole else way


def divisions_stub() -> divisions_pb2_grpc.DivisionsAsyncStub:
    """Return the stub of the divisions' service."""
    return divisions_pb2_grpc.DivisionsStub(channel("registration"))


@router.get("/staff/divisions")
async def divisions(request: Request) -> Response:
    """Return the list of all divisions with their states: first those that wait for a decision, the longest first."""
    known = await divisions_by_code(request)
    listed = [(unit, known.get(unit.code), step_of(known.get(unit.code))) for unit in edition().divisions]
    waiting = sorted((each for each in listed if each[2].turn is Role.SECRETARIAT), key=lambda each: _filed_at(each[1]))
    rest = [each for each in listed if each[2].turn is not Role.SECRETARIAT]
    return render(request, "staff/divisions.html", waiting=waiting, rest=rest)


@router.get("/staff/divisions/{code}")
async def division(code: str, request: Request) -> Response:
    """Return a division's page: how far its scheme is, what comes next, its versions, and what the reader may do."""
    actor = actor_of(request)
    require_staff(actor, code)
    shown = await division_of(code, request)
    step = step_of(shown)
    target = Target(division=code)
    public = shown is not None and shown["state"] in PUBLIC_STATES
    may_file = (FILE_SCHEME_VERSION if public else APPLY_FOR_DIVISION).is_open_to(actor, target)
    latest = shown["versions"][-1] if shown else None
    return render(
        request,
        "staff/division.html",
        unit=edition().division(code),
        way=way_to(actor, code, whole=False),
        division=shown,
        step=step,
        latest=latest,
        versions=list(reversed(shown["versions"])) if shown else [],
        may_file=may_file and step.text != "too_late",
        may_publish=step.text in ("publish", "publish_version") and PUBLISH_SCHEME.is_open_to(actor, target),
        may_decide=latest is not None and _may_decide(actor, shown, latest),
        more=pages_of_division(code, actor),
        label_of=label_of,
        done=done_of(request),
    )


@router.get("/staff/divisions/{code}/versions/{version}")
async def version(code: str, version: int, request: Request) -> Response:
    """Return a version of a scheme whole, with what it changes side by side, and the form to decide on it if it waits."""
    values = await _version_values(code, version, request)
    return render(request, _VERSION, key=form_key(), **values)


@router.post("/staff/divisions/{code}/approval")
async def approve(code: str, request: Request, scheme_version: Given = "", key: Given = "") -> Response:
    """Approve the version that was read, and lead to the division's page (rules A4, A5)."""
    try:
        body = body_of(Approval, scheme_version=_number(scheme_version))
        message = to_message(body, divisions_pb2.ApproveDivisionRequest(), division_code=code)
        await call(divisions_stub().ApproveDivision, message, request, key=key)
    except ProblemError as problem:
        return await _version_again(code, scheme_version, request, problem, key, {})
    return led_to(f"/staff/divisions/{code}", "division_approved")


@router.post("/staff/divisions/{code}/return")
async def send_back(
    code: str,
    request: Request,
    scheme_version: Given = "",
    reasons: Annotated[str, Form()] = "",
    key: Given = "",
) -> Response:
    """Return the version that was read, each line a reason, and lead to the division's page (rules A4, A5)."""
    lines = [line.strip() for line in reasons.splitlines() if line.strip()]
    try:
        missing({"reasons": reasons}, {"reasons": "staff_divisions.reasons_missing"})
        body = body_of(ReturnReasons, reasons=lines, scheme_version=_number(scheme_version))
        message = to_message(body, divisions_pb2.ReturnDivisionRequest(), division_code=code)
        await call(divisions_stub().ReturnDivision, message, request, key=key)
    except ProblemError as problem:
        return await _version_again(code, scheme_version, request, problem, key, {"reasons": reasons})
    return led_to(f"/staff/divisions/{code}", "division_returned")


@router.get("/staff/divisions/{code}/publication")
async def publication(code: str, request: Request) -> Response:
    """Return the page that says what publication does, with its button, if there is something to publish."""
    return await _publication(code, request)


@router.post("/staff/divisions/{code}/publication")
async def publish(code: str, request: Request, key: Given = "") -> Response:
    """Publish the approved scheme or version, and lead to the division's page (rule A5)."""
    try:
        message = divisions_pb2.PublishSchemeRequest(division_code=code)
        await call(divisions_stub().PublishScheme, message, request, key=key)
    except ProblemError as problem:
        return await _publication(code, request, problem, key)
    return led_to(f"/staff/divisions/{code}", "scheme_published")


@finds_tasks(Role.HOST)
async def host_tasks(request: Request, grant: Grant) -> list[Task]:
    """Return what a host must do for its application and scheme: apply, file again, publish."""
    step = step_of(await division_of(grant.division, request))
    if step.turn is not Role.HOST:
        return []
    page = "publication" if step.text in ("publish", "publish_version") else "scheme"
    return [Task(f"staff_divisions.task.{step.text}", f"/staff/divisions/{grant.division}/{page}", due=step.due)]


@finds_tasks(Role.SECRETARIAT, Role.COMMITTEE)
async def deciding_tasks(request: Request, grant: Grant) -> list[Task]:
    """Return how many applications and new versions wait for a decision, with the opening before which it must be made."""
    steps = [step_of(division) for division in (await divisions_by_code(request)).values()]
    new = [step for step in steps if step.text == "decide" and grant.role is Role.SECRETARIAT]
    versions = [step for step in steps if step.text == "decide_version"]
    tasks = []
    if new:
        due = min(step.due for step in new)
        tasks.append(Task("staff_divisions.task.decide", "/staff/divisions", count=len(new), due=due))
    if versions:
        tasks.append(Task("staff_divisions.task.decide_version", "/staff/divisions", count=len(versions)))
    return tasks


async def read_scheme_version(code: str, number: int, request: Request) -> Shown:
    """Return a version of a scheme, whole; raises ProblemError."""
    message = divisions_pb2.GetSchemeVersionRequest(division_code=code, version=number)
    return as_json(await call(divisions_stub().GetSchemeVersion, message, request))


async def _version_values(code: str, number: int, request: Request) -> Shown:
    """Return what a version's page shows: it and, to compare, the published version before it or else the one filed before."""
    actor = actor_of(request)
    require_staff(actor, code)
    if not 1 <= number <= 1_000_000:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "scheme version"}))
    shown = await read_scheme_version(code, number, request)
    division = await division_of(code, request)
    earlier = [each for each in (division or {}).get("versions", []) if each["version"] < number]
    published = [each for each in earlier if each["state"] == "published"]
    compared = (published or earlier)[-1:]
    before = await read_scheme_version(code, compared[0]["version"], request) if compared else None
    is_public = division is not None and division["state"] in PUBLIC_STATES
    opens = str(shown["scheme"]["registration_opens"])
    return {
        "unit": edition().division(code),
        "way": way_to(actor, code),
        "version": shown,
        "before": before,
        "changes": changes_between(before["scheme"], shown["scheme"]) if before else [],
        "may_decide": division is not None and _may_decide(actor, division, shown),
        "opens": opens,
        "is_late": not is_public and settings().clock.now() > datetime.fromisoformat(opens.replace("Z", "+00:00")),
        "newest": division["versions"][-1]["version"] if division else number,
        "label_of": label_of,
        **shown_scheme(shown["scheme"]),
    }


def shown_scheme(scheme: Mapping[str, Any]) -> Shown:
    """Return what the parts of a scheme need to be shown as the public reads them."""
    return {
        "scheme": scheme,
        "tracks": tracks_of(edition(), scheme),
        "percent": percent,
        "others": others,
        "preview": True,
    }


async def _version_again(
    code: str, number: str, request: Request, problem: ProblemError, key: str, given: Mapping[str, str]
) -> Response:
    try:
        values = await _version_values(code, _number(number), request)
    except ProblemError as absent:
        raise (absent if absent.status == 403 else problem) from None
    codes = {"A4_NO_REASON": "reasons"}
    fields = {"reasons[*]": "reasons"}
    kept = form_key(key.removesuffix(RETURNING), problem)
    return form_again(request, _VERSION, problem, given=given, codes=codes, fields=fields, key=kept, **values)


async def _publication(code: str, request: Request, problem: ProblemError | None = None, key: str = "") -> Response:
    actor = actor_of(request)
    require_staff(actor, code)
    shown = await division_of(code, request)
    step = step_of(shown)
    values: Shown = {
        "unit": edition().division(code),
        "way": way_to(actor, code),
        "division": shown,
        "step": step,
        "may_publish": step.text in ("publish", "publish_version")
        and PUBLISH_SCHEME.is_open_to(actor, Target(division=code)),
        "key": form_key(key, problem),
    }
    if problem is not None:
        return form_again(request, "staff/division_publication.html", problem, **values)
    return render(request, "staff/division_publication.html", **values)


def _may_decide(actor: Actor, division: Shown | None, version: Shown) -> bool:
    """Return True if a version waits for a decision that the reader may make."""
    if division is None or version["state"] != "filed" or version["version"] != division["versions"][-1]["version"]:
        return False
    new = division["state"] in PUBLIC_STATES
    form = FormOfOperation.NEW_VERSION if new else FormOfOperation.APPLICATION
    return APPROVE_DIVISION.is_open_to(actor, Target(division=division["code"], form=form))


def _number(given: str) -> int:
    """Return the number of the version that was read; 0, which no version has, for anything else."""
    return number_typed(given, 6) or 0


def _filed_at(division: Shown | None) -> str:
    return str(latest_version(division)["filed_at"]) if division else ""
