"""Announcements: what hosts tell their teams, and the secretariat all (rules K1, K2)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.accounts.v1 import announcements_pb2, announcements_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from chassis.actor import Role
from gateway.rpc import as_json, call, channel, signed_in

from ..body import SEEN, SEEN_LINES, DivisionFilter, PageSize, PageToken, RequestBody, page, to_message

router = APIRouter(prefix="/api/v1", tags=["accounts"])
Title = Annotated[str, Field(max_length=120), SEEN]
Body = Annotated[str, Field(max_length=4_000), SEEN_LINES]


class NewAnnouncement(RequestBody):
    """What is announced, and to whom: without roles to the division's teams or, without a division, to everyone."""

    division_code: DivisionFilter = ""
    roles: Annotated[list[Annotated[Role, Field(strict=False)]], Field(max_length=8)] = []
    title: Title
    text: Body
    title_en: Title = ""
    text_en: Body = ""


def _announcements() -> announcements_pb2_grpc.AnnouncementsAsyncStub:
    return announcements_pb2_grpc.AnnouncementsStub(channel("accounts"))


@router.post("/announcements", status_code=201)
async def announce(body: NewAnnouncement, request: Request) -> dict[str, Any]:
    """Announce: a host to the teams of its division, the secretariat to a division, to roles or to everyone (rules K1, K2).

    It is published: official names are whole, and it holds no number of an identity document (rules J1, J2, K4).
    """
    signed_in(request)
    message = to_message(body, announcements_pb2.AnnounceRequest())
    return as_json(await call(_announcements().Announce, message, request))


@router.get("/announcements")
async def list_announcements(request: Request, page_token: PageToken = "", page_size: PageSize = 50) -> dict[str, Any]:
    """List announcements, and how many each has reached: for a host of its divisions, for the secretariat all (rule K1)."""
    signed_in(request)
    message = page(announcements_pb2.ListAnnouncementsRequest(), page_token, page_size)
    return as_json(await call(_announcements().ListAnnouncements, message, request))
