"""C7: files are inspected side by side: none stops another, none is inspected twice, none is lost to a busy machine."""

from __future__ import annotations

import itertools
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import pytest
from dasai.registration.v1 import materials_pb2

from chassis.kernel.refusal import Refusal
from chassis.mongo.attempts import attempt
from chassis.objects import objects
from cli.synthetic import small_pdf
from services.registration.materials.commands import inspecting
from tests.service.registration.uploading import add_team, begin_upload, complete_upload, end_upload, refusal_of

pytestmark = pytest.mark.usefixtures("registration")


def test_c7_a_team_with_slow_files_does_not_stop_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """C7: ten calls of a team while its file is inspected for long; another team's good file is done in seconds.

    One is looked into and one waits; the others are told to come again, with their bytes kept.
    """
    add_team("t2", "p2", 2)
    slow = [begin_upload(small_pdf(f"slow {number}")) for number in range(5)]
    good = begin_upload(small_pdf("good beside slow ones"), "t2", number=2)
    inspect, done = inspecting.inspect, threading.Event()

    def slowly(upload: Any) -> Any:
        assert upload.id == good or done.wait(60)
        return inspect(upload)

    def complete(upload_id: str) -> str:
        """Complete as the server does: repeat the command if another call has decided the upload meanwhile."""
        try:
            return str(
                attempt(lambda: complete_upload(upload_id), until=time.monotonic() + 90, repeatable=True).material_id
            )
        except Refusal as refusal:
            return refusal.code.name

    monkeypatch.setattr(inspecting, "inspect", slowly)
    with ThreadPoolExecutor(10) as threads:
        calls = [threads.submit(complete, upload_id) for upload_id in slow * 2]
        began = time.monotonic()
        assert complete_upload(good).state == materials_pb2.UPLOAD_STATE_COMPLETE
        took = time.monotonic() - began
        busy = list(itertools.islice(as_completed(calls, timeout=60), 8))
        assert {call.result() for call in busy} == {"UNAVAILABLE"}
        done.set()
        served = [call.result() for call in calls if call not in busy]
    assert took < 20
    assert len(served) == 2
    assert "UNAVAILABLE" not in served
    waiting = [upload_id for upload_id in slow if objects().offset(upload_id)]
    assert len(waiting) >= 3
    assert complete_upload(waiting[0]).state == materials_pb2.UPLOAD_STATE_COMPLETE


def test_c7_an_upload_keeps_its_bytes_if_its_checker_is_slow_or_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """C7: the upload stays open, and the same call completes it when the machine has time again."""
    upload_id = begin_upload(small_pdf("looked into later"))
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/nowhere/python")
        assert refusal_of(upload_id) == "UNAVAILABLE"
    assert complete_upload(upload_id).state == materials_pb2.UPLOAD_STATE_COMPLETE


def test_c7_two_calls_for_an_upload_inspect_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """C7: a call during the inspection of the same upload waits, and is answered from the result."""
    upload_id, inspected = begin_upload(small_pdf("asked for twice")), []
    inspect = inspecting.inspect
    both = threading.Barrier(2)

    def counted(upload: Any) -> Any:
        inspected.append(upload.id)
        return inspect(upload)

    def called() -> Any:
        both.wait()
        return attempt(lambda: complete_upload(upload_id), until=time.monotonic() + 30, repeatable=True)

    monkeypatch.setattr(inspecting, "inspect", counted)
    with ThreadPoolExecutor(2) as threads:
        first, second = (call.result() for call in [threads.submit(called) for _ in range(2)])
    assert first == second
    assert inspected == [upload_id]


@pytest.mark.parametrize("decided", [complete_upload, end_upload])
def test_c7_a_call_gets_the_outcome_of_another_call_that_decided_its_upload(
    monkeypatch: pytest.MonkeyPatch, decided: Callable[[str], Any]
) -> None:
    """C7: the refusal never says that bytes are missing, for the client sent them all."""
    upload_id, whole = begin_upload(small_pdf("decided by another")), objects()
    offset, first, outcomes = type(whole).offset, [upload_id], []

    def late(self: Any, key: str) -> int:
        if first:
            outcomes.append(decided(first.pop()))
        return int(offset(self, key))

    monkeypatch.setattr(type(whole), "offset", late)

    def call_again() -> Any:
        return attempt(lambda: complete_upload(upload_id), until=time.monotonic() + 30, repeatable=True)

    if decided is complete_upload:
        assert call_again() == outcomes[0]
    else:
        with pytest.raises(Refusal) as refused:
            call_again()
        assert refused.value.code.name == "C7_UPLOAD_ENDED"
    assert outcomes
