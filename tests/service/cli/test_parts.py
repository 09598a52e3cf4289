"""The private broker and database: what was acknowledged is there after a restart, and nothing is left behind."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from kombu import Connection
from pymongo import MongoClient, WriteConcern
from pymongo.errors import PyMongoError

from cli.stack.parts import Parts
from tests.parts import require_own_parts

require_own_parts()

WRITES = 2_000


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """Yield a broker and a database of this test's own, which it kills."""
    with Parts(tmp_path_factory.mktemp("parts")) as running:
        yield running


def family(pids: list[int]) -> list[psutil.Process]:
    """Return these processes with all their descendants."""
    members = [psutil.Process(pid) for pid in pids]
    return members + [child for member in members for child in member.children(recursive=True)]


@pytest.mark.parts
def test_an_acknowledged_write_survives_kill_nine(own: Parts) -> None:
    """A writer writes for as long as it is let; the server is killed under it; every write that it had an answer for is there."""
    acknowledged, half = 0, threading.Event()

    def write() -> None:
        nonlocal acknowledged
        with MongoClient[dict[str, Any]](own.mongodb_url, serverSelectionTimeoutMS=2_000) as client:
            documents = client["kill_nine"].get_collection("documents", write_concern=WriteConcern("majority"))
            try:
                for number in range(100 * WRITES):
                    documents.insert_one({"_id": number, "text": "x" * 300})
                    acknowledged = number + 1
                    if acknowledged == WRITES:
                        half.set()
            except PyMongoError:
                return  # killed, as was meant

    writer = threading.Thread(target=write)
    writer.start()
    assert half.wait(60)
    own.kill_database()
    writer.join(60)
    with MongoClient[dict[str, Any]](own.mongodb_url) as client:
        ids = {document["_id"] for document in client["kill_nine"]["documents"].find({}, {"_id": 1})}
        client.drop_database("kill_nine")
    assert acknowledged >= WRITES
    assert set(range(acknowledged)) - ids == set()


@pytest.mark.parts
def test_a_message_survives_the_brokers_restart(own: Parts) -> None:
    with Connection(own.amqp_url) as connection:
        queue = connection.SimpleQueue("survives")
        queue.put("still here")
        queue.close()
    own.restart_broker()
    with Connection(own.amqp_url) as connection:
        queue = connection.SimpleQueue("survives")
        message = queue.get(timeout=5)
        message.ack()
        queue.close()
    assert message.payload == "still here"


@pytest.mark.parts
def test_a_fresh_virtual_host_sees_no_queue_of_others(own: Parts) -> None:
    assert own.broker is not None
    with Connection(own.broker.add_vhost("fresh")) as connection:
        queue = connection.SimpleQueue("survives")
        assert queue.qsize() == 0
        queue.close()
    own.broker.delete_vhost("fresh")


@pytest.mark.parts
def test_only_the_owner_can_read_the_brokers_files(own: Parts) -> None:
    assert own.broker is not None
    modes = [path.stat().st_mode & 0o777 for path in (own.broker.home, own.broker.home / "password")]
    assert modes == [0o700, 0o400]


@pytest.mark.parts
def test_both_listen_on_the_loopback_interface_only(own: Parts) -> None:
    listening = set()
    for member in family(list(own.supervisor.pids().values())):
        with contextlib.suppress(psutil.NoSuchProcess):  # RabbitMQ asks `df` now and then; who is gone listens nowhere
            listening |= {
                connection.laddr.ip
                for connection in member.net_connections()
                if connection.status == psutil.CONN_LISTEN
            }
    assert listening == {"127.0.0.1"}


@pytest.mark.parts
@pytest.mark.long
def test_nothing_is_left_after_the_end(tmp_path: Path) -> None:
    with Parts(tmp_path) as running:
        members = family(list(running.supervisor.pids().values()))
        assert len(members) >= 2
    left = [member for member in psutil.wait_procs(members, timeout=10)[1] if member.pid != os.getpid()]
    assert left == []
