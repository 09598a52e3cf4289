"""Timers: uploads that were not finished, and material whose time is over (rule C7)."""

from __future__ import annotations

from dasai.registration.v1 import service_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.mongo.attempts import StaleVersion
from chassis.objects import objects

from .. import store
from ..model.material import Material
from ..store import materials as shelf


def run_uploads(actor: Actor, at: Instant) -> None:
    """End the uploads whose time is over, and drop their bytes."""
    for found in list(shelf.uploads_over(at)):
        upload = shelf.uploads.find(found.id)
        if upload is None or upload.open_until is None:
            continue
        objects().discard(upload.id)
        upload.end()
        try:
            shelf.uploads.save(upload)
        except StaleVersion:
            continue  # somebody gave it up or finished it at this moment


def run_retention(actor: Actor, at: Instant) -> None:
    """Remove material that need not be kept and that no draft and no submission refers to."""
    for material in list(shelf.materials_over(at)):
        if _referred(material) or not shelf.forget_material(material):
            continue
        if not shelf.materials_of_content(material.sha256):  # another team's same content is the same object
            objects().remove(material.sha256)


def _referred(material: Material) -> bool:
    team = store.teams.peek(material.team_id)
    if team is None:
        return False
    answers = (piece for request in team.supplements.requests for piece in request.evidence)
    if any(piece.sha256 == material.sha256 for piece in (*team.evidence, *answers)):
        return True
    for receipt in team.receipts:
        content = store.submission_content(receipt.digest)
        submitted = service_pb2.Submission.FromString(content) if content is not None else service_pb2.Submission()
        if any(piece.sha256 == material.sha256 for piece in submitted.evidence):
            return True
    return False
