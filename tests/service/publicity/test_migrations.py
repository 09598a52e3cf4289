"""Publicity's stored data from one release to the next, with the processes of both."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from dasai.publicity.v1 import reports_pb2

from chassis.actor import Role
from chassis.mongo.migrations import BATCH, StoredData, bring_up_to_date, migrations_of, progress
from tests.service.publicity.running import REPORTER, Publicity, wait_for
from tests.unit.services.publicity.builders import beijing

READINGS = 10 * BATCH
# what the release before does at each reading of a reporter's identity
RELEASE_BEFORE = """
import os, signal, sys, threading, uuid
from datetime import datetime, UTC
from pymongo import MongoClient
ended = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: ended.set())
accesses = MongoClient(os.environ["DASAI_MONGODB_URL"])[sys.argv[1]]["reporter_accesses"]
count = 0
while not ended.wait(0.002):
    reading = {"report_id": "r", "account_id": "before", "at": datetime.now(UTC), "purpose": "核实"}
    accesses.insert_one({"_id": str(uuid.uuid4()), **reading})
    count += 1
print(count)
"""


@pytest.fixture
def publicity(tmp_path: Path, own_amqp_url: str, mongodb_url: str) -> Iterator[Publicity]:
    """Prepare publicity's processes, not started, on a database of the release before."""
    processes = Publicity(tmp_path, own_amqp_url, mongodb_url)
    bring_up_to_date(processes.database, [])
    processes.database["reporter_accesses"].insert_many(
        {"_id": f"{n:05}", "report_id": "r", "account_id": "a", "at": datetime.now(UTC), "purpose": "核实"}
        for n in range(READINGS)
    )
    yield processes
    processes.stop()


@pytest.mark.long
def test_k4_no_reading_of_a_reporter_is_lost_while_both_releases_run(publicity: Publicity, mongodb_url: str) -> None:
    """K4: the server is killed half-way through the migration, another goes on, and the release before writes all the time."""
    accesses, records = publicity.database["reporter_accesses"], publicity.database["migrations"]
    before = subprocess.Popen(
        [sys.executable, "-c", RELEASE_BEFORE, publicity.database.name],
        env=os.environ | {"DASAI_MONGODB_URL": mongodb_url},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        publicity.server.start()
        wait_for(lambda: records.find_one({"_id": 1, "documents": {"$gte": BATCH}}))
        publicity.server.stop(signal.SIGKILL)
        assert "ended_at" not in records.find_one({"_id": 1})
        assert accesses.count_documents({"_id": {"$lt": "1"}, "at": {"$exists": True}}) > 0

        publicity.start()
        publicity.clock.move_to(beijing("2024-10-22T10:00:00.000"))
        publicity.make_known(3)
        filed = publicity.call(publicity.reports.FileReport, publicity.make_report(3))
        request = reports_pb2.ReadReporterRequest(report_id=filed.report_id, purpose="联系举报人核实")
        assert publicity.call(publicity.reports.ReadReporter, request, Role.COMMITTEE, account="c-1") == REPORTER
        wait_for(lambda: accesses.find_one({"account_id": "before", "at": {"$exists": True}}))
        before.terminate()
        written, _ = before.communicate(timeout=30)
    finally:
        before.kill()
        before.wait()
    assert [row.state for row in progress(publicity.database, migrations_of("publicity"))][:2] == ["done", "done"]
    # what the migration that ends the old form will do
    (migration, *_) = migrations_of("publicity")
    migration.migrate(StoredData(publicity.database, lambda _: None))
    stored: list[dict[str, Any]] = list(accesses.find())
    assert len(stored) == READINGS + int(written) + 1
    assert {frozenset(reading) for reading in stored} == {
        frozenset({"_id", "report_id", "account_id", "read_at", "purpose"})
    }
