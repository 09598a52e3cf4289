"""Awards that a division grants by itself (rule E7)."""

from __future__ import annotations

from typing import Annotated

from dasai.scoring.v1 import local_awards_pb2, local_awards_pb2_grpc
from fastapi import Request
from pydantic import Field

from gateway.rpc import call, channel

from ..body import DivisionCode, RequestBody, TeamId, Text, to_message
from ..router import ApiRouter

router = ApiRouter(__name__)


class LocalGrant(RequestBody, of=local_awards_pb2.LocalGrant):
    """A local award for a project."""

    category: Text
    team_id: TeamId


class SeenAwards(RequestBody, of=local_awards_pb2.SeenAwards):
    """The local awards of the division when the caller read them."""

    grants: Annotated[list[LocalGrant], Field(max_length=1_000)]


class LocalGrants(RequestBody, of=local_awards_pb2.GrantLocalAwardsRequest):
    """All local awards of the division. With `seen` it is refused if somebody else has changed them since."""

    grants: Annotated[list[LocalGrant], Field(max_length=1_000)]
    seen: SeenAwards | None = None


def _local_awards() -> local_awards_pb2_grpc.LocalAwardsAsyncStub:
    return local_awards_pb2_grpc.LocalAwardsStub(channel("scoring"))


@router.put("/divisions/{code}/local-awards")
async def grant_local_awards(
    code: DivisionCode, body: LocalGrants, request: Request
) -> local_awards_pb2.DivisionAwards:
    """Grant the division's own awards within its scheme, by its host (rule E7)."""
    message = to_message(body, local_awards_pb2.GrantLocalAwardsRequest(), division_code=code)
    return await call(_local_awards().GrantLocalAwards, message, request)


@router.get("/divisions/{code}/local-awards")
async def get_local_awards(code: DivisionCode, request: Request) -> local_awards_pb2.DivisionAwards:
    """Return the awards that the division granted, for anyone (rule E7)."""
    message = local_awards_pb2.GetLocalAwardsRequest(division_code=code)
    return await call(_local_awards().GetLocalAwards, message, request)
