"""Material that a team uploads by a plain form: what the page says if the file that was to be replaced stays evidence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from dasai.registration.v1 import (
    declarations_pb2,
    declarations_pb2_grpc,
    materials_pb2,
    materials_pb2_grpc,
    teams_pb2,
    teams_pb2_grpc,
)

from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import Code, refuse
from chassis.objects import objects
from chassis.refusals import NOT_FOUND, UNAVAILABLE
from chassis.settings import settings
from tests.unit.gateway.running import ALL_ROLES, Gateway


class Uploads(
    materials_pb2_grpc.MaterialsServicer, teams_pb2_grpc.TeamsServicer, declarations_pb2_grpc.ProjectsServicer
):
    """A servicer that takes each file as evidence `new`, and refuses with `refusal`, if there is one, to remove another."""

    refusal: Code | None = None

    def __init__(self) -> None:
        self.removed: list[str] = []

    def BeginUpload(
        self, request: materials_pb2.BeginUploadRequest, context: grpc.ServicerContext
    ) -> materials_pb2.Upload:
        begun = materials_pb2.Upload(id=new_id(), size_bytes=request.size_bytes)
        objects().begin(begun.id)
        return begun

    def CompleteUpload(
        self, request: materials_pb2.CompleteUploadRequest, context: grpc.ServicerContext
    ) -> materials_pb2.Upload:
        return materials_pb2.Upload(id=request.upload_id, evidence_id="new")

    def ListMaterials(
        self, request: materials_pb2.ListMaterialsRequest, context: grpc.ServicerContext
    ) -> materials_pb2.ListMaterialsResponse:
        return materials_pb2.ListMaterialsResponse()

    def RemoveEvidence(
        self, request: materials_pb2.RemoveEvidenceRequest, context: grpc.ServicerContext
    ) -> teams_pb2.Team:
        self.removed.append(request.evidence_id)
        if self.refusal is not None:
            refuse(self.refusal)
        return teams_pb2.Team()

    def GetTeam(self, request: teams_pb2.GetTeamRequest, context: grpc.ServicerContext) -> teams_pb2.Team:
        return teams_pb2.Team(own=True, state="TEAM_STATE_REGISTERED", facts={"team_id": request.team_id})

    def GetCompleteness(
        self, request: declarations_pb2.GetCompletenessRequest, context: grpc.ServicerContext
    ) -> declarations_pb2.Completeness:
        return declarations_pb2.Completeness(writable=True)


@pytest.fixture
def uploads(gateway: Gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Uploads]:
    """Serve a team's material, kept in a folder."""
    monkeypatch.setenv("DASAI_OBJECTS_URL", f"file://{tmp_path}/objects")
    servicer = Uploads()
    gateway.stop()
    gateway.more += [
        (materials_pb2_grpc.add_MaterialsServicer_to_server, servicer),
        (teams_pb2_grpc.add_TeamsServicer_to_server, servicer),
        (declarations_pb2_grpc.add_ProjectsServicer_to_server, servicer),
    ]
    gateway.serve()
    settings.cache_clear()
    objects.cache_clear()
    yield servicer
    objects.cache_clear()


@pytest.mark.parametrize(
    ("replaces", "refusal", "removed", "said"),
    [
        ("old", None, ["old"], "uploaded"),
        ("old", NOT_FOUND, ["old"], "uploaded"),
        ("new", None, [], "uploaded"),
        ("", None, [], "uploaded"),
        ("old", UNAVAILABLE, ["old"], "uploaded_beside"),
    ],
)
def test_c7_a_file_that_could_not_be_replaced_is_told(
    gateway: Gateway, uploads: Uploads, replaces: str, refusal: Code | None, removed: list[str], said: str
) -> None:
    """C7: else both would be submitted as evidence; one that is gone already, or is the same piece, is no fault."""
    uploads.refusal = refusal
    form = {"replaces": replaces, "kind": "audit", "owner_uscc": "1"}
    file = {"file": ("a.pdf", b"%PDF-1.4", "application/pdf")}
    answer = gateway.request("POST", "/teams/t1/material", headers=ALL_ROLES, data=form, files=file)
    assert (answer.status_code, answer.headers.get("location")) == (303, f"/teams/t1/material?done={said}")
    assert uploads.removed == removed


@pytest.mark.parametrize(("prefix", "words"), [("", "原文件未能移除"), ("/en", "could not be removed")])
def test_c7_the_page_says_what_to_do_with_the_file_that_stayed(
    gateway: Gateway, uploads: Uploads, prefix: str, words: str
) -> None:
    """C7: in both languages, and as no success."""
    shown = gateway.get(f"{prefix}/teams/t1/material?done=uploaded_beside", **ALL_ROLES)
    assert shown.status_code == 200
    assert (words in shown.text, "govuk-notification-banner--success" in shown.text) == (True, False)
