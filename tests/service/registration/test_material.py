"""Material over a real database and a real folder: what a crash half-way leaves, scanners, timers (rules C5, C7)."""

from __future__ import annotations

import hashlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import mongoengine
import pytest
from dasai.registration.v1 import materials_pb2, service_pb2

from chassis.actor import Actor, system
from chassis.context import Context, handling
from chassis.kernel.refusal import Refusal
from chassis.mongo.attempts import attempt
from chassis.mongo.connection import connect
from chassis.objects import objects
from chassis.settings import Settings, settings
from cli.synthetic import small_pdf
from services.registration import store
from services.registration.adapters.checkers import checkers
from services.registration.adapters.scanner import scanner
from services.registration.adapters.turns import turns
from services.registration.commands import materials, projects, retention
from services.registration.model import commands, rules
from services.registration.store import materials as shelf
from services.registration.wire import requirements
from tests.unit.services.registration import builders as a
from tests.unit.services.registration.adapters import hostile
from tests.unit.services.registration.adapters.clamd import EICAR, running_clamd

MEMBER, TIMER = Actor("account"), system("registration")
AT = a.WHILE_OPEN
LONG_AFTER = AT + timedelta(days=1096)
CACHES = (settings, objects, checkers, scanner, turns)


def told(**values: str) -> None:
    """Settings of this process."""
    for name, value in values.items():
        settings_patch.setenv(f"DASAI_{name.upper()}", value)
    settings.cache_clear()
    scanner.cache_clear()


settings_patch = pytest.MonkeyPatch()


@pytest.fixture(autouse=True)
def registration(mongodb_url: str, database_prefix: str, tmp_path: Path) -> Iterator[None]:
    """An empty database and storage, and a team `t1` of the account's."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    for document in store.DOCUMENTS:
        document._collection = None
        document.ensure_indexes()
    for cache in CACHES:
        cache.cache_clear()
    told(objects_url=f"file://{tmp_path / 'objects'}", clamd_url="")
    add_team("t1", "p1")
    yield
    checkers().close()
    settings_patch.undo()
    for cache in CACHES:
        cache.cache_clear()
    mongoengine.disconnect()


def add_team(identifier: str, person: str, number: int = 1) -> None:
    """A team that may upload."""
    lead = a.organisation(number)
    entry = a.entry(project_name=identifier, lead=lead, representatives=(a.person(person, lead.uscc),))
    store.teams.add(a.Team.register(identifier, entry, a.division(), a.REQUIREMENTS, at=AT))


def begun(content: bytes, team_id: str = "t1", *, number: int = 1, kind: str = "audit", key: str = "") -> str:
    """An upload whose every byte is stored; its identifier."""
    wanted = commands.BeginUpload(
        team_id=team_id, kind=kind, file_name="a.pdf", owner_uscc=a.code(number), size_bytes=len(content)
    )
    key = key or hashlib.sha256(content + team_id.encode() + kind.encode()).hexdigest()
    with handling(Context(actor=MEMBER, idempotency_key=key, request_hash="1")):
        upload = materials.begin_upload(wanted, MEMBER, AT)
    objects().append(upload.id, 0, content)
    return upload.id


def completed(upload_id: str) -> Any:
    """The upload, complete."""
    return materials.complete_upload(upload_id, MEMBER, AT)


def acted(act: Callable[..., Any], command: Any) -> Any:
    """What a command of the member's answers."""
    with handling(Context(actor=MEMBER)):
        return act(command, MEMBER, AT)


def refusal_of(upload_id: str) -> str:
    """The code with which completing is refused."""
    with pytest.raises(Refusal) as caught:
        completed(upload_id)
    return caught.value.code.name


