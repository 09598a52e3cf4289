"""What a writer is told when the section was written by somebody else (rule C4)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from dasai.registration.v1 import declarations_pb2, declarations_pb2_grpc, teams_pb2_grpc
from fastapi import Request

from chassis.actor import Actor
from chassis.kernel.refusal import Code, Kind, refuse
from gateway import rpc
from gateway.api.registration.projects import DraftSave, save_declaration
from gateway.problems import ProblemError
from tests.unit.gateway.running import Gateway

MOVED_ON = Code("C4_DRAFT_MOVED_ON", Kind.CONFLICT, "“{name}”刚被队友修改。", "{name} was changed meanwhile.")
BODY = DraftSave.model_validate({"draft_revision": 3, "sections": [{"id": "overview.background", "text": "我写的"}]})


class Teams(teams_pb2_grpc.TeamsServicer):
    """Refuses every save."""

    def SaveDeclaration(self, request: Any, context: Any) -> Any:
        refuse(MOVED_ON, name="项目背景")


class Projects(declarations_pb2_grpc.ProjectsServicer):
    """The draft with as much beside it as is told."""

    def __init__(self, characters: int) -> None:
        self.text = "字" * characters

    def GetDeclaration(self, request: Any, context: Any) -> Any:
        return declarations_pb2.Declaration(
            revision=4, sections=[declarations_pb2.DraftSection(id="overview.background", text=self.text, revision=4)]
        )


def _refused(gateway: Gateway, characters: int) -> ProblemError:
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
            await save_declaration("team", BODY, request)
        finally:
            await rpc.close_channels()

    with pytest.raises(ProblemError) as caught:
        asyncio.run(through())
    return caught.value


def test_c4_whose_save_is_refused_reads_what_stands_there(gateway: Gateway) -> None:
    """C4: the reason, and the section as it stands now."""
    problem = _refused(gateway, 3)
    assert (problem.status, problem.code, problem.zh) == (409, "C4_DRAFT_MOVED_ON", "“项目背景”刚被队友修改。")
    assert [one["text"] for one in problem.extra["current"]["sections"]] == ["字字字"]


def test_c4_the_reason_stands_where_what_stands_there_can_not_be_read(gateway: Gateway) -> None:
    """C4: an answer that is too large, or a part that is away, takes no reason away."""
    problem = _refused(gateway, 3 * 1024 * 1024)
    assert (problem.status, problem.code, problem.extra) == (409, "C4_DRAFT_MOVED_ON", {})
