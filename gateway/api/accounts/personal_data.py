"""Personal data of an account, gathered from all services; and closing the account (rule K4)."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Annotated, Literal

from dasai.accounts.v1 import closing_pb2, closing_pb2_grpc
from dasai.common.v1 import personal_data_pb2, personal_data_pb2_grpc
from fastapi import Request, Response
from pydantic import Field

from chassis.service_names import SERVICES
from gateway.auth.cookies import delete_session_cookie
from gateway.problems import ProblemError
from gateway.rpc import as_json, call, channel
from gateway.throttle import hashing

from ..body import PageToken, RequestBody
from ..router import ApiRouter, described
from ..schemas import AsJson

router = ApiRouter(__name__)
Password = Annotated[str, Field(max_length=200)]
# of each service so many records are gathered at once, in pages; the rest is asked for from that service
_PAGE, _MOST = 200, 2_000
# how long a service may take for a page before its part counts as missing, seconds
_PATIENCE = 5.0
# the services that may have something in the way of closing an account, beside accounts itself
_ASKED_BEFORE_CLOSING = ("registration",)


class ClosingBody(RequestBody, of=closing_pb2.CloseAccountRequest):
    """The password of the account that is to be closed, again; left out if it has none."""

    password: Password = ""


def _closing() -> closing_pb2_grpc.ClosingAsyncStub:
    return closing_pb2_grpc.ClosingStub(channel("accounts"))


def _personal_data(service: str) -> personal_data_pb2_grpc.PersonalDataAsyncStub:
    return personal_data_pb2_grpc.PersonalDataStub(channel(service))


async def part(
    service: str, request: Request, page_token: str = "", *, whole: bool = False
) -> personal_data_pb2.PersonalDataPart:
    """Return what a service stores of the account, and from where to go on if that is not all; raise ProblemError.

    It is all if `whole`, however long that takes.
    """
    stored = personal_data_pb2.PersonalDataPart(service=service)
    while True:
        message = personal_data_pb2.ListPersonalRecordsRequest()
        message.page.page_token, message.page.page_size = page_token, _PAGE
        stub = _personal_data(service)
        answer = await call(stub.ListPersonalRecords, message, request, key="personal", seconds=_PATIENCE)
        stored.records.extend(answer.records)
        page_token = answer.page.next_page_token
        if not page_token or (len(stored.records) >= _MOST and not whole):
            stored.next_page_token = page_token
            return stored


async def gather(request: Request, *, whole: bool = False) -> personal_data_pb2.GatheredPersonalData:
    """Return what all services store of the account; a service that is away is named as missing.

    Of each service it is the first records, or all if `whole`, as in the file, which nobody leafs through.
    """

    async def part_or_none(service: str) -> personal_data_pb2.PersonalDataPart | None:
        try:
            return await part(service, request, whole=whole)
        except ProblemError as problem:
            if problem.status < 500:
                raise
            return None

    parts = await asyncio.gather(*(part_or_none(service) for service in SERVICES))
    gathered = personal_data_pb2.GatheredPersonalData(
        account_id=request.state.session.account_id,
        parts=[stored for stored in parts if stored is not None],
        missing=[service for service, stored in zip(SERVICES, parts, strict=True) if stored is None],
    )
    gathered.gathered_at.FromSeconds(int(time.time()))
    return gathered


def as_file(gathered: personal_data_pb2.GatheredPersonalData) -> Response:
    """Return what was gathered as a file to download, which nothing on the way keeps."""
    shown = as_json(gathered)
    name = f"dasai-personal-data-{shown['gathered_at'][:10]}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    content = json.dumps(shown, ensure_ascii=False, indent=2)
    return Response(content, media_type="application/json", headers=headers)


async def preview(request: Request) -> closing_pb2.ClosingPlan:
    """Return what closing the account would do, and what must be done before; raise ProblemError if a service does not say."""
    message = closing_pb2.PreviewClosingRequest(obstacles=await _obstacles(request))
    return await call(_closing().PreviewClosing, message, request)


async def close(password: str, request: Request) -> closing_pb2.ClosingPlan:
    """Close the account that is signed in; raise ProblemError."""
    message = closing_pb2.CloseAccountRequest(password=password, obstacles=await _obstacles(request))
    with hashing(request):
        plan = await call(_closing().CloseAccount, message, request)
    request.app.state.sessions.forget_accounts({request.state.session.account_id})
    return plan


async def _obstacles(request: Request) -> list[personal_data_pb2.Obstacle]:
    message = personal_data_pb2.ListObstaclesRequest()
    answers = await asyncio.gather(
        *(
            call(_personal_data(service).ListObstacles, message, request, key="obstacles")
            for service in _ASKED_BEFORE_CLOSING
        )
    )
    return [obstacle for answer in answers for obstacle in answer.obstacles]


@router.get(
    "/accounts/me/personal-data",
    response_model=Annotated[personal_data_pb2.GatheredPersonalData, AsJson()],
    responses={200: {"headers": described(Content_Disposition="With `format=file`: the name of the file.")}},
)
async def get_personal_data(
    request: Request, file_format: Annotated[Literal["", "file"], Field(alias="format")] = ""
) -> personal_data_pb2.GatheredPersonalData | Response:
    """Return what is stored of one's own account in all services, `format=file` as a file to download (rule K4).

    `missing` names the services that do not answer now; a part with a `next_page_token` goes on at
    `/accounts/me/personal-data/{service}`. The file has all.
    """
    gathered = await gather(request, whole=bool(file_format))
    return as_file(gathered) if file_format else gathered


@router.get("/accounts/me/personal-data/{service}")
async def get_personal_data_of_service(
    service: Literal["accounts", "registration", "review", "scoring", "publicity"],
    request: Request,
    page_token: PageToken = "",
) -> personal_data_pb2.PersonalDataPart:
    """Return what a single service stores of one's own account, from a page on (rule K4)."""
    return await part(service, request, page_token)


@router.get("/accounts/me/closing")
async def preview_closing(request: Request) -> closing_pb2.ClosingPlan:
    """Return what closing one's own account deletes and keeps, why and until when, and what must be done before (rule K4)."""
    return await preview(request)


@router.post("/accounts/me/closing")
async def close_account(body: ClosingBody, request: Request, response: Response) -> closing_pb2.ClosingPlan:
    """Close one's own account for good; the password is given again (rule K4). All sessions and tokens end."""
    plan = await close(body.password, request)
    delete_session_cookie(response)
    return plan
