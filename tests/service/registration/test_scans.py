"""Scanners over a real database and folder: at the upload, and later (rule C7)."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from dasai.registration.v1 import materials_pb2

from chassis.bus.envelope import open_envelope
from chassis.kernel.refusal import Refusal
from chassis.mongo.attempts import StaleVersion
from chassis.objects import objects
from cli.synthetic import small_pdf
from services.registration.materials import queries as materials_queries
from services.registration.materials import requests as materials_requests
from services.registration.materials import store as materials_store
from services.registration.materials import wire as materials_wire
from services.registration.materials.commands import scans
from services.registration.materials.model.material import ScanState
from services.registration.teams import store as teams_store
from tests.service.registration.uploading import (
    AT,
    MEMBER,
    TIMER,
    add_team,
    answer,
    begin_upload,
    change_settings,
    complete_upload,
    refusal_of,
    submit,
)
from tests.unit.inspection.clamd import EICAR, NESTED, running_clamd

pytestmark = pytest.mark.usefixtures("registration")


def test_c7_malware_is_refused_and_a_scanner_that_is_away_loses_nothing(tmp_path: Path) -> None:
    """C7: found it is dropped; without a verdict the upload waits; clean it says so."""
    infected = small_pdf("harmless").replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + EICAR + b"\n")
    with running_clamd() as url:
        change_settings(clamd_url=url)
        upload_id = begin_upload(infected)
        assert refusal_of(upload_id) == "C7_MALWARE"
        assert refusal_of(upload_id) == "C7_MALWARE"
        assert objects().offset(upload_id) == 0
        clean = complete_upload(begin_upload(small_pdf("clean")))
        assert materials_store.materials.look(clean.material_id).scan_state == "clean"
    waiting = begin_upload(small_pdf("waits"))
    assert refusal_of(waiting) == "UNAVAILABLE"
    change_settings(clamd_url="")
    assert materials_store.materials.look(complete_upload(waiting).material_id).scan_state == "unscanned"


def scan_states() -> list[str]:
    """Return the scan states of all material, in the order of their hashes."""
    return [
        material.scan_state.value
        for material in sorted(materials_store.materials.every(), key=lambda material: material.sha256)
    ]


def test_c7_unscanned_files_are_scanned_once_a_scanner_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """C7: some at a time, malware marked for whoever has it; what the scanner does not take says so; nothing twice."""
    add_team("t2", "p2", 2)
    infected = small_pdf("infected").replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + EICAR + b"\n")
    deep = small_pdf("deep").replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + NESTED + b"\n")
    expected_states = {small_pdf("harmless"): "clean", infected: "infected", deep: "too_large_to_scan"}
    for content in expected_states:
        complete_upload(begin_upload(content))
    complete_upload(begin_upload(infected, "t2", number=2))
    retention_before = scan_states()
    scans.run_scans(TIMER, AT)
    assert scan_states() == retention_before == ["unscanned"] * 4
    expected = sorted(
        (hashlib.sha256(content).hexdigest(), state)
        for content, state in [*expected_states.items(), (infected, "infected")]
    )
    with running_clamd() as url:
        change_settings(clamd_url=url)
        monkeypatch.setattr(scans, "FILES", 1)
        for _ in range(3):
            scans.run_scans(TIMER, AT)
        assert scan_states() == [state for _, state in expected]
    scans.run_scans(TIMER, AT)  # nothing to do: the scanner that is away is not missed
    assert scan_states() == [state for _, state in expected]


def raised(document_type: Any, name: str) -> list[Any]:
    """Return the events of that name in the outboxes."""
    outboxes = [document["outbox"] for document in document_type._get_collection().find()]
    events = [open_envelope(bytes(body))[1] for outbox in outboxes for body in outbox]
    return [event for event in events if event.DESCRIPTOR.name == name]


def test_c7_malware_found_later_is_a_finding_of_the_team_that_submitted_it() -> None:
    """C7, D1, K2: in the last version it is told, by its name there; in an earlier one or a draft it is nobody's finding."""
    for number in (2, 3, 4):
        add_team(f"t{number}", f"p{number}", number)
    infected = small_pdf("infected").replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + EICAR + b"\n")
    for number in (1, 2, 3, 4):
        complete_upload(begin_upload(infected, f"t{number}", number=number))
    submit(teams_store.teams.get("t1"), infected, "审计报告.pdf")
    submit(teams_store.teams.get("t2"), infected)
    submit(teams_store.teams.get("t2"), small_pdf("another"))
    answer(teams_store.teams.get("t4"), infected)
    with running_clamd() as url:
        change_settings(clamd_url=url)
        scans.run_scans(TIMER, AT)
    events = raised(materials_store.MaterialDocument, "MaterialScanned")
    assert sorted((event.team_id, event.infected) for event in events) == [
        (f"t{number}", True) for number in (1, 2, 3, 4)
    ]
    for event in (*events, *events):
        scans.record_scan(materials_wire.record_scan(event), TIMER, AT)
    findings = {
        team.id: [(finding.code, finding.source) for finding in team.findings.each]
        for team in teams_store.teams.every()
    }
    assert findings == {
        "t1": [("C7_MATERIAL_INFECTED", "审计报告.pdf")],
        "t2": [],
        "t3": [],
        "t4": [("C7_MATERIAL_INFECTED", "answer.pdf")],
    }
    (event,) = raised(teams_store.TeamDocument, "TeamFindingChanged")
    assert (event.team.team_id, event.code, event.lifted) == ("t1", "C7_MATERIAL_INFECTED", False)


