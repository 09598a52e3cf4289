"""Live teams checked again when something becomes known of their organisations, files or division (rules A5, B3, B8, B9, C7)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.mongo.attempts import StaleVersion
from chassis.objects import ObjectsAwayError, objects
from chassis.telemetry import log

from ...teams import store as teams_store
from .. import requests, store
from ..adapters.scanner import ScannerAwayError, scanner
from ..model.material import ScanState
from ..store import is_infected


def record_scan(request: requests.RecordScan, actor: Actor, at: Instant) -> None:
    """Malware was found in a file, or none after all: on record where it is in the last version or in an answer, and told.

    What holds is the record's word, not the event's, which may come late. What is only in a draft is told where the team looks,
    and can't be submitted.
    """
    team = teams_store.teams.find(request.team_id)
    if team is None:
        return
    name = teams_store.handed_in(team, team.receipts[-1:]).get(request.sha256)
    if not is_infected(team.id, request.sha256):
        team.record_harmless(request.sha256, at=at)
    elif name is not None:
        team.record_malware(request.sha256, name, at=at)
    # also where nothing is news: whoever hands the file in at this moment, having seen it clean, meets a newer version
    teams_store.teams.save(team)


# files a run: what is new goes before, at its upload
FILES = 20


def run_scans(actor: Actor, at: Instant) -> None:
    """Scan some of what no scanner has seen; malware is marked on all material of that content, whosever it is, and told.

    A file that the scanner has no time for, or that the storage does not give, waits for a later run; so does everything while
    no scanner is set.
    """
    if not scanner().url:
        return
    for sha256 in {one.sha256 for one in store.unscanned(FILES)}:
        try:
            verdict, _ = scanner().scan(objects().read(sha256))
        except (ScannerAwayError, ObjectsAwayError, KeyError) as error:
            log("material").warning("not scanned", sha256=sha256, reason=type(error).__name__)
            continue
        for found in store.materials_of_content(sha256):
            _mark(found.id, verdict, at)


def _mark(material_id: str, verdict: ScanState, at: Instant) -> None:
    material = store.materials.find(material_id)
    if material is None or not material.scanned(verdict, at=at):
        return
    if verdict is ScanState.INFECTED:
        log("material").error("malware in material that was kept", material=material.id, team=material.team_id)
    try:
        store.materials.save(material)
    except StaleVersion:
        return  # uploaded anew at this moment; a later run marks it
