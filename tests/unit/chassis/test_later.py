"""Writes that wait for a moment and are done together."""

from __future__ import annotations

import pytest
from pymongo.errors import AutoReconnect
from structlog.testing import capture_logs

from chassis import outage
from chassis.mongo import later
from chassis.mongo.later import Later, running


def test_a_process_that_does_not_serve_writes_at_once() -> None:
    """Tests and tools read what they wrote."""
    written: list[list[int]] = []
    writes = Later(written.append)
    writes.add(1)
    writes.add(2)
    assert written == [[1], [2]]


def test_a_process_that_serves_writes_together_and_what_waits_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits for longer than the process runs."""
    monkeypatch.setattr(later, "WAIT_SECONDS", 3600)
    written: list[list[int]] = []
    writes = Later(written.append)
    with running():
        writes.add(1)
        writes.add(2)
        assert written == []
        writes.flush()
        assert written == [[1, 2]]
        writes.add(3)
    assert written == [[1, 2], [3]]


def test_what_waits_is_written_within_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without anybody asking for it."""
    monkeypatch.setattr(later, "WAIT_SECONDS", 0.01)
    written = later.threading.Event()
    writes = Later(lambda _: written.set())
    with running():
        writes.add(1)
        assert written.wait(10)


def test_what_the_database_did_not_take_goes_on_waiting() -> None:
    """In its order, before what came later."""
    away, written = [True], []

    def write(items: list[int]) -> None:
        if away[0]:
            raise AutoReconnect
        written.append(items)

    writes = Later(write)
    with running():
        writes.add(1)
        writes.flush()
        writes.add(2)
        away[0] = False
    assert written == [[1, 2]]


def test_a_database_that_is_away_is_told_when_it_begins_and_when_it_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not each second in which something waits."""
    monkeypatch.setattr(outage, "CALM_SECONDS", 0)
    monkeypatch.setattr(later, "WAIT_SECONDS", 3600)
    away = [True]

    def write(_: list[int]) -> None:
        if away[0]:
            raise AutoReconnect

    writes = Later(write)
    with running(), capture_logs() as lines:
        writes.add(1)
        for _ in range(20):
            writes.flush()
        away[0] = False
        writes.flush()
    assert [(line["event"], line.get("failures")) for line in lines] == [
        ("writes wait", None),
        ("what waited is written", 20),
    ]
