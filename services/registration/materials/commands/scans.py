"""Scanning material that no scanner has seen, and what becomes known of a team's files (rule C7)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.mongo.attempts import StaleVersion
from chassis.objects import ObjectsAwayError, objects
from chassis.outage import Outage
from chassis.telemetry import log
from inspection.scanner import ScannerAwayError, scanner

from ...teams import store as teams_store
from .. import requests, store
from ..model.material import ScanState
from ..store import is_infected


def record_scan(request: requests.RecordScan, actor: Actor, at: Instant) -> None:
    """Record malware in a team's file if it is in the last version or in an answer, or that there is none after all.

    The material's record decides, not the event, which may come late. For a file that is only in a draft the team reads of it
    before it submits, and can't submit it.
    """
    team = teams_store.teams.find(request.team_id)
    if team is None:
        return
    name = teams_store.handed_in(team, team.receipts[-1:]).get(request.sha256)
    if not is_infected(team.id, request.sha256):
        team.record_harmless(request.sha256, at=at)
    elif name is not None:
        team.record_malware(request.sha256, name, at=at)
    # saved also if nothing changed: a submission of the file at this moment, which saw it clean, meets a newer version
    teams_store.teams.save(team)


# files of a run; new files are scanned at their upload
FILES = 20
_unscanned = Outage("material", "not scanned", "scanned again")


def run_scans(actor: Actor, at: Instant) -> None:
    """Scan some files that no scanner has seen; record the verdict on all material of that content, of every team.

    A file waits for a later run if the scanner or the storage does not answer; all files wait while no scanner is set.
    """
    if not scanner().url:
        return
    for sha256 in {material.sha256 for material in store.unscanned(FILES)}:
        try:
            verdict, _ = scanner().scan(objects().read(sha256))
        except (ScannerAwayError, ObjectsAwayError, KeyError) as error:
            _unscanned.fail(type(error).__name__, sha256=sha256)
            continue
        _unscanned.succeed()
        for material in store.materials_of_content(sha256):
            _record_verdict(material.id, ScanState(verdict), at)


def _record_verdict(material_id: str, verdict: ScanState, at: Instant) -> None:
    material = store.materials.find(material_id)
    if material is None or not material.record_scan(verdict, at=at):
        return
    if verdict is ScanState.INFECTED:
        log("material").error("malware in material that was kept", material=material.id, team=material.team_id)
    try:
        store.materials.save(material)
    except StaleVersion:
        return  # uploaded anew at this moment; a later run records it
