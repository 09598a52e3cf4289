"""Awards of the final, and certificates (rules G2 to G4, H1, H4, J1, K1)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.publicity.v1 import awards_pb2, awards_pb2_grpc
from fastapi import APIRouter, Query, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import SEEN, SEEN_LINES, Count, Identifier, PageSize, PageToken, RequestBody, TypedId, page, to_message

router = APIRouter(prefix="/api/v1", tags=["publicity"])


class VacantPlaces(RequestBody):
    """Places of a track's prize that are not given, and the reason, which is published."""

    track: str = Field(max_length=100)
    prize: Annotated[str, Field(max_length=100), SEEN]
    places: Count = 1
    reason: Annotated[str, Field(max_length=10_000), SEEN_LINES]


class WinnersAnnouncement(RequestBody):
    """The text that the secretariat adds to the winners' notice, and the places that are not given."""

    statement: Annotated[str, Field(max_length=10_000), SEEN_LINES] = ""
    vacant: list[VacantPlaces] = Field(default=[], max_length=200)


class NewSpecialAward(RequestBody):
    """A special award, for a team or for an organiser."""

    prize: Annotated[str, Field(max_length=100), SEEN]
    team_id: TypedId = ""
    organiser_id: TypedId = ""
    organiser_name: Annotated[str, Field(max_length=200), SEEN] = ""


def _awards() -> awards_pb2_grpc.AwardsAsyncStub:
    return awards_pb2_grpc.AwardsStub(channel("publicity"))


@router.post("/winners")
async def announce_winners(request: Request, body: WinnersAnnouncement) -> dict[str, Any]:
    """Announce the winners, by the secretariat; their notice opens the next day (rules G2, H1, J1)."""
    return as_json(
        await call(_awards().AnnounceWinners, to_message(body, awards_pb2.AnnounceWinnersRequest()), request)
    )


@router.post("/special-awards", status_code=201)
async def grant_special_award(request: Request, body: NewSpecialAward) -> dict[str, Any]:
    """Grant a special award before the winners are announced (rule G2)."""
    message = to_message(body, awards_pb2.GrantSpecialAwardRequest())
    return as_json(await call(_awards().GrantSpecialAward, message, request))


@router.get("/awards")
async def list_awards(
    request: Request,
    track: Annotated[str, Query(max_length=100)] = "",
    page_size: PageSize = 50,
    page_token: PageToken = "",
) -> dict[str, Any]:
    """List awards; the public sees them from the opening of their notice on (rules G2 to G4, K1)."""
    message = page(awards_pb2.ListAwardsRequest(track=track), page_token, page_size)
    return as_json(await call(_awards().ListAwards, message, request))


@router.get("/entitlements")
async def list_entitlements(request: Request, page_size: PageSize = 50, page_token: PageToken = "") -> dict[str, Any]:
    """List what finalists are entitled to: all for secretariat and committee, else that of the caller's own teams (G4, K1)."""
    signed_in(request)
    message = page(awards_pb2.ListEntitlementsRequest(), page_token, page_size)
    return as_json(await call(_awards().ListEntitlements, message, request))


@router.get("/certificates/{code}")
async def get_certificate(request: Request, code: Identifier) -> dict[str, Any]:
    """Return what a certificate's verification code verifies as, for anyone (rules G3, H4)."""
    return as_json(await call(_awards().GetCertificate, awards_pb2.GetCertificateRequest(code=code), request))
