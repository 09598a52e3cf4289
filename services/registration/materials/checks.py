"""Checks of stored material that a draft, an answer or a submission refers to, and who may read it (rules C5 to C7, E3, K1)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache, partial

from prometheus_client import Counter

from chassis.actor import Actor
from chassis.facts.roles import Role
from chassis.facts.submissions import Evidence
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import refuse
from chassis.objects import ObjectsAwayError, objects
from chassis.permissions import Audience, Target
from chassis.staff import is_own_team
from chassis.telemetry import log
from chassis.text.codes import normalised_code

from ..editions.settings import requirements
from ..shared.materials import material_id
from ..teams import store as teams_store
from ..teams.checks import target
from ..teams.model.team import Team
from . import rules, store
from .model.file_names import clean_name
from .model.material import Material
from .settings import file_rules

# how long a submission waits for the object storage to confirm its files, seconds
LOOK_SECONDS = 2.0
_UNSEEN = Counter(
    "dasai_submissions_unseen_total",
    "Submissions taken while the object storage did not say that their files are there.",
)
_LOST = Counter("dasai_objects_lost_total", "Times that a file of a record was not in the object storage.")


def stored_piece(team: Team, asked: Evidence) -> Evidence:
    """Return evidence that a team refers to by hash, as it is stored; refuse if it was not uploaded as this kind (C5, C7)."""
    team.require_own(asked.kind, asked.owner_uscc, requirements())
    name = clean_name(asked.file_name)
    material = material_of(team.id, asked.sha256, asked.owner_uscc, name)
    material.require_clean(name)
    file_rules().require_type(asked.kind, material.media_type, name)
    return evidence_of(material, asked.kind, name)


def material_of(team_id: str, sha256: str, owner_uscc: str, name: str) -> Material:
    """Return the team's material of this content and owner; refuses C7_NOT_UPLOADED, naming the file `name`."""
    material = store.materials.peek(material_id(team_id, sha256, owner_uscc))
    return material or refuse(rules.C7_NOT_UPLOADED, what=name)


def require_stored(team: Team) -> None:
    """Refuse unless each file of the draft is stored, with the file's name (rules C5, C7).

    Refuses C7_NOT_UPLOADED if there is no record, C7_MATERIAL_INFECTED if malware was found in it since, C7_MATERIAL_LOST if
    the storage does not have it whole. If the storage does not answer nobody is refused (rule C9): the submission is taken,
    and counted for operators to check.
    """
    stored = [(name, _require_usable(material, name)) for name, material in _records(team)]
    lost = _lost(material for _, material in stored)
    for name, material in stored:
        if material.sha256 in lost:
            _LOST.inc()
            log("material").error("object lost", material=material.id)
            refuse(rules.C7_MATERIAL_LOST, what=name)


def usability_checks(team: Team) -> list[Callable[[], Material]]:
    """Return a check for each file of the draft by its record; the storage is asked only when the draft is submitted."""
    return [partial(_require_usable, material, name) for name, material in _records(team)]


def _records(team: Team) -> list[tuple[str, Material | None]]:
    """Return each file of the draft by name, with its record or None."""
    wanted = {material_id(team.id, piece.sha256, piece.owner_uscc): piece.file_name for piece in team.evidence}
    materials = store.materials_by_id(wanted)
    return [(name, materials.get(identifier)) for identifier, name in wanted.items()]


def _require_usable(material: Material | None, name: str) -> Material:
    if material is None:
        refuse(rules.C7_NOT_UPLOADED, what=name)
    material.require_clean(name)
    return material


def _lost(materials: Iterable[Material]) -> set[str]:
    """Return the hashes of files that the storage does not have whole, as far as it answers in time."""
    asked = {
        material.sha256: (material.size_bytes, _threads().submit(objects().size, material.sha256))
        for material in materials
    }
    until, lost, silent = time.monotonic() + LOOK_SECONDS, set(), False
    for sha256, (size, answer) in asked.items():
        try:
            if answer.result(max(until - time.monotonic(), 0)) != size:
                lost.add(sha256)
        except (ObjectsAwayError, TimeoutError):
            answer.cancel()
            silent = True
    if silent:
        _UNSEEN.inc()
        log("material").warning("submission taken, object storage silent", files=len(asked))
    return lost


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(16, thread_name_prefix="objects")


def readable(team: Team, actor: Actor) -> Target:
    """Return what permissions depend on in a team's material: as `target`, and its assignee if the caller scores it (E3, K1).

    An expert reads it who is on the panel, has a sheet of the project that is not blind, and no interest: neither declared nor by
    its own organisation, a former one, or its account (rule E2).
    """
    of_team = target(team)
    if not actor.has(Role.EXPERT):
        return of_team
    codes = {organisation.uscc for organisation in team.organisations}
    barred = {normalised_code(code) for code in (team.id, *codes)}
    able = any(
        not barred & {normalised_code(code) for code in store.interests_of(panel_id, actor.account_id)}
        for panel_id in store.panels_of_reader(team.id, actor.account_id)
    )
    scores = able and not is_own_team(actor.account_id, codes, team.account_ids)
    return replace(of_team, assignee=actor.account_id) if scores else of_team


def readable_files(team: Team, audience: Audience) -> frozenset[str] | None:
    """Return the hashes of the team's files that an audience reads, None if it is each that was uploaded (C7, E3, K1).

    To the team that is everything, to the staff what was submitted, to experts what is in the submission that they score.
    """
    if audience is Audience.TEAM:
        return None
    if audience is not Audience.EXPERT:
        return frozenset(teams_store.handed_in(team, team.receipts))
    scored = team.reviews.newest_passed
    receipt = next((receipt for receipt in team.receipts if receipt.submission_number == scored), None)
    return frozenset(teams_store.submitted_files(receipt) or ()) if receipt is not None else frozenset()


def evidence_of(material: Material, kind: str, file_name: str) -> Evidence:
    """Return material as a piece of evidence, with size and type of its record."""
    blank = Evidence(id="", kind=kind, file_name=file_name, sha256="", size_bytes=0, media_type="", owner_uscc="")
    return replace(
        blank,
        id=evidence_id(material, kind),
        sha256=material.sha256,
        size_bytes=material.size_bytes,
        media_type=material.media_type,
        owner_uscc=material.owner_uscc,
    )


def evidence_id(material: Material, kind: str) -> str:
    """Return the identifier of material as evidence of a kind."""
    return derived_id("evidence", material.team_id, kind, material.sha256, material.owner_uscc)
