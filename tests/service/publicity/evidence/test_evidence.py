"""Evidence over the running service and the real storage: inspected, kept, named, deleted (H2, H3, K1)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import httpx
import mongoengine
import pytest
from dasai.publicity.v1 import evidence_pb2, reports_pb2
from pikepdf import Encryption

from chassis.actor import Role, system
from chassis.arrivals import arrival_lag
from chassis.context import Context, handling
from chassis.kernel.identifiers import new_id
from chassis.mongo.connection import connect
from chassis.objects import objects
from chassis.settings import settings
from cli.stack.run_record import new_prefix
from cli.synthetic import small_pdf
from services.publicity.catalogue import DOCUMENTS
from services.publicity.evidence import store
from services.publicity.evidence.model import Evidence
from services.publicity.evidence.settings import storage
from services.publicity.reports.commands import run_evidence
from tests.service.publicity.reports.test_reports import REPORT, upload_headers
from tests.service.publicity.running import ROOT, Publicity, Walk, refusal
from tests.unit.inspection import files
from tests.unit.services.publicity.builders import beijing

pytestmark = pytest.mark.parts

AT = beijing("2024-10-22T10:00:00.000")
ACTOR = system("publicity")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"MZ no program is evidence", "H2_FILE_TYPE"),
        (small_pdf("cut")[:-200], "H2_FILE_UNSAFE"),
        (files.pdf(encryption=Encryption(owner="a", user="b")), "H2_FILE_UNSAFE"),
    ],
    ids=["a program", "cut short", "with a password"],
)
def test_what_is_no_evidence_is_refused_and_deleted(publicity: Publicity, content: bytes, code: str) -> None:
    """H2, C7: by the inspection that material goes through; nothing of it stays."""
    upload = publicity.upload(content)
    request = evidence_pb2.KeepEvidenceRequest(evidence_id=upload, file_name="sample.pdf")
    with pytest.raises(grpc.RpcError) as error:
        publicity.call(publicity.evidence.KeepEvidence, request)
    assert refusal(error.value) == code
    assert (publicity.storage.offset(upload), publicity.database["report_evidence"].find_one({"_id": upload})) == (
        0,
        None,
    )


def test_a_file_is_kept_once_however_often_it_is_asked_for(publicity: Publicity) -> None:
    """H2: the answer is the same; for a day without a report. An unknown upload, and a name that deceives, are refused."""
    publicity.clock.stand_at(AT)
    upload = publicity.upload()
    request = evidence_pb2.KeepEvidenceRequest(evidence_id=upload, file_name="对比.pdf")
    first = publicity.call(publicity.evidence.KeepEvidence, request)
    assert publicity.call(publicity.evidence.KeepEvidence, request) == first
    assert (first.file_name, first.media_type) == ("对比.pdf", "application/pdf")
    assert first.kept_until.ToDatetime(tzinfo=AT.tzinfo) == AT + timedelta(hours=24)
    assert publicity.storage.size(first.sha256) == first.size_bytes
    cases = ((new_id(), "a.pdf", "NOT_FOUND"), ("x", "a.pdf", "NOT_FOUND"), (upload, "a/b", "H2_FILE_NAME"))
    for identifier, name, code in cases:
        asked = evidence_pb2.KeepEvidenceRequest(evidence_id=identifier, file_name=name)
        with pytest.raises(grpc.RpcError) as error:
            publicity.call(publicity.evidence.KeepEvidence, asked)
        assert refusal(error.value) == code


def test_only_the_committee_reads_what_its_report_names(publicity: Publicity) -> None:
    """K1, H3: nobody else, and not by another report's identifier, nor while no report names it."""
    publicity.make_known(1)
    request = publicity.make_report(1)
    filed = publicity.call(publicity.reports.FileReport, request)
    named = request.evidence[0].evidence_id
    get = evidence_pb2.GetEvidenceRequest(report_id=filed.report_id, evidence_id=named)
    assert publicity.call(publicity.evidence.GetEvidence, get, Role.COMMITTEE).evidence_id == named
    for roles in ((), *((role,) for role in Role if role is not Role.COMMITTEE)):
        with pytest.raises(grpc.RpcError) as error:
            publicity.call(publicity.evidence.GetEvidence, get, *roles)
        assert refusal(error.value) == ("K1_FORBIDDEN" if roles else "K1_UNAUTHENTICATED")
    unnamed = publicity.keep().evidence_id
    for report_id, evidence_id in (("other", named), ("", unnamed), (filed.report_id, unnamed)):
        foreign = evidence_pb2.GetEvidenceRequest(report_id=report_id, evidence_id=evidence_id)
        with pytest.raises(grpc.RpcError) as error:
            publicity.call(publicity.evidence.GetEvidence, foreign, Role.COMMITTEE)
        assert refusal(error.value) == "NOT_FOUND"


