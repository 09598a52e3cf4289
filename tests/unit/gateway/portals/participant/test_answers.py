"""Forms by which a team answers review: one that is shown again keeps its key, so that what was done is not done twice."""

from __future__ import annotations

import re

import grpc
import pytest
from dasai.registration.v1 import (
    declarations_pb2,
    declarations_pb2_grpc,
    materials_pb2,
    materials_pb2_grpc,
    submissions_pb2,
    supplements_pb2,
    supplements_pb2_grpc,
    teams_pb2,
    teams_pb2_grpc,
)
from dasai.review.v1 import cases_pb2, cases_pb2_grpc

from chassis.kernel.refusal import Code, Kind, refuse
from chassis.refusals import KEY_REUSED
from tests.unit.gateway.running import ALL_ROLES, Gateway

REFUSED = Code("D3_REFUSED", Kind.REFUSED, "不予受理。", "Refused.")


class OwnTeam(
    teams_pb2_grpc.TeamsServicer,
    materials_pb2_grpc.MaterialsServicer,
    supplements_pb2_grpc.SupplementsServicer,
    declarations_pb2_grpc.ProjectsServicer,
    cases_pb2_grpc.CasesServicer,
):
    """A servicer of the reader's team that may appeal, answer a request and submit, and refuses each of them."""

    refusal = REFUSED

    def GetTeam(self, request: teams_pb2.GetTeamRequest, context: grpc.ServicerContext) -> teams_pb2.Team:
        team = teams_pb2.Team(own=True, state="TEAM_STATE_SUBMITTED")
        team.facts.team_id = request.team_id
        team.appeal_until.FromJsonString("2024-06-20T00:00:00Z")
        return team

    def ListMaterials(
        self, request: materials_pb2.ListMaterialsRequest, context: grpc.ServicerContext
    ) -> materials_pb2.ListMaterialsResponse:
        return materials_pb2.ListMaterialsResponse()

    def ListSupplements(
        self, request: supplements_pb2.ListSupplementsRequest, context: grpc.ServicerContext
    ) -> supplements_pb2.ListSupplementsResponse:
        asked = {"number": 1, "state": "SUPPLEMENT_STATE_ASKED", "asked": "请补充。"}
        return supplements_pb2.ListSupplementsResponse(supplements=[asked])

    def GetCompleteness(
        self, request: declarations_pb2.GetCompletenessRequest, context: grpc.ServicerContext
    ) -> declarations_pb2.Completeness:
        return declarations_pb2.Completeness(writable=True, may_submit=True)

    def AnswerSupplement(
        self, request: supplements_pb2.AnswerSupplementRequest, context: grpc.ServicerContext
    ) -> supplements_pb2.Supplement:
        refuse(self.refusal)

    def AppealCase(self, request: cases_pb2.AppealCaseRequest, context: grpc.ServicerContext) -> cases_pb2.Case:
        refuse(self.refusal)

    def SubmitProject(
        self, request: submissions_pb2.SubmitProjectRequest, context: grpc.ServicerContext
    ) -> submissions_pb2.Receipt:
        refuse(self.refusal)


@pytest.fixture
def own_team(gateway: Gateway) -> OwnTeam:
    """Serve a team of the reader beside divisions."""
    servicer = OwnTeam()
    gateway.stop()
    gateway.more += [
        (teams_pb2_grpc.add_TeamsServicer_to_server, servicer),
        (materials_pb2_grpc.add_MaterialsServicer_to_server, servicer),
        (supplements_pb2_grpc.add_SupplementsServicer_to_server, servicer),
        (declarations_pb2_grpc.add_ProjectsServicer_to_server, servicer),
        (cases_pb2_grpc.add_CasesServicer_to_server, servicer),
    ]
    gateway.serve()
    return servicer


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/teams/t1/appeal", {"reason": "情况属实。"}),
        ("/teams/t1/supplements/1", {"text": "已补充。"}),
        ("/teams/t1/submission", {"draft_revision": "2"}),
    ],
)
def test_c8_c11_d3_a_form_that_is_refused_keeps_its_key(
    gateway: Gateway, own_team: OwnTeam, path: str, form: dict[str, str]
) -> None:
    """C8, C11, D3: what was refused may be on its way still; only a key that was used for something else is replaced."""

    def key_after(refusal: Code) -> str:
        own_team.refusal = refusal
        again = gateway.request("POST", path, headers=ALL_ROLES, data={**form, "key": "key-of-the-form"})
        assert again.status_code >= 400
        assert KEY_REUSED.zh not in again.text
        return re.findall(r'name="key" value="([^"]*)"', again.text)[0]

    assert key_after(REFUSED) == "key-of-the-form"
    assert key_after(KEY_REUSED) not in ("", "key-of-the-form")
