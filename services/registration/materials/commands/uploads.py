"""Uploading a file: begin, complete, give up (rules C5 to C7)."""

from __future__ import annotations

from typing import NoReturn

from dasai.registration.v1 import materials_pb2

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.facts.submissions import Evidence
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal, refuse, refuse_unless
from chassis.mongo.attempts import StaleVersion
from chassis.objects import ObjectsAwayError, ObjectsFullError, OffsetMovedError, objects
from chassis.outage import Outage
from chassis.permissions import registration as permissions
from chassis.refusals import NOT_FOUND, STORAGE_FULL, UNAVAILABLE
from inspection.checkers import CheckersBusyError
from inspection.files import InspectedFile
from inspection.scanner import ScannerAwayError
from inspection.turns import turns

from ...editions.settings import requirements
from ...shared.materials import material_id
from ...teams import store as teams_store
from ...teams.commands.teams import own_team
from ...teams.model.team import Team
from .. import requests, rules, store, wire
from ..checks import evidence_of
from ..model.material import Material, ScanState, Upload, UploadState
from ..settings import file_rules
from . import inspecting
from .evidence import attach

_undiscarded = Outage("material", "bytes wait for the sweep", "bytes are deleted again")


@idempotent(creates=store.uploads)
def begin_upload(identifier: str, request: requests.BeginUpload, actor: Actor, at: Instant) -> materials_pb2.Upload:
    """Open an upload (rules C1, C5, C6, C7).

    Judge first, then begin an empty upload in the storage, reserve its room by a conditional write, and add its record: what
    a crash leaves between them is swept.
    """
    team = own_team(request.team_id, actor, permissions.BEGIN_UPLOAD, at)
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
        kept=store.kept_total(team.id),
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
    """Inspect a file whose every byte has arrived, mark the upload `finishing`, keep the file and attach it (rules C1, C5, C7).

    `at` is when the last byte was there. Each step may be repeated after a crash. Until the upload is `finishing` it may be given
    up, afterwards no more.
    """
    upload = store.uploads.find(upload_id) or store.upload_received_whole(upload_id)
    if upload is None:
        refuse(NOT_FOUND, what="upload")
    team = own_team(upload.team_id, actor, permissions.COMPLETE_UPLOAD, at)
    if upload.state is UploadState.COMPLETE:
        return wire.upload_view(upload)
    upload.require_open(at)
    arrived_at = upload.arrived_at(at, edition().arrivals.grace)
    into_draft = team.takes_material(arrived_at)
    team.require_own(upload.kind, upload.owner_uscc, requirements())
    try:
        if objects().offset(upload.id) != upload.size_bytes:
            _require_newest(upload)
            refuse(rules.C7_UPLOAD_INCOMPLETE)
        inspected, scan_state = _inspect_in_turn(upload)
        _mark_finishing(upload, inspected, at)
        objects().keep(upload.id, inspected.sha256, inspected.size_bytes)
    except ObjectsAwayError as away:
        refuse_away(away)
    except (OffsetMovedError, CheckersBusyError, ScannerAwayError):
        refuse(UNAVAILABLE)
    material = _add_material(upload, inspected, scan_state, at)
    # material for an answer to review is kept only: the answer will name it (rule C11)
    evidence_id = _attach(team, upload, material, actor, arrived_at).id if into_draft else ""
    if team.kept_at_most is not None:  # material was added that the team has not counted
        team.kept_at_most = None
        teams_store.teams.save(team)
    upload.complete(material.id, evidence_id)
    answer = wire.upload_view(upload)
    store.uploads.save(upload, answer=answer)
    discard(upload.id)
    return answer


@idempotent
def end_upload(upload_id: str, actor: Actor, at: Instant) -> materials_pb2.Upload:
    """Give an upload up; refuse if it is complete or `finishing` (rule C7)."""
    upload = store.uploads.find(upload_id) or store.upload_received_whole(upload_id)
    if upload is None:
        refuse(NOT_FOUND, what="upload")
    own_team(upload.team_id, actor, permissions.END_UPLOAD, at)
    upload.give_up()
    answer = wire.upload_view(upload)
    store.uploads.save(upload, answer=answer)
    discard(upload.id)
    return answer


def refuse_away(away: ObjectsAwayError) -> NoReturn:
    """Refuse STORAGE_FULL if the storage is full, else UNAVAILABLE."""
    refuse(STORAGE_FULL if isinstance(away, ObjectsFullError) else UNAVAILABLE)


def _mark_finishing(upload: Upload, inspected: InspectedFile, at: Instant) -> None:
    if upload.finish(inspected.sha256, at):
        store.uploads.save(upload)
    # after that write, never before: either we see the removal of this very content, or it sees us (ADR 5)
    refuse_unless(not store.is_removed(inspected.sha256), UNAVAILABLE)


def _require_newest(upload: Upload) -> None:
    """Raise StaleVersion if another call, which held the turn, has completed or ended this upload since it was read."""
    if store.uploads.get(upload.id).version != upload.version:
        raise StaleVersion


def _inspect_in_turn(upload: Upload) -> tuple[InspectedFile, ScanState]:
    with turns().of(upload.team_id):
        return _inspect_once(upload)


def _inspect_once(upload: Upload) -> tuple[InspectedFile, ScanState]:
    known = inspecting.remembered(upload.id)
    if known is None:
        _require_newest(upload)
        try:
            known = inspecting.inspect(upload)
        except Refusal as refusal:
            upload.refuse(refusal)
            store.uploads.save(upload)
            discard(upload.id)
            raise
    return known


def _add_material(upload: Upload, inspected: InspectedFile, scan_state: ScanState, at: Instant) -> Material:
    material = material_of_upload(upload, inspected, scan_state, at)
    known = store.materials.find(material.id)
    if known is None:
        store.materials.add(material)
        return material
    changes = [known.keep_until(material.retained_until), known.record_scan(scan_state, at=at)]
    if any(changes):
        store.materials.save(known)
    return known


def material_of_upload(upload: Upload, inspected: InspectedFile, scan_state: ScanState, at: Instant) -> Material:
    """Return the material that an upload makes if the team has none of this content and owner yet."""
    return Material(
        id=material_id(upload.team_id, inspected.sha256, upload.owner_uscc),
        team_id=upload.team_id,
        owner_uscc=upload.owner_uscc,
        uploaded_by=upload.account_id,
        file_name=upload.file_name,
        sha256=inspected.sha256,
        size_bytes=inspected.size_bytes,
        media_type=inspected.media_type,
        scan_state=scan_state,
        uploaded_at=at,
        retained_until=at + file_rules().retention,
    )


def _attach(team: Team, upload: Upload, material: Material, actor: Actor, at: Instant) -> Evidence:
    piece = evidence_of(material, upload.kind, upload.file_name)
    before = team.evidence
    attach(team, piece, actor, at)
    if team.evidence != before:
        team.kept_at_most = None
        teams_store.teams.save(team)
    return piece


def discard(upload_id: str) -> None:
    """Delete the bytes of an upload that is over; if the storage is away they wait for the sweep."""
    inspecting.forget(upload_id)
    try:
        objects().discard(upload_id)
    except ObjectsAwayError as error:
        _undiscarded.fail(type(error).__name__, upload=upload_id)
    else:
        _undiscarded.succeed()
