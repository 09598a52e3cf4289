"""Objections to notices (rules F8, H1, K1)."""

from __future__ import annotations

from typing import Annotated, Literal

from dasai.publicity.v1 import objections_pb2, objections_pb2_grpc
from fastapi import Depends, Query, Request
from pydantic import Field

from gateway.rpc import call, channel

from ...throttle import count_look_up, count_objection
from ..body import SEEN_LINES, CountAsked, Identifier, PageSize, PageToken, RequestBody, TypedId, fill, page, to_message
from ..router import ApiRouter

router = ApiRouter(__name__)


class NewObjection(RequestBody, of=objections_pb2.FileObjectionRequest):
    """An objection to a notice: to a team that it lists, to its leaving a team off, or to all of it."""

    team_id: TypedId = ""
    text: str = Field(max_length=20_000)


class ObjectionSettlement(RequestBody, of=objections_pb2.SettleObjectionRequest):
    """The settlement of an objection; `code` and `hearing` if a listed team loses its place. The reason is published."""

    upheld: bool
    code: str = Field(default="", max_length=100)
    reason: Annotated[str, Field(max_length=10_000), SEEN_LINES]
    hearing: Annotated[str, Field(max_length=10_000), SEEN_LINES] = ""


class ObjectionDismissals(RequestBody, of=objections_pb2.DismissObjectionsRequest):
    """Objections that are set aside together, with one reason, which is published."""

    objection_ids: list[Annotated[str, Field(max_length=100)]] = Field(max_length=1_000)
    reason: Annotated[str, Field(max_length=10_000), SEEN_LINES]


class TrackedObjection(RequestBody, of=objections_pb2.GetObjectionStatusRequest):
    """The secret tracking code of an objection: never in an address, which logs and histories keep."""

    tracking_code: str = Field(max_length=100)


def _objections() -> objections_pb2_grpc.ObjectionsAsyncStub:
    return objections_pb2_grpc.ObjectionsStub(channel("publicity"))


@router.post("/notices/{notice_id}/objections", status_code=201)
async def file_objection(
    request: Request, notice_id: Identifier, body: NewObjection
) -> objections_pb2.FileObjectionResponse:
    """Object to a list of finalists or winners within its days; open to anyone, without a name (rules F8, H1).

    A team that the list leaves off may be named too. An account that is signed in is not recorded.
    """
    await count_objection(request)  # once its form is right: who mends a mistake has not filed twice
    message = to_message(body, objections_pb2.FileObjectionRequest(), notice_id=notice_id)
    return await call(_objections().FileObjection, message, request, unnamed=True)


@router.get("/objections")
async def list_objections(
    request: Request,
    notice_id: Annotated[str, Query(max_length=100)] = "",
    state: Literal["filed", "upheld", "dismissed", ""] = "",
    page_size: PageSize = 50,
    page_token: PageToken = "",
    count: CountAsked = False,
) -> objections_pb2.ListObjectionsResponse:
    """List objections, the newest first, for the secretariat and the committee (rules F8, K1)."""
    message = fill(objections_pb2.ListObjectionsRequest(notice_id=notice_id), state=state)
    return await call(_objections().ListObjections, page(message, page_token, page_size, count=count), request)


@router.get("/objections/{objection_id}")
async def get_objection(request: Request, objection_id: Identifier) -> objections_pb2.Objection:
    """Return an objection, for the secretariat and the committee (rules F8, K1)."""
    message = objections_pb2.GetObjectionRequest(objection_id=objection_id)
    return await call(_objections().GetObjection, message, request)


@router.post("/objections/{objection_id}/settlement")
async def settle_objection(
    request: Request, objection_id: Identifier, body: ObjectionSettlement
) -> objections_pb2.Objection:
    """Uphold an objection, by the committee, or set it aside, by the secretariat too; once and with a reason (rule F8)."""
    message = to_message(body, objections_pb2.SettleObjectionRequest(), objection_id=objection_id)
    return await call(_objections().SettleObjection, message, request)


@router.post("/objection-dismissals")
async def dismiss_objections(request: Request, body: ObjectionDismissals) -> objections_pb2.DismissObjectionsResponse:
    """Set several objections aside together with a reason: all of them, or none if one can't be (rule F8)."""
    message = to_message(body, objections_pb2.DismissObjectionsRequest())
    return await call(_objections().DismissObjections, message, request)


@router.post("/objection-status", dependencies=[Depends(count_look_up)])
async def get_objection_status(request: Request, body: TrackedObjection) -> objections_pb2.ObjectionStatus:
    """Return the state of an objection, to anyone who has its secret tracking code (rule F8)."""
    message = to_message(body, objections_pb2.GetObjectionStatusRequest())
    return await call(_objections().GetObjectionStatus, message, request, unnamed=True)