@pytest.fixture
def database(mongodb_url: str, tmp_path: Path) -> Iterator[Any]:
    """Use a database and a storage of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASAI_MONGODB_URL", mongodb_url)
        patch.setenv("DASAI_DATABASE_PREFIX", new_prefix())
        patch.setenv("DASAI_EDITION_FILE", str(ROOT / "editions" / "2024.yaml"))
        patch.setenv("DASAI_OBJECTS_URL", tmp_path.as_uri())
        settings.cache_clear()
        objects.cache_clear()
        client = connect(settings(), "publicity")
        for document in DOCUMENTS:
            document.ensure_indexes()
        name = settings().database("publicity")
        yield client[name]
        client.drop_database(name)
        mongoengine.disconnect()
    settings.cache_clear()
    objects.cache_clear()


def keep(content: bytes, report_id: str = "") -> Evidence:
    """Keep a file as the service does, named by a report if one is given."""
    upload = new_id()
    storage().begin(upload)
    storage().append(upload, 0, content)
    sha256 = hashlib.sha256(content).hexdigest()
    evidence = Evidence.receive(
        upload,
        file_name="a.pdf",
        sha256=sha256,
        size_bytes=len(content),
        media_type="application/pdf",
        life=timedelta(hours=24),
        at=AT,
    )
    storage().keep(upload, sha256, len(content))
    evidence.finish()
    if report_id:
        evidence.name_in(report_id, "", AT)
    with handling(Context(actor=ACTOR)):
        store.evidence.add(evidence)
    return evidence


def test_a_file_that_no_report_names_is_deleted_after_its_day(database: Any) -> None:
    """H2: not before; the same content stays while another upload of it has time left, and a crash half-way is made good."""
    first = keep(b"one content")
    with handling(Context(actor=ACTOR)):
        run_evidence(ACTOR, AT + timedelta(hours=24))
    assert storage().size(first.sha256) == len(b"one content")
    second = keep(b"one content")
    later = store.evidence.find(second.id)
    assert later is not None
    later.kept_until = AT + timedelta(hours=48)
    with handling(Context(actor=ACTOR)):
        store.evidence.save(later)
        run_evidence(ACTOR, AT + timedelta(hours=25))
    assert (store.evidence.peek(first.id), storage().size(first.sha256)) == (None, len(b"one content"))
    removing = store.evidence.find(second.id)
    assert removing is not None
    removing.begin_removal(AT + timedelta(hours=49))
    with handling(Context(actor=ACTOR)):
        store.evidence.save(removing)  # and the worker dies
        run_evidence(ACTOR, AT + timedelta(hours=49))
    assert (store.evidence.peek(second.id), storage().size(second.sha256)) == (None, None)


def test_a_file_waits_for_a_report_that_arrived_in_its_time(database: Any) -> None:
    """H2: kept until no report that arrived in its day can come any more, also if the report is stored after its evidence."""
    file = keep(b"awaited", "a-report-on-its-way")
    day = AT + timedelta(hours=24)
    with handling(Context(actor=ACTOR)):
        run_evidence(ACTOR, day + arrival_lag())
    assert storage().size(file.sha256) == len(b"awaited")
    with handling(Context(actor=ACTOR)):
        run_evidence(ACTOR, day + arrival_lag() + timedelta(milliseconds=1))
    assert (store.evidence.peek(file.id), storage().size(file.sha256)) == (None, None)


def test_a_report_that_was_never_kept_keeps_no_file(database: Any) -> None:
    """H2: if filing died between its evidence and itself, the evidence goes after its day all the same."""
    orphan = keep(b"orphan", "no-such-report")
    with handling(Context(actor=ACTOR)):
        run_evidence(ACTOR, AT + timedelta(hours=25))
    assert (store.evidence.peek(orphan.id), storage().size(orphan.sha256)) == (None, None)


def test_uploads_and_reports_are_bounded_by_address(publicity: Publicity, walk: Callable[[Walk], None]) -> None:
    """H2: in size, by type, and in number; the seventh of six within an hour is refused with the time to wait."""
    publicity.make_known(77)

    async def steps(client: httpx.AsyncClient) -> None:
        address, headers = "/api/v1/report-evidence", upload_headers("a.pdf")
        empty = await client.post(address, content=b"", headers=headers)
        assert (empty.status_code, empty.json()["code"]) == (422, "H2_FILE_EMPTY")
        form = await client.post(address, content=b"x", headers=headers | {"content-type": "text/plain"})
        assert form.status_code == 415
        large = await client.post(address, content=b"x", headers=headers | {"content-length": str(60 * 1024 * 1024)})
        assert (large.status_code, large.json()["code"]) == (413, "H2_FILE_TOO_LARGE")
        codes = [
            (await client.post(address, content=small_pdf(f"n{n}"), headers=headers)).status_code for n in range(4)
        ]
        assert codes == [201, 201, 201, 429]
        statuses = [(await client.post("/api/v1/reports", json=REPORT)).status_code for _ in range(7)]
        assert statuses == [422] * 6 + [429]

    walk(steps)


def test_a_report_still_names_evidence_of_its_kept_day(publicity: Publicity) -> None:
    """H2: judged by when the report arrives: at the last instant it counts, a millisecond later the file is gone for it."""
    publicity.make_known(1)
    publicity.clock.stand_at(AT)
    in_time, late = publicity.make_report(1), publicity.make_report(1)
    publicity.clock.stand_at(AT + timedelta(hours=24))
    assert isinstance(publicity.call(publicity.reports.FileReport, in_time), reports_pb2.FileReportResponse)
    publicity.clock.stand_at(AT + timedelta(hours=24, milliseconds=1))
    with pytest.raises(grpc.RpcError) as error:
        publicity.call(publicity.reports.FileReport, late)
    assert refusal(error.value) == "H2_FILE_GONE"
