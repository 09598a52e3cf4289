"""Awards of the final, and certificates (rules G2 to G4, H1, H4, J1, K1)."""

from __future__ import annotations

from typing import Annotated, Literal

from dasai.publicity.v1 import awards_pb2, awards_pb2_grpc
from fastapi import Query, Request
from pydantic import Field

from gateway.rpc import call, channel

from ..body import (
    SEEN,
    SEEN_LINES,
    BriefAsked,
    Count,
    CountAsked,
    Identifier,
    PageSize,
    PageToken,
    RequestBody,
    TypedId,
    fill,
    page,
    to_message,
)
from ..router import ApiRouter

router = ApiRouter(__name__)


class VacantPlaces(RequestBody, of=awards_pb2.VacantPlaces):
    """Places of a track's prize that are not given, and the reason, which is published."""

    track: str = Field(max_length=100)
    prize: Annotated[str, Field(max_length=100), SEEN]
    places: Count = 1
    reason: Annotated[str, Field(max_length=10_000), SEEN_LINES]


class WinnersAnnouncement(RequestBody, of=awards_pb2.AnnounceWinnersRequest):
    """The text that the secretariat adds to the winners' notice, and the places that are not given."""

    statement: Annotated[str, Field(max_length=10_000), SEEN_LINES] = ""
    vacant: list[VacantPlaces] = Field(default=[], max_length=200)
    dry_run: bool = False


class NewSpecialAward(RequestBody, of=awards_pb2.GrantSpecialAwardRequest):
    """A special award, for a team or for an organiser."""

    prize: Annotated[str, Field(max_length=100), SEEN]
    team_id: TypedId = ""
    organiser_id: TypedId = ""
    organiser_name: Annotated[str, Field(max_length=200), SEEN] = ""


def _awards() -> awards_pb2_grpc.AwardsAsyncStub:
    return awards_pb2_grpc.AwardsStub(channel("publicity"))


@router.post("/winners")
async def announce_winners(request: Request, body: WinnersAnnouncement) -> awards_pb2.AnnounceWinnersResponse:
    """Announce the winners, by the secretariat; their notice opens the next day (rules G2, H1, J1).

    With `dry_run` everything is checked and the list and its notice are returned, but nothing is announced.
    """
    return await call(_awards().AnnounceWinners, to_message(body, awards_pb2.AnnounceWinnersRequest()), request)


@router.post("/special-awards", status_code=201)
async def grant_special_award(request: Request, body: NewSpecialAward) -> awards_pb2.GrantedSpecialAward:
    """Grant a special award before the winners are announced (rule G2)."""
    message = to_message(body, awards_pb2.GrantSpecialAwardRequest())
    return await call(_awards().GrantSpecialAward, message, request)


@router.get("/special-awards")
async def get_special_awards(request: Request) -> awards_pb2.GetSpecialAwardsResponse:
    """Return the special awards that were granted so far; they are published with the winners (rules G2, K1)."""
    return await call(_awards().GetSpecialAwards, awards_pb2.GetSpecialAwardsRequest(), request)


@router.get("/awards")
async def list_awards(
    request: Request,
    track: Annotated[str, Query(max_length=100)] = "",
    state: Literal["", "proposed", "confirmed", "withheld", "revoked"] = "",
    team_id: Annotated[str, Query(max_length=100)] = "",
    page_size: PageSize = 50,
    page_token: PageToken = "",
    count: CountAsked = False,
    brief: BriefAsked = False,
) -> awards_pb2.ListAwardsResponse:
    """List awards by the numbers of their certificates; the public sees them once their notice is open (rules G2 to G4, K1).

    With `brief` they come as summaries: what a published list of winners has of each.
    """
    wanted = fill(awards_pb2.ListAwardsRequest(track=track, team_id=team_id, brief=brief), state=state)
    return await call(_awards().ListAwards, page(wanted, page_token, page_size, count=count), request)


@router.get("/entitlements")
async def list_entitlements(
    request: Request,
    state: Literal["", "active", "ended"] = "",
    team_id: Annotated[str, Query(max_length=100)] = "",
    page_size: PageSize = 50,
    page_token: PageToken = "",
    count: CountAsked = False,
) -> awards_pb2.ListEntitlementsResponse:
    """List what finalists are entitled to: all for secretariat and committee, else that of the caller's own teams (G4, K1).

    With `team_id` only that of one team.
    """
    wanted = fill(awards_pb2.ListEntitlementsRequest(team_id=team_id), state=state)
    return await call(_awards().ListEntitlements, page(wanted, page_token, page_size, count=count), request)


@router.get("/certificates/{code}")
async def get_certificate(request: Request, code: Identifier) -> awards_pb2.Certificate:
    """Return what a certificate's verification code verifies as, for anyone (rules G3, H4)."""
    return await call(_awards().GetCertificate, awards_pb2.GetCertificateRequest(code=code), request)
