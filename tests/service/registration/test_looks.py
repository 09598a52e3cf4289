"""C7: files are looked into side by side: none stops another, none is looked into twice, and none is lost to a busy machine."""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from dasai.registration.v1 import materials_pb2

from chassis.mongo.attempts import attempt
from chassis.objects import objects
from cli.synthetic import small_pdf
from services.registration.commands import materials
from tests.service.registration.uploading import add_team, begun, completed, refusal_of
from tests.unit.services.registration.adapters import hostile

pytestmark = pytest.mark.usefixtures("registration")


def test_c7_a_team_with_slow_files_does_not_stop_another() -> None:
    """C7: ten calls at once for files that cost as much as files may; a good file of another team is done in seconds."""
    add_team("t2", "p2", 2)
    slow = [begun(hostile.of_streams(1, 4).replace(b"%%EOF", b"%%%d\n%%%%EOF" % number)) for number in range(5)]
    good = begun(small_pdf("good beside slow ones"), "t2", number=2)

    def told(upload_id: str) -> str:
        """As the server does: who had to wait for the same upload and finds it decided asks again, and is answered from that."""
        return attempt(lambda: refusal_of(upload_id), until=time.monotonic() + 30, repeatable=True)

    with ThreadPoolExecutor(10) as threads:
        asked = [threads.submit(told, upload_id) for upload_id in slow * 2]
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
