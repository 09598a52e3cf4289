"""Uploads: rules first, then bytes, then what the bytes are (rules C5 to C7)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NoReturn

from dasai.registration.v1 import materials_pb2

from chassis.actor import Actor
from chassis.facts.submissions import Evidence
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal, refuse, refuse_unless
from chassis.mongo.attempts import StaleVersion
from chassis.objects import ObjectsAwayError, ObjectsFullError, OffsetMovedError, objects
from chassis.refusals import STORAGE_FULL, UNAVAILABLE
from chassis.telemetry import log
from inspection.checkers import CheckersBusyError, checkers
from inspection.faults import FoundError
from inspection.look import Findings
from inspection.turns import turns

from ...editions.settings import requirements
from ...teams import store as teams_store
from ...teams.commands.teams import own_team
from ...teams.model.team import Team
from .. import requests, rules, store, wire
from ..adapters.scanner import ScannerAwayError, scanner
from ..checks import evidence_of, material_id
from ..model.material import Material, ScanState, Upload, UploadState
from ..settings import file_rules
from .evidence import attach

# a command that meets a newer version of its team runs again: what was found in the file is known by then
_FOUND_KEPT = 64
_found: OrderedDict[str, tuple[Findings, ScanState]] = OrderedDict()
_lock = threading.Lock()
_READ_BYTES = 256 * 1024


@idempotent(creates=store.uploads)
def begin_upload(identifier: str, request: requests.BeginUpload, actor: Actor, at: Instant) -> materials_pb2.Upload:
    """Open an upload (rules C1, C5, C6, C7).

    First judged, then an empty upload in the storage, then its room reserved by a conditional write, then its record: what a
    crash leaves between them is swept.
    """
    team = own_team(request.team_id, actor, at)
    team.takes_material(at)
    team.require_own(request.kind, request.owner_uscc, requirements())
    reserved = store.reservations(team.id, at)
    upload = Upload.begin(
        identifier,
        team_id=team.id,
        account_id=actor.account_id,
        kind=request.kind,
        file_name=request.file_name,
        owner_uscc=request.owner_uscc,
        size_bytes=request.size_bytes,
        metadata=request.metadata,
        evidence=team.evidence,
        reserved=reserved,
        kept=store.kept(team.id),
        files=file_rules(),
        at=at,
    )
    try:
        objects().begin(upload.id)
    except ObjectsAwayError as away:
        refuse_away(away)
    store.save_reservations(reserved)
    answer = wire.upload_view(upload)
    store.uploads.add(upload, answer=answer)
    return answer


@idempotent
def complete_upload(upload_id: str, actor: Actor, at: Instant) -> materials_pb2.Upload:
    """Every byte is there: look, say that it is being kept, keep, attach (rules C1, C5, C7).

    Each step may be repeated after a crash. Whoever gives the upload up before it is `finishing` wins; afterwards it can't be.
    """
    upload = store.uploads.get(upload_id)
    team = own_team(upload.team_id, actor, at)
    if upload.state is UploadState.COMPLETE:
        return wire.upload_view(upload)
    upload.require_open(at)
    into_draft = team.takes_material(at)
    team.require_own(upload.kind, upload.owner_uscc, requirements())
    try:
        if objects().offset(upload.id) != upload.size_bytes:
            _require_newest(upload)
            refuse(rules.C7_UPLOAD_INCOMPLETE)
        findings, scan_state = _looked_into(upload)
        _finishing(upload, findings, at)
        objects().keep(upload.id, findings.sha256, findings.size_bytes)
    except ObjectsAwayError as away:
        refuse_away(away)
    except (OffsetMovedError, CheckersBusyError, ScannerAwayError):
        refuse(UNAVAILABLE)
    material = _recorded(upload, findings, scan_state, at)
    # for an answer to review it is kept only: the answer will name it (rule C11)
    evidence_id = _attached(team, upload, material, actor, at).id if into_draft else ""
    upload.complete(material.id, evidence_id)
    answer = wire.upload_view(upload)
    store.uploads.save(upload, answer=answer)
    discard(upload.id)
    return answer


@idempotent
def end_upload(upload_id: str, actor: Actor, at: Instant) -> materials_pb2.Upload:
    """The client gives an upload up; what is complete stays, and so does what is being kept at this moment (rule C7)."""
    upload = store.uploads.get(upload_id)
    own_team(upload.team_id, actor, at)
    upload.give_up()
    answer = wire.upload_view(upload)
    store.uploads.save(upload, answer=answer)
    discard(upload.id)
    return answer


def refuse_away(away: ObjectsAwayError) -> NoReturn:
    """Refuses UNAVAILABLE, or STORAGE_FULL where that is why."""
    refuse(STORAGE_FULL if isinstance(away, ObjectsFullError) else UNAVAILABLE)


def _finishing(upload: Upload, findings: Findings, at: Instant) -> None:
    if upload.finish(findings.sha256, at):
        store.uploads.save(upload)
    # after that write, never before: either we see the removal of this very content, or it sees us (ADR 5)
    refuse_unless(not store.is_removed(findings.sha256), UNAVAILABLE)


def _require_newest(upload: Upload) -> None:
    """Raises StaleVersion where another call decided this very upload since it was read: it held the turn, its bytes are gone."""
    if store.uploads.get(upload.id).version != upload.version:
        raise StaleVersion


def _looked_into(upload: Upload) -> tuple[Findings, ScanState]:
    with turns().of(upload.team_id):
        return _looked_into_once(upload)


def _looked_into_once(upload: Upload) -> tuple[Findings, ScanState]:
    with _lock:
        known = _found.get(upload.id)
    if known is None:
        _require_newest(upload)
        try:
            known = _look(upload)
        except Refusal as refusal:
            upload.refuse(refusal)
            store.uploads.save(upload)
            discard(upload.id)
            raise
        with _lock:
            _found[upload.id] = known
            while len(_found) > _FOUND_KEPT:
                _found.popitem(last=False)
    return known


def _look(upload: Upload) -> tuple[Findings, ScanState]:
    with objects().local(upload.id) as path:
        try:
            findings = checkers().look(path)
        except FoundError as found:
            refuse(getattr(rules, f"C7_{found.fault}"), what=found.what)
        file_rules().require_type(upload.kind, findings.media_type, upload.file_name)
        with path.open("rb") as file:
            verdict, name = scanner().scan(iter(lambda: file.read(_READ_BYTES), b""))
    refuse_unless(verdict is not ScanState.INFECTED, rules.C7_MALWARE, what=name)
    return findings, verdict


def _recorded(upload: Upload, findings: Findings, scan_state: ScanState, at: Instant) -> Material:
    identifier = material_id(upload.team_id, findings.sha256, upload.owner_uscc)
    until = at + file_rules().retention
    there = store.materials.find(identifier)
    if there is not None:
        changed = [there.keep_until(until), there.scanned(scan_state, at=at)]
        if any(changed):
            store.materials.save(there)
        return there
    material = Material(
        id=identifier,
        team_id=upload.team_id,
        owner_uscc=upload.owner_uscc,
        uploaded_by=upload.account_id,
        file_name=upload.file_name,
        sha256=findings.sha256,
        size_bytes=findings.size_bytes,
        media_type=findings.media_type,
        scan_state=scan_state,
        uploaded_at=at,
        retained_until=until,
    )
    store.materials.add(material)
    return material


def _attached(team: Team, upload: Upload, material: Material, actor: Actor, at: Instant) -> Evidence:
    piece = evidence_of(material, upload.kind, upload.file_name)
    before = team.evidence
    attach(team, piece, actor, at)
    if team.evidence != before:
        teams_store.teams.save(team)
    return piece


def discard(upload_id: str) -> None:
    """Drop the bytes of an upload that is over; where the storage is away they wait for the sweep."""
    with _lock:
        _found.pop(upload_id, None)
    try:
        objects().discard(upload_id)
    except ObjectsAwayError:
        log("material").warning("bytes wait for the sweep", upload=upload_id)