@pytest.mark.parametrize("target", ["keep", "materials", "teams", "uploads"])
def test_c7_a_crash_at_any_step_is_mended_by_the_same_call(monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    """C7: whichever write was the last that happened, the next call ends in the same state, stored once."""
    content = small_pdf(f"crash at {target}")
    upload_id = begun(content)
    holder: Any = {"keep": objects(), "materials": shelf.materials, "teams": store.teams, "uploads": shelf.uploads}[
        target
    ]
    method = "keep" if target == "keep" else "save"

    def crash(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(holder, method, crash)
        with pytest.raises(KeyboardInterrupt):
            completed(upload_id)
    done = completed(upload_id)
    digest = hashlib.sha256(content).hexdigest()
    assert completed(upload_id) == done
    assert [piece.sha256 for piece in store.teams.look("t1").evidence] == [digest]
    assert [one.sha256 for one in shelf.materials_of_content(digest)] == [digest]
    assert b"".join(objects().read(digest)) == content
    assert objects().offset(upload_id) == 0


def test_c7_an_unfinished_upload_is_not_completed_and_ends_with_its_time() -> None:
    """C7: not before the last byte; after its time the timer drops the bytes, and it can't go on."""
    upload_id = begun(small_pdf("whole"))
    objects().discard(upload_id)
    objects().append(upload_id, 0, b"%PDF-")
    assert refusal_of(upload_id) == "C7_UPLOAD_INCOMPLETE"
    retention.run_uploads(TIMER, AT + timedelta(hours=71))
    assert objects().offset(upload_id) == 5
    retention.run_uploads(TIMER, AT + timedelta(hours=73))
    assert objects().offset(upload_id) == 0
    assert refusal_of(upload_id) == "C7_UPLOAD_ENDED"


def test_c7_malware_is_refused_and_a_scanner_that_is_away_loses_nothing(tmp_path: Path) -> None:
    """C7: found it is dropped; without a verdict the upload waits; clean it says so."""
    infected = small_pdf("harmless").replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + EICAR + b"\n")
    with running_clamd() as url:
        told(clamd_url=url)
        upload_id = begun(infected)
        assert refusal_of(upload_id) == "C7_MALWARE"
        assert refusal_of(upload_id) == "C7_MALWARE"
        assert objects().offset(upload_id) == 0
        clean = completed(begun(small_pdf("clean")))
        assert shelf.materials.look(clean.material_id).scan_state == "clean"
    waiting = begun(small_pdf("waits"))
    assert refusal_of(waiting) == "UNAVAILABLE"
    told(clamd_url="")
    assert shelf.materials.look(completed(waiting).material_id).scan_state == "unscanned"


def test_c7_what_is_referred_to_stays_and_the_rest_goes_when_retention_ends() -> None:
    """C7: in a draft or a submission it stays for ever; dropped from the draft it stays until its time, then goes."""
    kept, submitted, dropped = (small_pdf(text) for text in ("in the draft", "submitted", "dropped"))
    uploads = [completed(begun(one)) for one in (kept, submitted, dropped)]
    team = store.teams.get("t1")
    content = service_pb2.Submission()
    content.evidence.add(sha256=hashlib.sha256(submitted).hexdigest())
    store.keep_submission("ef" * 32, content.SerializeToString())
    for upload in uploads[1:]:
        team.detach(upload.evidence_id, at=AT)
    team.receipts = (a.complete_team().submit(1, a.REQUIREMENTS, a.sign, at=AT),)
    store.keep_submission(team.receipts[0].digest, content.SerializeToString())
    store.teams.save(team)
    digests = [hashlib.sha256(one).hexdigest() for one in (kept, submitted, dropped)]
    retention.run_retention(TIMER, AT + timedelta(days=1094))
    assert [objects().size(one) is not None for one in digests] == [True, True, True]
    retention.run_retention(TIMER, LONG_AFTER)
    assert [objects().size(one) is not None for one in digests] == [True, True, False]
    assert [len(shelf.materials_of_content(one)) for one in digests] == [1, 1, 0]


def test_c7_one_object_serves_two_teams_until_both_are_done_with_it() -> None:
    """C7: the same content of another team is the same object; it goes with the last record."""
    add_team("t2", "p2", 2)
    content = small_pdf("shared")
    digest = hashlib.sha256(content).hexdigest()
    first, second = completed(begun(content)), completed(begun(content, "t2", number=2))
    assert first.material_id != second.material_id
    for team_id, upload in (("t1", first), ("t2", second)):
        assert objects().size(digest) == len(content)
        team = store.teams.get(team_id)
        team.detach(upload.evidence_id, at=AT)
        store.teams.save(team)
        retention.run_retention(TIMER, LONG_AFTER)
    assert objects().size(digest) is None


def test_c7_uploaded_again_it_is_kept_from_then_on() -> None:
    """C7: retention begins anew."""
    content = small_pdf("again")
    first = completed(begun(content))
    until = shelf.materials.look(first.material_id).retained_until
    upload_id = begun(content, kind="credit_record")
    materials.complete_upload(upload_id, MEMBER, AT + timedelta(days=2))
    assert shelf.materials.look(first.material_id).retained_until == until + timedelta(days=2)


def test_c7_a_team_at_the_limit_takes_a_file_once_another_went() -> None:
    """C7: one more than the edition takes is refused with the limit, uploaded or attached; in place of another it is taken."""
    completed(begun(small_pdf("the last one")))
    team = store.teams.get("t1")
    (piece,) = team.evidence
    limit = requirements().max_files
    team.evidence = tuple(a.audit(sha256=f"{n:064x}", id=f"e{n}") for n in range(limit))
    store.teams.save(team)
    attach = commands.AttachEvidence(team_id="t1", evidence=replace(piece, kind="manual"))
    for act in (lambda: begun(small_pdf("one more")), lambda: acted(projects.attach_evidence, attach)):
        with pytest.raises(Refusal) as caught:
            act()
        assert (caught.value.code, caught.value.facts) == (rules.C7_TOO_MANY_FILES, {"limit": str(limit)})
    acted(projects.remove_evidence, commands.RemoveEvidence(team_id="t1", evidence_id="e0"))
    acted(projects.attach_evidence, attach)
    team = store.teams.get("t1")
    assert (len(team.evidence), team.evidence[-1].kind) == (limit, "manual")


def test_c7_a_team_with_slow_files_does_not_stop_another() -> None:
    """C7: ten calls at once for files that cost as much as files may; a good file of another team is done in seconds."""
    add_team("t2", "p2", 2)
    slow = [begun(hostile.of_streams(1, 4).replace(b"%%EOF", b"%%%d\n%%%%EOF" % number)) for number in range(5)]
    good = begun(small_pdf("good beside slow ones"), "t2", number=2)
    with ThreadPoolExecutor(10) as threads:
        asked = [threads.submit(refusal_of, upload_id) for upload_id in slow * 2]
        began = time.monotonic()
        assert completed(good).state == materials_pb2.UPLOAD_STATE_COMPLETE
        took = time.monotonic() - began
        told_so = [one.result() for one in asked]
    assert took < 20
    # one is looked into and one waits; the others are told to come again, with their bytes kept
    assert set(told_so) <= {"C7_DAMAGED", "UNAVAILABLE"}
    assert told_so.count("UNAVAILABLE") >= 6
    waiting = [one for one in slow if objects().offset(one)]
    assert len(waiting) >= 3
    assert refusal_of(waiting[0]) == "C7_DAMAGED"


def test_c7_a_checker_that_is_slow_or_gone_keeps_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """C7: the upload stays open, and the same call completes it when the machine has time again."""
    upload_id = begun(small_pdf("looked into later"))
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/nowhere/python")
        assert refusal_of(upload_id) == "UNAVAILABLE"
    assert completed(upload_id).state == materials_pb2.UPLOAD_STATE_COMPLETE


def test_c7_two_calls_for_one_upload_look_into_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """C7: who comes while another is at it waits, meets a newer upload, and is answered from that."""
    upload_id, looks = begun(small_pdf("asked for twice")), []
    look = materials._look
    both = threading.Barrier(2)

    def counted(upload: Any) -> Any:
        looks.append(upload.id)
        return look(upload)

    def called() -> Any:
        both.wait()
        return attempt(lambda: completed(upload_id), until=time.monotonic() + 30, repeatable=True)

    monkeypatch.setattr(materials, "_look", counted)
    with ThreadPoolExecutor(2) as threads:
        first, second = (one.result() for one in [threads.submit(called) for _ in range(2)])
    assert first == second
    assert looks == [upload_id]
