"""Material that is there already, as what refers to it: evidence of a draft, of an answer, of a submission (rules C5 to C7)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache, partial

from prometheus_client import Counter

from chassis.facts.submissions import Evidence
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import refuse
from chassis.objects import ObjectsAwayError, objects
from chassis.telemetry import log

from ..editions.settings import requirements
from ..teams.model.team import Team
from . import rules, store
from .model.file_names import clean_name
from .model.material import Material
from .settings import file_rules

# so long a submission waits for the object storage to say that its files are there, seconds
LOOK_SECONDS = 2.0
_UNSEEN = Counter(
    "dasai_submissions_unseen_total",
    "Submissions taken while the object storage did not say that their files are there.",
)
_LOST = Counter("dasai_objects_lost_total", "Times that a file of a record was not in the object storage.")


def stored_piece(team: Team, asked: Evidence) -> Evidence:
    """What a team refers to by its hash, as it is stored; refuses what it has not uploaded, or not as this kind (C5, C7)."""
    team.require_own(asked.kind, asked.owner_uscc, requirements())
    name = clean_name(asked.file_name)
    material = material_of(team.id, asked.sha256, asked.owner_uscc, name)
    material.require_clean(name)
    file_rules().require_type(asked.kind, material.media_type, name)
    return evidence_of(material, asked.kind, name)


def material_of(team_id: str, sha256: str, owner_uscc: str, name: str) -> Material:
    """The team's material of this content and owner; refuses C7_NOT_UPLOADED with the name by which it was asked for."""
    found = store.materials.peek(material_id(team_id, sha256, owner_uscc))
    return found or refuse(rules.C7_NOT_UPLOADED, what=name)


def require_stored(team: Team) -> None:
    """Everything that a submission names is there; otherwise refuses with the file's name (rules C5, C7).

    C7_NOT_UPLOADED without a record, C7_MATERIAL_INFECTED where malware was found in it since, C7_MATERIAL_LOST where the
    storage says that it is not there whole. A storage that says nothing refuses nobody (rule C9): the submission is taken, and
    counted for operators to look at.
    """
    there = [(name, _usable(found, name)) for name, found in _named(team)]
    lost = _lost(material for _, material in there)
    for name, material in there:
        if material.sha256 in lost:
            _LOST.inc()
            log("material").error("object lost", material=material.id)
            refuse(rules.C7_MATERIAL_LOST, what=name)


def usable(team: Team) -> list[Callable[[], Material]]:
    """A check for each file of the draft, by what is on record: the storage is asked when it is submitted."""
    return [partial(_usable, found, name) for name, found in _named(team)]


def _named(team: Team) -> list[tuple[str, Material | None]]:
    """Each file of the draft by name, with its record where there is one."""
    wanted = {material_id(team.id, one.sha256, one.owner_uscc): one.file_name for one in team.evidence}
    there = store.materials_by_id(wanted)
    return [(name, there.get(identifier)) for identifier, name in wanted.items()]


def _usable(material: Material | None, name: str) -> Material:
    if material is None:
        refuse(rules.C7_NOT_UPLOADED, what=name)
    material.require_clean(name)
    return material


def _lost(materials: Iterable[Material]) -> set[str]:
    """Hashes of what the storage says it does not have whole, as far as it says so in time."""
    asked = {one.sha256: (one.size_bytes, _threads().submit(objects().size, one.sha256)) for one in materials}
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


def evidence_of(material: Material, kind: str, file_name: str) -> Evidence:
    """Material as a piece of evidence: size and type are the record's."""
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
    """The identifier of material as evidence of a kind."""
    return derived_id("evidence", material.team_id, kind, material.sha256, material.owner_uscc)


def material_id(team_id: str, sha256: str, owner_uscc: str) -> str:
    """The identifier of a team's material of this content and owner."""
    return derived_id("material", team_id, sha256, owner_uscc)
