"""Uploads: rules first, then bytes, then what the bytes are (rules C5 to C7)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace

from dasai.registration.v1 import materials_pb2

from chassis.actor import Actor
from chassis.context import current
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import Refusal, refuse, refuse_unless
from chassis.mongo.attempts import StaleVersion
from chassis.objects import ObjectsAwayError, objects
from chassis.refusals import UNAVAILABLE

from .. import store, wire
from ..adapters.checkers import CheckersBusyError, checkers
from ..adapters.checking.faults import FoundError
from ..adapters.checking.look import Findings
from ..adapters.scanner import ScannerAwayError, scanner
from ..adapters.scanner import ScanState as Verdict
from ..adapters.turns import turns
from ..model import commands, rules
from ..model.events import Evidence
from ..model.file_names import clean_name
from ..model.material import Material, ScanState, Upload, UploadState
from ..model.team import Team
from ..store import materials as shelf
from ..wire import file_rules, requirements
from .teams import own_team

# a command that meets a newer version of its team runs again: what was found in the file is known by then
_FOUND_KEPT = 64
_found: OrderedDict[str, tuple[Findings, ScanState]] = OrderedDict()
_lock = threading.Lock()
_READ_BYTES = 256 * 1024


def begin_upload(cmd: commands.BeginUpload, actor: Actor, at: Instant) -> materials_pb2.Upload:
    """Open an upload (rules C1, C5, C6, C7)."""
    identifier = derived_id("upload", current().idempotency_key or current().causation_id)
    shelf.uploads.find(identifier)  # a repeated request is answered as the first time
    team = own_team(cmd.team_id, actor, at)
    team.takes_material(at)
    team.require_own(cmd.kind, cmd.owner_uscc, requirements())
    upload = Upload.begin(
        identifier,
        team_id=team.id,
        account_id=actor.account_id,
        kind=cmd.kind,
        file_name=cmd.file_name,
        owner_uscc=cmd.owner_uscc,
        size_bytes=cmd.size_bytes,
        evidence=team.evidence,
        others=shelf.open_uploads(team.id, at),
        files=file_rules(),
        at=at,
    )
    answer = wire.upload_view(upload)
    shelf.uploads.add(upload, answer=answer)
    return answer


def complete_upload(upload_id: str, actor: Actor, at: Instant) -> materials_pb2.Upload:
    """Every byte is there: look, keep, attach. Each step may be repeated after a crash (rules C1, C5, C7)."""
    upload = shelf.uploads.get(upload_id)
    team = own_team(upload.team_id, actor, at)
    if upload.state is UploadState.COMPLETE:
        return wire.upload_view(upload)
    upload.require_open(at)
    into_draft = team.takes_material(at)
    team.require_own(upload.kind, upload.owner_uscc, requirements())
    try:
        refuse_unless(objects().offset(upload.id) == upload.size_bytes, rules.C7_UPLOAD_INCOMPLETE)
        findings, scan_state = _looked_into(upload)
        objects().keep(upload.id, findings.sha256)
    except (ObjectsAwayError, CheckersBusyError, ScannerAwayError):
        refuse(UNAVAILABLE)
    material = _recorded(upload, findings, scan_state, at)
    # for an answer to review it is kept only: the answer will name it (rule C11)
    evidence_id = _attached(team, upload, material, actor, at).id if into_draft else ""
    upload.complete(material.id, evidence_id)
    answer = wire.upload_view(upload)
    shelf.uploads.save(upload, answer=answer)
    _discard(upload.id)
    return answer


def end_upload(upload_id: str, actor: Actor, at: Instant) -> materials_pb2.Upload:
    """The client gives an upload up; what is complete stays (rule C7)."""
    upload = shelf.uploads.get(upload_id)
    own_team(upload.team_id, actor, at)
    refuse_unless(upload.state is UploadState.OPEN, rules.C7_UPLOAD_ENDED)
    upload.end()
    answer = wire.upload_view(upload)
    shelf.uploads.save(upload, answer=answer)
    _discard(upload.id)
    return answer


def stored_piece(team: Team, asked: Evidence) -> Evidence:
    """What a team refers to by its hash, as it is stored; refuses what it has not uploaded, or not as this kind (C5, C7)."""
    team.require_own(asked.kind, asked.owner_uscc, requirements())
    material = material_of(team.id, asked.sha256, asked.owner_uscc)
    name = clean_name(asked.file_name)
    file_rules().require_type(asked.kind, material.media_type, name)
    return evidence_of(material, asked.kind, name)


def material_of(team_id: str, sha256: str, owner_uscc: str) -> Material:
    """The team's material of this content and owner; refuses C7_NOT_UPLOADED."""
    found = shelf.materials.peek(_material_id(team_id, sha256, owner_uscc))
    return found or refuse(rules.C7_NOT_UPLOADED)


