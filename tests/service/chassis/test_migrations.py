"""Migrations on a real database, by real processes of several releases at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from chassis.mongo.lease import Lease
from chassis.mongo.migrations import (
    BATCH,
    COLLECTION,
    Migration,
    StoredData,
    UnusableData,
    bring_up_to_date,
    progress,
)
from chassis.mongo.operations import OperationsNotes
from tests.service.chassis.jar_keeper import FIRST, SECOND

pytestmark = pytest.mark.parts
JARS = 8 * BATCH


@pytest.fixture
def database(mongodb_url: str, database_prefix: str) -> Iterator[Any]:
    """Yield an empty database, written to as services do."""
    client: MongoClient[dict[str, Any]] = MongoClient(mongodb_url, tz_aware=True, w="majority", journal=True)
    yield client[f"{database_prefix}_jars"]
    client.close()


@contextmanager
def keeper(mongodb_url: str, prefix: str, release: int, seconds: int) -> Iterator[subprocess.Popen[str]]:
    """Run a process that keeps jars; it is killed if it has not ended by itself."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.service.chassis.jar_keeper", str(release), str(seconds)],
        cwd=Path(__file__).parents[3],
        env=os.environ | {"DASAI_MONGODB_URL": mongodb_url, "DASAI_DATABASE_PREFIX": prefix},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def next_line(process: subprocess.Popen[str]) -> str:
    """Return the next line that a process prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def until(condition: Callable[[], bool]) -> None:
    """Wait until the condition is true."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


@pytest.mark.long
def test_a_migration_runs_beside_the_release_before_is_killed_goes_on_and_loses_nothing(
    mongodb_url: str, database_prefix: str, database: Any
) -> None:
    """Every second that any process has put into a jar is in it in the end, as milliseconds."""
    jars, records = database["jars"], database[COLLECTION]
    with ExitStack() as running:

        def run(release: int, seconds: int = 1) -> subprocess.Popen[str]:
            return running.enter_context(keeper(mongodb_url, database_prefix, release, seconds))

        assert bring_up_to_date(database, []) == 1  # the baseline
        jars.insert_many([{"_id": f"{n:05}", "version": 1, "state": {"seconds": 7}} for n in range(JARS)])
        before = [run(1), run(1)]
        assert [next_line(process) for process in before] == ["0 ready"] * 2

        killed = run(2)
        until(lambda: (records.find_one({"_id": 1}) or {}).get("documents", 0) >= BATCH)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        half = records.find_one({"_id": 1})
        assert BATCH <= half["documents"] < JARS
        assert "ended_at" not in half

        after = [run(2), run(2)]
        assert sorted(next_line(process) for process in after) == ["0 ready", "1 ready"]
        assert records.find_one({"_id": 1})["documents"] >= JARS
        until(lambda: jars.count_documents({"state.seconds": {"$exists": True}}) > 0)  # release 1 still writes
        filled = 0
        for process in (*before, *after):
            process.terminate()
            filled += int(next_line(process))
            assert process.wait() == 0
        assert filled > 0

        assert next_line(run(3, 0)) == "1 ready"
        states = [jar["state"] for jar in jars.find()]
        assert {name for state in states for name in state} == {"milliseconds"}
        assert sum(state["milliseconds"] for state in states) == (7 * JARS + filled) * 1000


def test_a_release_that_is_older_than_the_data_does_not_start(database: Any) -> None:
    """The one before may: it reads the new form, and a process of it may have to start again during the change."""
    assert bring_up_to_date(database, [FIRST, SECOND]) == 3
    assert bring_up_to_date(database, [FIRST]) == 0
    with pytest.raises(UnusableData) as refused:
        bring_up_to_date(database, [])
    assert "请使用新版本" in str(refused.value)
    assert "it needs migration 1, this release knows 0" in str(refused.value)
    assert [row.name for row in progress(database, [])] == ["baseline", "milliseconds", "no_seconds"]


