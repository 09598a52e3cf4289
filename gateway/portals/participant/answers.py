"""The pages on which a team answers review: supplementary material, and an appeal (rules C11, D3)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.registration.v1 import supplements_pb2
from dasai.review.v1 import cases_pb2, cases_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from chassis.kernel.refusal import Refusal
from chassis.refusals import NOT_FOUND
from gateway.api.body import to_message
from gateway.api.registration.materials import Evidence
from gateway.api.registration.supplements import SupplementAnswer
from gateway.api.review.cases import Appeal
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import call, channel

from ..forms import body_of, form_key
from ..pages import form_again, render
from . import project
from .material import upload_form
from .supplement_form import AnswerForm, supplement_form

router = Router(include_in_schema=False)
Asked = Annotated[str, Query(max_length=100)]


@router.get("/teams/{team_id}/supplements/{number}")
async def supplement_page(
    team_id: str, number: int, request: Request, file: Asked = "", kind: Asked = "", done: Asked = ""
) -> Response:
    """Return a request for supplementary material with its answer, or the form to answer it (rule C11).

    `file` is what was just uploaded for the answer, `kind` what it is; `done` says that it was answered.
    """
    answer = AnswerForm(chosen={file: kind} if file else {})
    return await supplement_form(team_id[:100], number, request, answer, done=done)


@router.post("/teams/{team_id}/supplements/{number}")
async def answer_supplement(team_id: str, number: int, request: Request) -> Response:
    """Answer a request with a text and uploaded files, and lead to the answer (rule C11).

    The button to upload a file says so in `act`: the form to upload carries what was filled in, and brings it back as `look`.
    """
    team_id = team_id[:100]
    form = await request.form()
    given = {name: str(value) for name, value in form.items()}
    files = [str(name) for name in form.getlist("files")]
    answer = AnswerForm.of(given.get("text", ""), files, given, given.get("key", ""))
    act = given.get("act", "")
    if act == "upload":
        return await upload_form(team_id, request, {"supplement": str(number)}, answer=answer)
    if act == "look":
        return await supplement_form(team_id, number, request, answer)
    try:
        uploaded = {file["id"]: file for file in await project.files(team_id, request)} if answer.chosen else {}
        evidence = [
            body_of(
                Evidence,
                kind=kind,
                file_name=uploaded[name]["file_name"],
                sha256=uploaded[name]["sha256"],
                owner_uscc=uploaded[name]["owner_uscc"],
            )
            for name, kind in answer.chosen.items()
            if name in uploaded
        ]
        body = body_of(SupplementAnswer, text=answer.text, evidence=evidence)
        message = to_message(body, supplements_pb2.AnswerSupplementRequest(), team_id=team_id, number=number)
        await call(project.supplements().AnswerSupplement, message, request, key=form_key(answer.key))
    except ProblemError as problem:
        return await supplement_form(team_id, number, request, answer, problem=problem)
    return RedirectResponse(f"/teams/{team_id}/supplements/{number}?done=answered", 303)


@router.get("/teams/{team_id}/appeal")
async def appeal_page(team_id: str, request: Request, done: Asked = "") -> Response:
    """Return the decision with its reason, and the form to appeal against it while that is possible (rule D3)."""
    return await _appeal(team_id[:100], request, done=done)


@router.post("/teams/{team_id}/appeal")
async def lodge_appeal(
    team_id: str,
    request: Request,
    reason: Annotated[str, Form()] = "",
    key: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Lodge the team's one appeal, and say that it is lodged (rule D3)."""
    team_id = team_id[:100]
    try:
        body = body_of(Appeal, reason=reason)
        # a team's case has the team's identifier
        message = to_message(body, cases_pb2.AppealCaseRequest(), case_id=team_id)
        await call(cases_pb2_grpc.CasesStub(channel("review")).AppealCase, message, request, key=form_key(key))
    except ProblemError as problem:
        return await _appeal(team_id, request, problem=problem, reason=reason, key=key)
    return RedirectResponse(f"/teams/{team_id}/appeal?done=lodged", 303)


async def _appeal(
    team_id: str,
    request: Request,
    *,
    done: str = "",
    problem: ProblemError | None = None,
    reason: str = "",
    key: str = "",
) -> Response:
    try:
        team = await project.team(team_id, request)
        if not team["own"]:
            raise ProblemError.of(Refusal(NOT_FOUND, {"what": "team"}))
    except ProblemError as refusal:
        raise (problem or refusal) from None
    values: dict[str, Any] = {"team": team, "done": done, "key": form_key(key, problem)}
    if problem is not None:
        given, codes = {"reason": reason}, {"D3": "reason", "D1": "reason"}
        return form_again(request, "participant/appeal.html", problem, given=given, codes=codes, **values)
    return render(request, "participant/appeal.html", **values)