def require_stored(team: Team) -> None:
    """Everything that a submission names is there; refuses C7_NOT_UPLOADED with the file's name otherwise (rules C5, C7)."""
    wanted = {_material_id(team.id, one.sha256, one.owner_uscc): one.file_name for one in team.evidence}
    for name in shelf.names_of_absent(wanted):
        refuse(rules.C7_NOT_UPLOADED, what=name)


def _looked_into(upload: Upload) -> tuple[Findings, ScanState]:
    with turns().of(upload.team_id):
        return _looked_into_once(upload)


def _looked_into_once(upload: Upload) -> tuple[Findings, ScanState]:
    with _lock:
        known = _found.get(upload.id)
    if known is None:
        # whoever had the turn before may have decided this very upload
        if shelf.uploads.get(upload.id).version != upload.version:
            raise StaleVersion
        try:
            known = _look(upload)
        except Refusal as refusal:
            upload.refuse(refusal)
            shelf.uploads.save(upload)
            _discard(upload.id)
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
    refuse_unless(verdict is not Verdict.INFECTED, rules.C7_MALWARE, what=name)
    return findings, ScanState(verdict.value)


def _recorded(upload: Upload, findings: Findings, scan_state: ScanState, at: Instant) -> Material:
    identifier = _material_id(upload.team_id, findings.sha256, upload.owner_uscc)
    until = at + file_rules().retention
    there = shelf.materials.find(identifier)
    if there is not None:
        if there.uploaded_again(until):
            shelf.materials.save(there)
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
    shelf.materials.add(material)
    return material


def _attached(team: Team, upload: Upload, material: Material, actor: Actor, at: Instant) -> Evidence:
    piece = evidence_of(material, upload.kind, upload.file_name)
    before = team.evidence
    attach(team, piece, actor, at)
    if team.evidence != before:
        store.teams.save(team)
    return piece


def attach(team: Team, piece: Evidence, actor: Actor, at: Instant) -> None:
    """Attach within the edition's bounds (rules C5, C6, C7)."""
    known = any(one.id == piece.id for one in team.evidence)
    others = sum(one.size_bytes for one in team.evidence if one.id != piece.id)
    team.attach(piece, requirements(), at=at, by=actor.account_id)
    if not known:
        file_rules().require_size(piece.kind, piece.size_bytes, others)


def evidence_of(material: Material, kind: str, file_name: str) -> Evidence:
    """Material as a piece of evidence: size and type are the record's."""
    blank = Evidence(id="", kind=kind, file_name=file_name, sha256="", size_bytes=0, media_type="", owner_uscc="")
    return replace(
        blank,
        id=derived_id("evidence", material.team_id, kind, material.sha256, material.owner_uscc),
        sha256=material.sha256,
        size_bytes=material.size_bytes,
        media_type=material.media_type,
        owner_uscc=material.owner_uscc,
    )


def _material_id(team_id: str, sha256: str, owner_uscc: str) -> str:
    return derived_id("material", team_id, sha256, owner_uscc)


def _discard(upload_id: str) -> None:
    with _lock:
        _found.pop(upload_id, None)
    try:
        objects().discard(upload_id)
    except ObjectsAwayError:
        return  # the record says that it is over; the bytes hurt nobody