def test_data_from_before_migrations_is_refused_with_what_to_do(database: Any) -> None:
    """Nothing is written to it but the refusal's lease; an empty collection and the chassis' own documents are no data."""
    database["jars"].insert_one({"_id": "jar"})
    for _ in range(2):
        with pytest.raises(UnusableData) as refused:
            bring_up_to_date(database, [FIRST])
        assert f"数据库 {database.name} 中的数据（jars）由引入数据迁移之前的版本生成" in str(refused.value)
        assert "use an empty database (another DASAI_DATABASE_PREFIX" in str(refused.value)
    assert database[COLLECTION].count_documents({}) == 0
    database["jars"].delete_one({"_id": "jar"})
    for name in ("startup_check", "relay_lease"):
        database[name].insert_one({"_id": "by the chassis"})
    notes = OperationsNotes(database)  # by a relay that was there before the server
    notes.note_bus([], 0)
    notes.ask_replay("replay", "", "operator", datetime.now(UTC))
    assert bring_up_to_date(database, [FIRST]) == 2
    assert bring_up_to_date(database, [FIRST]) == 0


def test_processes_that_start_at_once_migrate_one_at_a_time(database: Any) -> None:
    """The others wait until it has; each migration is done once."""
    inside, most, lock = [0], [0], threading.Lock()

    def migrate(data: StoredData) -> None:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        time.sleep(0.1)
        with lock:
            inside[0] -= 1

    migrations = [Migration(number, f"m{number}", "", migrate) for number in (1, 2, 3)]
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(bring_up_to_date(database, migrations))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(counts), most[0]) == (4, 1)
    assert [row.state for row in progress(database, migrations)] == ["done"] * 4


def test_progress_lists_what_is_done_and_counts_what_remains(database: Any) -> None:
    """Counting changes nothing."""
    assert [(row.number, row.state) for row in progress(database, [FIRST])] == [(0, "pending"), (1, "pending")]
    bring_up_to_date(database, [])
    database["jars"].insert_many([{"_id": n, "version": 1, "state": {"seconds": n}} for n in range(3)])
    rows = progress(database, [FIRST], count=True)
    assert [(row.number, row.state, row.documents) for row in rows] == [(0, "done", 0), (1, "pending", 3)]
    assert database["jars"].count_documents({"state.seconds": {"$exists": True}}) == 3
    assert bring_up_to_date(database, [FIRST, SECOND]) == 2
    rows = progress(database, [FIRST])
    assert [(row.number, row.name, row.state, row.documents) for row in rows] == [
        (0, "baseline", "done", 0),
        (1, "milliseconds", "done", 3),
        (2, "no_seconds", "done", 0),
    ]
    assert all(row.ended_at is not None for row in rows)


def test_a_document_that_moved_on_meanwhile_is_changed_as_it_is_then(database: Any) -> None:
    """The migration's update is conditional on the version that it read; a later pass sees the document again."""
    jars = database["jars"]
    bring_up_to_date(database, [])
    jars.insert_one({"_id": "jar", "version": 1, "state": {"seconds": 1}})
    moved = []

    def migrate(data: StoredData) -> None:
        def change(jar: dict[str, Any]) -> dict[str, Any]:
            if not moved:
                moved.append(jars.update_one({"_id": "jar"}, {"$set": {"version": 2, "state": {"seconds": 5}}}))
            return {"$set": {"state": {"milliseconds": jar["state"]["seconds"] * 1000}}}

        data.update_each("jars", {"state.seconds": {"$exists": True}}, change)

    bring_up_to_date(database, [Migration(1, "race", "", migrate)])
    assert jars.find_one({"_id": "jar"}) == {"_id": "jar", "version": 2, "state": {"milliseconds": 5000}}


def test_an_index_is_dropped_once(database: Any) -> None:
    """A migration that is repeated finds it gone."""
    database["jars"].create_index("state.seconds", name="seconds")
    for _ in range(2):
        StoredData(database, lambda _: None).drop_index("jars", "seconds")
        assert "seconds" not in database["jars"].index_information()


def test_a_lease_is_kept_while_something_takes_longer_than_it_lasts(database: Any) -> None:
    """Nobody else has it meanwhile; who gives it up has it no more, and the next has it at once."""
    first, second = (Lease(database["leases"], "lease", 0.4) for _ in range(2))
    assert first.hold()
    with first.kept():
        end = time.monotonic() + 1.2
        while time.monotonic() < end:
            assert (first.ours, second.hold()) == (True, False)
            time.sleep(0.02)
    first.give_up()
    assert not first.ours
    assert second.hold()
