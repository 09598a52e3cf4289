"""Announcements: what hosts tell their teams, and the secretariat all (rules K1, K2)."""

from __future__ import annotations

from typing import Annotated

from dasai.accounts.v1 import announcements_pb2, announcements_pb2_grpc
from fastapi import Request
from pydantic import Field

from chassis.actor import Role
from gateway.rpc import call, channel

from ..body import SEEN, SEEN_LINES, CountAsked, DivisionFilter, PageSize, PageToken, RequestBody, page, to_message
from ..router import ApiRouter

router = ApiRouter(__name__)
Title = Annotated[str, Field(max_length=120), SEEN]
Body = Annotated[str, Field(max_length=4_000), SEEN_LINES]


class NewAnnouncement(RequestBody, of=announcements_pb2.AnnounceRequest):
    """An announcement and whom it is for: without roles to the division's teams or, without a division, to everyone."""

    division_code: DivisionFilter = ""
    roles: Annotated[list[Annotated[Role, Field(strict=False)]], Field(max_length=8)] = []
    title: Title
    text: Body
    title_en: Title = ""
    text_en: Body = ""


def _announcements() -> announcements_pb2_grpc.AnnouncementsAsyncStub:
    return announcements_pb2_grpc.AnnouncementsStub(channel("accounts"))


@router.post("/announcements", status_code=201)
async def make_announcement(body: NewAnnouncement, request: Request) -> announcements_pb2.Announcement:
    """Announce: a host to the teams of its division, the secretariat to a division, to roles or to everyone (rules K1, K2).

    It is published: official names are whole, and it holds no number of an identity document (rules J1, J2, K4).
    """
    message = to_message(body, announcements_pb2.AnnounceRequest())
    return await call(_announcements().Announce, message, request)


@router.get("/announcements")
async def list_announcements(
    request: Request,
    division_code: DivisionFilter = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
    count: CountAsked = False,
) -> announcements_pb2.ListAnnouncementsResponse:
    """List announcements, the newest first, and how many each has reached: for a host of its divisions, else all (rule K1)."""
    wanted = announcements_pb2.ListAnnouncementsRequest(division_code=division_code)
    message = page(wanted, page_token, page_size, count=count)
    return await call(_announcements().ListAnnouncements, message, request)