def test_c7_a_later_clean_scan_lifts_the_finding() -> None:
    """C7: only that there is none takes malware back, and the file is handed out again; that nobody looked does not."""

    def handed_out() -> str:
        asked = materials_pb2.GetMaterialRequest(team_id="t1", material_id=done.material_id)
        try:
            return materials_queries.get_material(asked, MEMBER).sha256
        except Refusal as refusal:
            return refusal.code.name

    def findings() -> list[tuple[str, bool]]:
        for event in raised(
            materials_store.MaterialDocument, "MaterialScanned"
        ):  # also what was handled before, late and again
            scans.record_scan(materials_wire.record_scan(event), TIMER, AT)
        return [(finding.code, finding.lifted) for finding in teams_store.teams.look("t1").findings.each]

    done = complete_upload(begin_upload(small_pdf("doubted")))
    submit(teams_store.teams.get("t1"), small_pdf("doubted"))
    for word in (ScanState.INFECTED, ScanState.UNSCANNED, ScanState.TOO_LARGE_TO_SCAN, ScanState.CLEAN):
        material = materials_store.materials.get(done.material_id)
        if material.record_scan(word, at=AT):
            materials_store.materials.save(material)
        clean = word is ScanState.CLEAN
        assert handed_out() == (material.sha256 if clean else "C7_MATERIAL_WITHHELD")
        assert findings() == [("C7_MATERIAL_INFECTED", clean)]


def test_c7_a_submission_while_malware_is_found_must_be_repeated() -> None:
    """C7: having seen the file clean, a submission or an answer on its way meets a newer version of its team."""
    material = materials_store.materials.get(complete_upload(begin_upload(small_pdf("doubted"))).material_id)
    on_its_way = teams_store.teams.get("t1")
    assert material.record_scan(ScanState.INFECTED, at=AT)
    materials_store.materials.save(material)
    scans.record_scan(materials_requests.RecordScan(team_id="t1", sha256=material.sha256), TIMER, AT)
    with pytest.raises(StaleVersion):
        submit(on_its_way, small_pdf("doubted"))
    assert teams_store.teams.look("t1").findings.each == ()


def test_c7_a_scan_at_the_next_upload_of_the_same_content_counts() -> None:
    """C7: and without a scanner it is not forgotten."""
    content = small_pdf("twice")
    done = complete_upload(begin_upload(content))
    with running_clamd() as url:
        change_settings(clamd_url=url)
        complete_upload(begin_upload(content, kind="credit_record"))
    assert materials_store.materials.look(done.material_id).scan_state == "clean"
    change_settings(clamd_url="")
    complete_upload(begin_upload(content, kind="intellectual_property"))
    assert materials_store.materials.look(done.material_id).scan_state == "clean"
