"""Inspect, keep and delete evidence of reports (rule H2)."""

from __future__ import annotations

from dasai.publicity.v1 import evidence_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal, refuse, refuse_unless
from chassis.objects import ObjectsAwayError, ObjectsFullError, OffsetMovedError, is_upload
from chassis.outage import Outage
from chassis.refusals import NOT_FOUND, STORAGE_FULL, UNAVAILABLE
from inspection.checkers import CheckersBusyError, checkers
from inspection.defects import Defect, DefectError
from inspection.files import InspectedFile
from inspection.scanner import ScannerAwayError, Verdict, scanner
from inspection.turns import turns

from . import requests, rules, store, wire
from .model import Evidence, EvidenceState, clean_file_name
from .settings import limits, storage, unnamed_life

# bytes of an upload that never became evidence are deleted after so long without a write, seconds
SWEEP_SECONDS = 3600.0
TIDY_SECONDS = 86400.0
_READ_BYTES = 256 * 1024
_kept = Outage("evidence", "evidence waits for its removal", "evidence is removed again")
_undiscarded = Outage("evidence", "bytes wait for the sweep", "bytes are deleted again")


def keep_evidence(request: requests.KeepEvidence, actor: Actor, at: Instant) -> evidence_pb2.KeptEvidence:
    """Inspect a file that has arrived, as material is, and keep it (rules C7, H2); repeated, it goes on where it was."""
    refuse_unless(is_upload(request.evidence_id), NOT_FOUND, what="upload")
    name = clean_file_name(request.file_name)
    evidence = store.evidence.peek(request.evidence_id)
    if evidence is None or evidence.state is not EvidenceState.KEPT:
        try:
            evidence = _keep(request.evidence_id, name, at)
        except ObjectsAwayError as away:
            refuse(STORAGE_FULL if isinstance(away, ObjectsFullError) else UNAVAILABLE)
        except (OffsetMovedError, CheckersBusyError, ScannerAwayError):
            refuse(UNAVAILABLE)
    _discard(evidence.id)
    return wire.kept_view(evidence)


def _keep(evidence_id: str, file_name: str, at: Instant) -> Evidence:
    refuse_unless(storage().offset(evidence_id) > 0, NOT_FOUND, what="upload")
    evidence = store.evidence.find(evidence_id)
    if evidence is None:
        inspected = _inspect(evidence_id)
        evidence = Evidence.receive(
            evidence_id,
            file_name=file_name,
            sha256=inspected.sha256,
            size_bytes=inspected.size_bytes,
            media_type=inspected.media_type,
            life=unnamed_life(),
            at=at,
        )
        store.evidence.add(evidence)
    # after that write, never before: either we see that this very content is being deleted, or the deletion sees us
    refuse_unless(not store.is_being_removed(evidence.sha256), UNAVAILABLE)
    storage().keep(evidence_id, evidence.sha256, evidence.size_bytes)
    evidence.finish()
    store.evidence.save(evidence)
    return evidence


def _inspect(evidence_id: str) -> InspectedFile:
    """Return what the file is; refuse what is no evidence, and delete its bytes."""
    try:
        with turns().of(evidence_id), storage().local(evidence_id) as path:
            try:
                inspected = checkers().inspect(path)
            except DefectError as error:
                unknown = error.defect is Defect.TYPE_NOT_ALLOWED
                refuse(rules.H2_FILE_TYPE if unknown else rules.H2_FILE_UNSAFE, what=error.detail)
            allowed = inspected.media_type in limits().media_types
            refuse_unless(allowed, rules.H2_FILE_TYPE, what=inspected.media_type)
            with path.open("rb") as file:
                verdict, malware = scanner().scan(iter(lambda: file.read(_READ_BYTES), b""))
            refuse_unless(verdict is not Verdict.INFECTED, rules.H2_FILE_MALWARE, what=malware)
    except Refusal:
        _discard(evidence_id)
        raise
    return inspected


def remove_evidence(evidence: Evidence) -> None:
    """Delete a file whose removal has begun, unless the same content is wanted; its record goes last."""
    if not store.is_wanted(evidence.sha256):
        try:
            storage().remove(evidence.sha256)
        except ObjectsAwayError as error:
            _kept.fail(type(error).__name__)
            return
        _kept.succeed()
    _discard(evidence.id)
    store.forget(evidence.id)


def run_sweep(actor: Actor, at: Instant) -> None:
    """Delete bytes of uploads that broke off, or that a crash left."""
    for upload in list(storage().idle(SWEEP_SECONDS)):
        _discard(upload)
    storage().tidy(TIDY_SECONDS)


def _discard(upload: str) -> None:
    try:
        storage().discard(upload)
    except ObjectsAwayError as error:
        _undiscarded.fail(type(error).__name__)
    else:
        _undiscarded.succeed()
