"""Taking a small file whole, in one call (rules C1, C5 to C7): docs/adr/0005-material.md says how it is kept by few writes."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from dasai.registration.v1 import materials_pb2

from chassis.actor import Actor
from chassis.idempotency import idempotent, identifier_of_command
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.mongo.attempts import StaleVersion
from chassis.objects import ObjectsAwayError, objects
from chassis.permissions import registration as permissions
from chassis.refusals import KEY_REUSED, UNAVAILABLE
from inspection.checkers import CheckersBusyError
from inspection.files import InspectedFile
from inspection.scanner import ScannerAwayError
from inspection.turns import turns

from ...editions.settings import requirements
from ...shared.materials import KeptTotal, material_id
from ...teams import store as teams_store
from ...teams.commands.teams import own_team
from ...teams.model.team import Team
from .. import requests, store, wire
from ..checks import evidence_of
from ..model.material import Material, Received, Reservations, ScanState, Upload
from ..settings import file_rules
from . import inspecting
from .evidence import attach
from .uploads import material_of_upload, refuse_away

# how long a content is held while it is kept: far longer than a call takes
_HELD = timedelta(minutes=10)


@idempotent
def upload_file(request: requests.UploadFile, actor: Actor, at: Instant) -> materials_pb2.Upload:
    """Judge, inspect, keep and attach a whole file (rules C1, C5, C6, C7); the answer is kept with the team.

    Each step may be repeated after a crash: the content is held, so that nobody removes it, then the object is stored, then its
    record, then the team names it. No record is ever without its object.
    """
    team = own_team(request.team_id, actor, permissions.UPLOAD_FILE, at)
    into_draft = team.takes_material(at)
    team.require_own(request.kind, request.owner_uscc, requirements())
    sha256, size = hashlib.sha256(request.content).hexdigest(), len(request.content)
    reserved = store.reservations(team.id, at)
    identifier = identifier_of_command("upload")
    # under this key an upload in pieces was begun, which its client goes on with
    refuse_unless(all(each.upload_id != identifier for each in reserved.uploads), KEY_REUSED)
    kept = _kept(team, reserved, material_id(team.id, sha256, request.owner_uscc), size)
    upload = Upload.begin(
        identifier,
        team_id=team.id,
        account_id=actor.account_id,
        kind=request.kind,
        file_name=request.file_name,
        owner_uscc=request.owner_uscc,
        size_bytes=size,
        metadata=request.metadata,
        evidence=team.evidence,
        reserved=reserved,
        kept=kept,
        files=file_rules(),
        at=at,
    )
    try:
        inspected, scan_state = _store_object(upload, request.content, at)
    except ObjectsAwayError as away:
        refuse_away(away)
    except (CheckersBusyError, ScannerAwayError):
        refuse(UNAVAILABLE)
    material = material_of_upload(upload, inspected, scan_state, at)
    piece = evidence_of(material, upload.kind, upload.file_name)
    if into_draft:
        attach(team, piece, actor, at)
    received = Received(
        upload_id=upload.id,
        account_id=upload.account_id,
        kind=upload.kind,
        file_name=upload.file_name,
        metadata=upload.metadata,
        evidence_id=piece.id if into_draft else "",
        at=upload.created_at,
        until=upload.expires_at,
    )
    material.receive(received)
    _add(material, received, at)
    team.kept_at_most = kept.and_one(size)
    answer = wire.upload_view(material.upload(received))
    teams_store.teams.save(team, answer=answer)
    inspecting.forget(upload.id)
    return answer


def _kept(team: Team, reserved: Reservations, own_id: str, size: int) -> KeptTotal:
    """Return how much is kept of the team; it is counted only if the most that it may be leaves no room."""
    most = team.kept_at_most
    if most is not None and file_rules().has_room(reserved.beside(most, ""), size):
        return most
    return store.kept_total(team.id, but=own_id)


def _store_object(upload: Upload, content: bytes, at: Instant) -> tuple[InspectedFile, ScanState]:
    """Inspect the content, hold it and store the object; of a content that is refused nothing is stored."""
    known = inspecting.remembered(upload.id)
    if known is None:
        with turns().of(upload.team_id):
            known = inspecting.inspect_content(upload, content)
    inspected, _ = known
    refuse_unless(store.hold_content(inspected.sha256, at + _HELD), UNAVAILABLE)
    objects().put(inspected.sha256, content)
    return known


def _add(material: Material, received: Received, at: Instant) -> None:
    """Add the record, or bring the one that there is up to date."""
    try:
        store.materials.add(material)
    except StaleVersion:
        known = store.materials.get(material.id)
        known.keep_until(material.retained_until)
        known.record_scan(material.scan_state, at=at)
        known.receive(received)
        store.materials.save(known)
