"""Personal data of an account, gathered from all services; and closing the account (rule K4)."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from dasai.accounts.v1 import closing_pb2, closing_pb2_grpc
from dasai.common.v1 import personal_data_pb2, personal_data_pb2_grpc
from fastapi import APIRouter, Request, Response
from pydantic import Field

from chassis.service_names import SERVICES
from gateway.auth.cookies import COOKIE
from gateway.problems import ProblemError
from gateway.rpc import as_json, call, channel, signed_in
from gateway.throttle import hashing

from ..body import PageToken, RequestBody

router = APIRouter(prefix="/api/v1", tags=["accounts"])
Password = Annotated[str, Field(max_length=200)]
# of each service so many records are gathered at once, in pages; the rest is asked for from that service
_PAGE, _MOST = 200, 2_000
# how long a service may take for a page before its part counts as missing, seconds
_PATIENCE = 5.0
# the services that may have something in the way of closing an account, beside accounts itself
_ASKED_BEFORE_CLOSING = ("registration",)


class ClosingBody(RequestBody):
    """The password of the account that is to be closed, again."""

    password: Password


def _closing() -> closing_pb2_grpc.ClosingAsyncStub:
    return closing_pb2_grpc.ClosingStub(channel("accounts"))


def _personal_data(service: str) -> personal_data_pb2_grpc.PersonalDataAsyncStub:
    return personal_data_pb2_grpc.PersonalDataStub(channel(service))


async def part(service: str, request: Request, page_token: str = "") -> dict[str, Any]:
    """Return what a service stores of the account, and from where to go on if that is not all; raise ProblemError."""
    records: list[dict[str, Any]] = []
    while True:
        message = personal_data_pb2.ListPersonalRecordsRequest()
        message.page.page_token, message.page.page_size = page_token, _PAGE
        stub = _personal_data(service)
        answer = as_json(await call(stub.ListPersonalRecords, message, request, key="personal", seconds=_PATIENCE))
        records += answer["records"]
        page_token = answer["page"]["next_page_token"]
        if not page_token or len(records) >= _MOST:
            return {"service": service, "records": records, "next_page_token": page_token}


async def gather(request: Request) -> dict[str, Any]:
    """Return what all services store of the account; a service that is away is named as missing."""

    async def part_or_none(service: str) -> dict[str, Any] | None:
        try:
            return await part(service, request)
        except ProblemError as problem:
            if problem.status < 500:
                raise
            return None

    parts = await asyncio.gather(*(part_or_none(service) for service in SERVICES))
    return {
        "account_id": request.state.session.account_id,
        "gathered_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "parts": [shown for shown in parts if shown is not None],
        "missing": [service for service, shown in zip(SERVICES, parts, strict=True) if shown is None],
    }


def as_file(gathered: dict[str, Any]) -> Response:
    """Return what was gathered as a file to download, which nothing on the way keeps."""
    name = f"dasai-personal-data-{gathered['gathered_at'][:10]}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    content = json.dumps(gathered, ensure_ascii=False, indent=2)
    return Response(content, media_type="application/json", headers=headers)


async def preview(request: Request) -> dict[str, Any]:
    """Return what closing the account would do, and what must be done before; raise ProblemError if a service does not say."""
    message = closing_pb2.PreviewClosingRequest(obstacles=await _obstacles(request))
    return as_json(await call(_closing().PreviewClosing, message, request))


async def close(password: str, request: Request) -> dict[str, Any]:
    """Close the account that is signed in; raise ProblemError."""
    message = closing_pb2.CloseAccountRequest(password=password, obstacles=await _obstacles(request))
    with hashing(request):
        plan = as_json(await call(_closing().CloseAccount, message, request))
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


@router.get("/accounts/me/personal-data")
async def get_personal_data(
    request: Request, file_format: Annotated[Literal["", "file"], Field(alias="format")] = ""
) -> Any:
    """Return what is stored of one's own account in all services, `format=file` as a file to download (rule K4).

    `missing` names the services that do not answer now; a part with a `next_page_token` goes on at
    `/accounts/me/personal-data/{service}`.
    """
    signed_in(request)
    gathered = await gather(request)
    return as_file(gathered) if file_format else gathered


@router.get("/accounts/me/personal-data/{service}")
async def get_personal_data_of_service(
    service: Literal["accounts", "registration", "review", "scoring", "publicity"],
    request: Request,
    page_token: PageToken = "",
) -> dict[str, Any]:
    """Return what a single service stores of one's own account, from a page on (rule K4)."""
    signed_in(request)
    return await part(service, request, page_token)


@router.get("/accounts/me/closing")
async def preview_closing(request: Request) -> dict[str, Any]:
    """Return what closing one's own account deletes and keeps, why and until when, and what must be done before (rule K4)."""
    signed_in(request)
    return await preview(request)


@router.post("/accounts/me/closing")
async def close_account(body: ClosingBody, request: Request, response: Response) -> dict[str, Any]:
    """Close one's own account for good; the password is given again (rule K4). All sessions and tokens end."""
    signed_in(request)
    plan = await close(body.password, request)
    response.delete_cookie(COOKIE)
    return plan
