"""Notices to the public, and objections to them (rules F8, H1, H4, H5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from dasai.publicity.v1 import objections_pb2, objections_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.kernel.refusal import FieldFault, Refusal
from chassis.refusals import NOT_FOUND
from gateway.api.body import to_message
from gateway.api.publicity import notices as api
from gateway.api.publicity import objections
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json, call, channel
from gateway.throttle import count_look_up, count_objection

from ..forms import body_of, form_key, missing, refuse_all
from ..pages import form_again, render
from .counting import counted

router = Router(include_in_schema=False)
KINDS = ("finalists", "winners", "disqualification", "change")
# to which kinds anyone may object: the service judges, the page only offers it (rule F8)
OBJECTED_TO = ("finalists", "winners")
Shown = dict[str, Any]
Field = Annotated[str, Form(max_length=200)]


def _objections() -> objections_pb2_grpc.ObjectionsAsyncStub:
    return objections_pb2_grpc.ObjectionsStub(channel("publicity"))


@router.get("/notices")
async def notices(
    request: Request,
    kind: Annotated[str, Query(max_length=20)] = "",
    page: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Return the notices, the newest first, of a kind or of all."""
    chosen = kind if kind in KINDS else ""
    answer = await api.list_notices(request, kind=chosen, page_token=page, page_size=30, brief=True)  # type: ignore[arg-type]
    listed = as_json(answer)
    return render(
        request,
        "public/notices.html",
        notices=[notice for notice in listed["summaries"] if is_public(notice)],
        next_page=listed["page"]["next_page_token"],
        kinds=KINDS,
        chosen=chosen,
        page=page,
    )


@router.get("/notices/{notice_id}")
async def notice(notice_id: str, request: Request) -> Response:
    """Return a notice's page: its days, its text, whom it lists, and how to object."""
    shown = await public_notice(notice_id, request)
    return render(
        request, "public/notice.html", notice=shown, groups=by_track(shown), may_object=takes_objections(shown)
    )


def is_public(notice: Mapping[str, Any]) -> bool:
    """Return False for a notice that is not open yet: staff see it by the API, nobody on the public's pages (rule K1)."""
    return bool(notice["state"] != "scheduled")


async def public_notice(notice_id: str, request: Request) -> Shown:
    """Return a notice from its opening on; raises ProblemError, as for an unknown one, before that."""
    shown = as_json(await api.get_notice(request, notice_id[:100]))
    if not is_public(shown):
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "notice"}))
    return shown


def takes_objections(notice: Mapping[str, Any]) -> bool:
    """Return True if the page offers to object: a list of finalists or winners whose days last."""
    return notice["kind"] in OBJECTED_TO and notice["state"] == "open"


def by_track(notice: Mapping[str, Any]) -> list[tuple[Any, list[Shown]]]:
    """Return the lines of a notice for each track in the edition's order; those without a known track come last, under None."""
    tracks = {track.code: track for track in edition().tracks}
    groups: list[tuple[Any, list[Shown]]] = [
        (track, [entry for entry in notice["entries"] if entry["track"] == code]) for code, track in tracks.items()
    ]
    groups.append((None, [entry for entry in notice["entries"] if entry["track"] not in tracks]))
    return [(track, entries) for track, entries in groups if entries]


@router.get("/notices/{notice_id}/objection")
async def objection_page(
    notice_id: str, request: Request, team: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    """Return the form to object to a notice."""
    shown = await public_notice(notice_id, request)
    return render(
        request, "public/objection.html", notice=shown, may_object=takes_objections(shown), key=form_key(), team=team
    )


@router.post("/notices/{notice_id}/objection")
async def file_objection(
    notice_id: str,
    request: Request,
    team_id: Field = "",
    left_off: Field = "",
    text: Annotated[str, Form()] = "",
    key: Field = "",
) -> Response:
    """File an objection, and show its tracking code, this once (rule F8)."""
    try:
        if team_id and left_off.strip():  # nothing is filed: there is no such team
            judged = objections_pb2.FileObjectionRequest(notice_id=notice_id[:100], team_id="-", text=text)
            judging = call(_objections().FileObjection, judged, request, unnamed=True)
            await refuse_all([_EITHER], judging, refused_by="team_id")
        body = body_of(objections.NewObjection, team_id=team_id or left_off, text=text)
        await counted(count_objection, request)
        message = to_message(body, objections_pb2.FileObjectionRequest(), notice_id=notice_id[:100])
        filed = as_json(await call(_objections().FileObjection, message, request, key=key, unnamed=True))
    except ProblemError as problem:
        return await _again(notice_id, request, problem, {"team_id": team_id, "left_off": left_off, "text": text}, key)
    return render(request, "public/objection_filed.html", filed=filed, notice_id=notice_id)


_EITHER = FieldFault(
    "left_off",
    "已在名单中选择团队的，不再填写未列入名单的团队编号。",
    "A team of the list is chosen already: leave this empty, or choose none above.",
)


async def _again(notice_id: str, request: Request, problem: ProblemError, given: dict[str, str], key: str) -> Response:
    shown = await public_notice(notice_id, request)
    of_team = "left_off" if given["left_off"] else "team_id"
    return form_again(
        request,
        "public/objection.html",
        problem,
        given=given,
        fields={"team_id": of_team},
        codes={"F8_TEXT": "text", "F8_TEAM": of_team, "F8_OTHER_VERSION": of_team, "H2_UNKNOWN_TEAM": of_team},
        notice=shown,
        may_object=takes_objections(shown),
        key=form_key(key, problem),
        team=given["team_id"],
    )


@router.get("/objections/status")
async def status_page(request: Request) -> Response:
    """Return the form for the tracking code of an objection."""
    return render(request, "public/objection_status.html")


@router.post("/objections/status")
async def status(request: Request, tracking_code: Field = "") -> Response:
    """Return the state of the objection of a tracking code, which is in no address (rule F8)."""
    try:
        missing({"tracking_code": tracking_code}, {"tracking_code": "objection.code_missing"})
        await counted(count_look_up, request)
        body = body_of(objections.TrackedObjection, tracking_code=tracking_code.strip())
        message = to_message(body, objections_pb2.GetObjectionStatusRequest())
        objection = as_json(await call(_objections().GetObjectionStatus, message, request, unnamed=True))
    except ProblemError as problem:
        codes, texts = {"NOT_FOUND": "tracking_code"}, {"NOT_FOUND": "objection.code_unknown"}
        return form_again(request, "public/objection_status.html", problem, codes=codes, texts=texts)
    return render(request, "public/objection_status.html", objection=objection)
