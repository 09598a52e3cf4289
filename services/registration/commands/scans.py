"""A timer: material that was kept before a scanner was set, or while none could look, is scanned (rule C7)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.mongo.attempts import StaleVersion
from chassis.objects import ObjectsAwayError, objects
from chassis.telemetry import log

from ..adapters.scanner import ScannerAwayError, scanner
from ..model.material import ScanState
from ..store import materials as shelf

# files a run: what is new goes before, at its upload
FILES = 20


def run_scans(actor: Actor, at: Instant) -> None:
    """Scan some of what no scanner has seen; malware is marked on all material of that content, whosever it is, and told.

    A file that the scanner has no time for, or that the storage does not give, waits for a later run; so does everything while
    no scanner is set.
    """
    if not scanner().url:
        return
    for sha256 in {one.sha256 for one in shelf.unscanned(FILES)}:
        try:
            verdict, _ = scanner().scan(objects().read(sha256))
        except (ScannerAwayError, ObjectsAwayError, KeyError) as error:
            log("material").warning("not scanned", sha256=sha256, reason=type(error).__name__)
            continue
        for found in shelf.materials_of_content(sha256):
            _mark(found.id, verdict, at)


def _mark(material_id: str, verdict: ScanState, at: Instant) -> None:
    material = shelf.materials.find(material_id)
    if material is None or not material.scanned(verdict, at=at):
        return
    if verdict is ScanState.INFECTED:
        log("material").error("malware in material that was kept", material=material.id, team=material.team_id)
    try:
        shelf.materials.save(material)
    except StaleVersion:
        return  # uploaded anew at this moment; a later run marks it
