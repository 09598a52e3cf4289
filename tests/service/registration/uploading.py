"""Uploads over a real database and a real folder: a team, what it uploads, and kills half-way (rule C7)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from dasai.registration.v1 import submissions_pb2

from chassis.actor import Actor, system
from chassis.context import Context, handling
from chassis.kernel.refusal import Refusal
from chassis.objects import ObjectsAwayError, objects
from chassis.settings import settings
from inspection.checkers import checkers
from inspection.scanner import scanner
from inspection.turns import turns
from services.registration.materials import requests as materials_requests
from services.registration.materials import store as materials_store
from services.registration.materials.commands import uploads
from services.registration.teams import store as teams_store
from services.registration.teams.model.supplements import Supplement
from tests.unit.services.registration import builders as a

MEMBER, TIMER = Actor("account"), system("registration")
AT = a.WHILE_OPEN
LONG_AFTER = AT + timedelta(days=1096)
CACHES = (settings, objects, checkers, scanner, turns)


def change_settings(**values: str) -> None:
    """Change settings of this process until the test ends."""
    for name, value in values.items():
        settings_patch.setenv(f"DASAI_{name.upper()}", value)
    settings.cache_clear()
    scanner.cache_clear()


settings_patch = pytest.MonkeyPatch()


def add_team(identifier: str, person: str, number: int = 1) -> None:
    """Add a team that may upload."""
    lead = a.organisation(number)
    entry = a.entry(project_name=identifier, lead=lead, representatives=(a.person(person, lead.uscc),))
    teams_store.teams.add(a.Team.register(identifier, entry, a.division(), a.REQUIREMENTS, at=AT))


def begin_upload(
    content: bytes, team_id: str = "t1", *, number: int = 1, kind: str = "audit", key: str = "", at: datetime = AT
) -> str:
    """Begin an upload, store its every byte and return its identifier."""
    wanted = materials_requests.BeginUpload(
        team_id=team_id, kind=kind, file_name="a.pdf", owner_uscc=a.code(number), size_bytes=len(content)
    )
    key = key or hashlib.sha256(content + team_id.encode() + kind.encode()).hexdigest()
    with handling(Context(actor=MEMBER, idempotency_key=key, request_hash="1")):
        upload = uploads.begin_upload(wanted, MEMBER, at)
    objects().append(upload.id, 0, content)
    return upload.id


def complete_upload(upload_id: str) -> Any:
    """Complete the upload and return it."""
    with handling(Context(actor=MEMBER)):  # a call of its own, also in the middle of another
        return uploads.complete_upload(upload_id, MEMBER, AT)


def refusal_of(upload_id: str) -> str:
    """Return the code with which completing is refused."""
    with pytest.raises(Refusal) as caught:
        complete_upload(upload_id)
    return caught.value.code.name


# the write before which a kill comes, and True if the client can still give up the upload after it
PLACES = {"finishing": True, "keep": False, "materials": False, "teams": False, "complete": False}


def crash_before(patch: pytest.MonkeyPatch, place: str) -> None:
    """Let the process die before that step."""

    def crash(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    save = materials_store.uploads.save

    def crash_at(upload: Any, **more: Any) -> None:
        if upload.state == place:
            raise KeyboardInterrupt
        save(upload, **more)

    holder: Any = {"keep": objects(), "materials": materials_store.materials, "teams": teams_store.teams}.get(place)
    if holder is None:
        patch.setattr(materials_store.uploads, "save", crash_at)
    else:
        patch.setattr(holder, "keep" if place == "keep" else "save", crash)


def crash_during(content: bytes, place: str) -> str:
    """Begin an upload, let its completion die before that step and return its identifier."""
    upload_id = begin_upload(content)
    with pytest.MonkeyPatch.context() as patch:
        crash_before(patch, place)
        with pytest.raises(KeyboardInterrupt):
            complete_upload(upload_id)
    return upload_id


def end_upload(upload_id: str) -> Any:
    """End the upload as its client does, and return it."""
    with handling(Context(actor=MEMBER)):
        return uploads.end_upload(upload_id, MEMBER, AT)


def give_up(upload_id: str) -> str:
    """Give the upload up; return the code of the refusal, or ''."""
    try:
        end_upload(upload_id)
    except Refusal as refusal:
        return refusal.code.name
    return ""


def fail_as_unavailable(*_: Any) -> None:
    """Fail as a storage that does not answer."""
    raise ObjectsAwayError


def submit(team: Any, content: bytes, file_name: str = "a.pdf") -> None:
    """Add a submission of the team that refers to that content."""
    named = submissions_pb2.Submission()
    sha256 = hashlib.sha256(content).hexdigest()
    named.evidence.add(sha256=sha256, file_name=file_name)
    receipt = a.complete_team().submit(1, a.REQUIREMENTS, a.sign, at=AT)
    number = len(team.receipts) + 1
    receipt = replace(receipt, number=f"{team.id}-{number}", digest=f"{sha256}-{team.id}", submission_number=number)
    team.receipts = (*team.receipts, receipt)
    teams_store.keep_submission(receipt.digest, named.SerializeToString())
    teams_store.teams.save(team)


def answer(team: Any, content: bytes) -> None:
    """Let the team answer a reviewer's request with that content."""
    team.ask_supplement(Supplement(number=1, submission_number=1, asked="请补充", due_at=LONG_AFTER))
    piece = a.audit(team.lead.uscc, hashlib.sha256(content).hexdigest(), file_name="answer.pdf")
    team.answer_supplement(1, "见附件。", (piece,), a.REQUIREMENTS, at=AT)
    teams_store.teams.save(team)


def add_unused_material(content: bytes) -> str:
    """Add material that nothing refers to and return the hash of its content."""
    done = complete_upload(begin_upload(content))
    team = teams_store.teams.get("t1")
    team.detach(done.evidence_id, at=AT)
    teams_store.teams.save(team)
    return hashlib.sha256(content).hexdigest()
