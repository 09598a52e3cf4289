"""The answer to a save that is refused because somebody else wrote the section (rule C4)."""

from __future__ import annotations

import asyncio

import grpc
import pytest
from dasai.registration.v1 import declarations_pb2, declarations_pb2_grpc, teams_pb2, teams_pb2_grpc
from fastapi import Request, Response

from chassis.actor import Actor
from chassis.kernel.refusal import Code, Kind, refuse
from gateway import rpc
from gateway.api.registration.declarations import DraftSave, save_declaration
from gateway.problems import ProblemError
from tests.unit.gateway.running import Gateway

MOVED_ON = Code("C4_DRAFT_MOVED_ON", Kind.CONFLICT, "“{name}”刚被队友修改。", "{name} was changed meanwhile.")
BODY = DraftSave.model_validate({"draft_revision": 3, "sections": [{"id": "overview.background", "text": "我写的"}]})


class Teams(teams_pb2_grpc.TeamsServicer):
    """A servicer that refuses every save."""

    def SaveDeclaration(
        self, request: declarations_pb2.SaveDeclarationRequest, context: grpc.ServicerContext
    ) -> teams_pb2.Team:
        refuse(MOVED_ON, name="项目背景")


class Projects(declarations_pb2_grpc.ProjectsServicer):
    """A servicer whose draft has a text of so many characters."""

    def __init__(self, characters: int) -> None:
        self.text = "字" * characters

    def GetDeclaration(
        self, request: declarations_pb2.GetDeclarationRequest, context: grpc.ServicerContext
    ) -> declarations_pb2.Declaration:
        return declarations_pb2.Declaration(
            revision=4, sections=[declarations_pb2.DraftSection(id="overview.background", text=self.text, revision=4)]
        )


def refused_save(gateway: Gateway, characters: int) -> ProblemError:
    """Return the problem of a save that is refused while the draft has a text of so many characters."""
    gateway.more = [
        (teams_pb2_grpc.add_TeamsServicer_to_server, Teams()),
        (declarations_pb2_grpc.add_ProjectsServicer_to_server, Projects(characters)),
    ]
    gateway.stop()
    gateway.serve()
    state = {
        "actor": Actor("account"),
        "arrived_at": gateway.clock.now(),
        "request_id": "r-1",
        "traceparent": f"00-{'1' * 32}-{'2' * 16}-01",
    }
    request = Request({"type": "http", "headers": [], "state": state})

    async def through() -> None:
        try:
            await save_declaration("team", BODY, request, Response())
        finally:
            await rpc.close_channels()

    with pytest.raises(ProblemError) as caught:
        asyncio.run(through())
    return caught.value


def test_c4_a_refused_save_returns_the_current_section(gateway: Gateway) -> None:
    """C4: the refusal, and the section as it is now."""
    problem = refused_save(gateway, 3)
    assert (problem.status, problem.code, problem.zh) == (409, "C4_DRAFT_MOVED_ON", "“项目背景”刚被队友修改。")
    assert [section["text"] for section in problem.extra["current"]["sections"]] == ["字字字"]


def test_c4_a_save_is_refused_also_if_the_current_section_cannot_be_read(gateway: Gateway) -> None:
    """C4: the refusal is the same if the section is too large to be returned."""
    problem = refused_save(gateway, 3 * 1024 * 1024)
    assert (problem.status, problem.code, problem.extra) == (409, "C4_DRAFT_MOVED_ON", {})
