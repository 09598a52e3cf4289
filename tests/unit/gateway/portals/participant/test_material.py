"""Material that a team uploads by a plain form: what the page says if the file that was to be replaced stays evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import grpc
import pytest
from dasai.registration.v1 import (
    declarations_pb2,
    declarations_pb2_grpc,
    materials_pb2,
    materials_pb2_grpc,
    supplements_pb2,
    supplements_pb2_grpc,
    teams_pb2,
    teams_pb2_grpc,
)

from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import Code, Kind, refuse
from chassis.objects import objects
from chassis.refusals import NOT_FOUND, UNAVAILABLE
from chassis.settings import settings
from tests.unit.gateway.running import ALL_ROLES, Gateway

FOREIGN = Code("C5_FOREIGN_OWNER", Kind.REFUSED, "所属单位不在团队中。", "Of no organisation of the team.")


class Uploads(
    materials_pb2_grpc.MaterialsServicer,
    teams_pb2_grpc.TeamsServicer,
    declarations_pb2_grpc.ProjectsServicer,
    supplements_pb2_grpc.SupplementsServicer,
):
    """A servicer that takes each file as evidence `new`, and refuses with `refusal`, if there is one, to remove another.

    Review has asked the team for something.
    """

    refusal: Code | None = None

    def __init__(self) -> None:
        self.removed: list[str] = []

    def BeginUpload(
        self, request: materials_pb2.BeginUploadRequest, context: grpc.ServicerContext
    ) -> materials_pb2.Upload:
        if not request.owner_uscc:
            refuse(FOREIGN)
        begun = materials_pb2.Upload(id=new_id(), size_bytes=request.size_bytes)
        objects().begin(begun.id)
        return begun

    def CompleteUpload(
        self, request: materials_pb2.CompleteUploadRequest, context: grpc.ServicerContext
    ) -> materials_pb2.Upload:
        return materials_pb2.Upload(id=request.upload_id, evidence_id="new", material_id="m2", kind="audit")

    def ListMaterials(
        self, request: materials_pb2.ListMaterialsRequest, context: grpc.ServicerContext
    ) -> materials_pb2.ListMaterialsResponse:
        answer = materials_pb2.ListMaterialsResponse()
        for name in ("m1", "m2", "m3"):
            file = answer.materials.add(
                id=name, file_name=f"{name}.pdf", media_type="application/pdf", scan_state="SCAN_STATE_CLEAN"
            )
            file.uploaded_at.FromJsonString("2024-06-01T00:00:00Z")
        return answer

    def ListSupplements(
        self, request: supplements_pb2.ListSupplementsRequest, context: grpc.ServicerContext
    ) -> supplements_pb2.ListSupplementsResponse:
        asked = {"number": 1, "state": "SUPPLEMENT_STATE_ASKED", "asked": "请补充。"}
        return supplements_pb2.ListSupplementsResponse(supplements=[asked])

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
        (supplements_pb2_grpc.add_SupplementsServicer_to_server, servicer),
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


WRITTEN = "数据授权文件见附件。\n第二行。"


def form_in(page: str, action: str) -> dict[str, str]:
    """Return the hidden fields of the page's form with this action."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    fields = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in fields}


def answer_in(page: str) -> tuple[str, set[str], str]:
    """Return the text, the chosen files and the key of the form that answers review."""
    (text,) = re.findall(r"<textarea[^>]* name=\"text\"[^>]*>\s?(.*?)</textarea>", page, re.DOTALL)
    (key,) = re.findall(r'name="key" value="([^"]*)"', page)
    return unescape(text), set(re.findall(r'name="files" id="[^"]*" value="(\w+)" checked', page)), key


def test_c11_what_was_written_is_kept_while_a_file_is_uploaded(gateway: Gateway, uploads: Uploads) -> None:
    """C11: over the form to upload, a refused upload, the way back without one, and the file itself, which is chosen then."""
    address, upload = "/teams/t1/supplements/1", "/teams/t1/material"
    filled = {"text": WRITTEN, "files": "m1", "kind-m1": "audit", "key": "the-key"}

    def sent(path: str, form: dict[str, str], **more: object) -> tuple[int, str]:
        answer = gateway.request("POST", path, headers=ALL_ROLES, data=form, **more)
        return answer.status_code, answer.text

    status, page = sent(address, filled | {"act": "upload"})
    carried = form_in(page, upload)
    assert (status, {name: carried[name] for name in filled}) == (200, filled)
    assert carried["supplement"] == "1"
    assert form_in(page, address) == filled | {"act": "look"}
    status, page = sent(address, form_in(page, address))
    assert (status, answer_in(page)) == (200, (WRITTEN, {"m1"}, "the-key"))
    file = {"file": ("a.pdf", b"%PDF-1.4", "application/pdf")}
    status, page = sent(upload, carried, files=file)
    assert (status >= 400, {name: form_in(page, upload)[name] for name in filled}) == (True, filled)
    status, page = sent(upload, carried | {"kind": "audit", "owner_uscc": "1"}, files=file)
    assert (status, answer_in(page)) == (200, (WRITTEN, {"m1", "m2"}, "the-key"))
