"""Timers that end uploads, delete bytes that nobody owns, and delete material after its retention (rule C7)."""

from __future__ import annotations

from datetime import timedelta

from prometheus_client import Counter

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.mongo.attempts import StaleVersion
from chassis.objects import ObjectsAwayError, objects
from chassis.outage import Outage
from chassis.telemetry import log

from ...shared.materials import material_id
from ...teams import store as teams_store
from ...teams.model.team import Team
from .. import store
from ..checks import evidence_id
from ..model.material import Material, Upload, UploadState
from ..settings import file_rules
from .uploads import discard

# bytes without an open upload are deleted after so long without a write, seconds
SWEEP_SECONDS = 3600.0
# half-joined objects of a crashed keep are deleted after so long, seconds
TIDY_SECONDS = 86400.0
# a removal that did not end is taken over after so long, far longer than the storage takes to answer
_TAKEN_OVER = timedelta(minutes=10)
# material that can't be judged is checked again after so long
_AGAIN = timedelta(days=1)
_kept = Outage("material", "object waits for its removal", "objects are removed again")
_UNKNOWN = Counter("dasai_material_unknown_total", "Material kept because what may refer to it could not be read.")


def run_uploads(actor: Actor, at: Instant) -> None:
    """End the uploads whose time is over and delete their bytes; complete those that were kept and attached before a crash."""
    for upload_id in [upload.id for upload in store.uploads_over(at)]:
        upload = store.uploads.find(upload_id)
        if upload is None or not upload.over(at) or upload.open_until is None:
            continue
        sha256 = upload.sha256
        material = store.materials.peek(material_id(upload.team_id, sha256, upload.owner_uscc)) if sha256 else None
        if material is not None:
            upload.complete(material.id, _attached_id(upload, material))
        else:
            upload.end()
        try:
            store.uploads.save(upload)
        except StaleVersion:
            continue  # somebody gave it up or finished it at this moment
        discard(upload.id)
        if sha256 and material is None and store.begin_removal(sha256, at):  # maybe kept, and nobody's
            _remove(sha256)


def _attached_id(upload: Upload, material: Material) -> str:
    piece = evidence_id(material, upload.kind)
    team = teams_store.teams.peek(upload.team_id)
    return piece if team is not None and any(attached.id == piece for attached in team.evidence) else ""


def run_sweep(actor: Actor, at: Instant) -> None:
    """Delete bytes in the storage that no open upload owns, left by a crash or while the storage was away."""
    storage = objects()
    for upload_id in list(storage.idle(SWEEP_SECONDS)):
        upload = store.uploads.peek(upload_id)
        if upload is None or upload.state not in (UploadState.OPEN, UploadState.FINISHING):
            discard(upload_id)
    storage.tidy(TIDY_SECONDS)
    store.forget_holds(at)


def run_retention(actor: Actor, at: Instant) -> None:
    """Delete material after its retention if nothing refers to it.

    Material that is still referred to is kept as long as that lasts, and not checked again before.
    """
    for sha256 in store.unfinished_removals(at - _TAKEN_OVER, at):
        _remove(sha256)
    for material in list(store.materials_over(at)):
        until = _kept_until(material, at)
        if until > at:
            _extend_retention(material, until)
        elif store.begin_removal(material.sha256, at):
            store.forget_material(material)
            _remove(material.sha256)


def _remove(sha256: str) -> None:
    """Delete an object whose removal has begun, unless material or an upload wants its content, which is checked after that."""
    if not store.wanted_content(sha256):
        try:
            objects().remove(sha256)
        except ObjectsAwayError as error:
            _kept.fail(type(error).__name__)
            return
        _kept.succeed()
    store.end_removal(sha256)


def _extend_retention(material: Material, until: Instant) -> None:
    current = store.materials.find(material.id)
    if current is None or not current.keep_until(until):
        return
    try:
        store.materials.save(current)
    except StaleVersion:
        return  # uploaded anew at this moment: later still


def _kept_until(material: Material, at: Instant) -> Instant:
    """Return until when the references to material keep it; `at` if nothing refers to it."""
    team = teams_store.teams.peek(material.team_id)
    referred = None if team is None else _is_referred_to(material, team)
    if team is None or referred is None:
        _UNKNOWN.inc()
        log("material").error("material kept, what refers to it is unknown", material=material.id)
        return at + _AGAIN
    return team.submission_closes + file_rules().submitted_retention if referred else at


def _is_referred_to(material: Material, team: Team) -> bool | None:
    """Return True if draft, answers or submissions refer to it; None if a submission's content can't be found."""
    answers = (piece for request in team.supplements.requests for piece in request.evidence)
    if any(piece.sha256 == material.sha256 for piece in (*team.evidence, *answers)):
        return True
    versions = [teams_store.submitted_files(receipt) for receipt in team.receipts]
    if any(material.sha256 in files for files in versions if files is not None):
        return True
    return None if None in versions else False
