"""The local stack over the real parts and tiny processes in the place of ours."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from pymongo import MongoClient

from cli.stack import state
from cli.stack.environment import ExternalServers
from cli.stack.local import LocalStack, Sample
from cli.stack.processes import Process, table
from cli.stack.program import ROOT, StackProblem, wait_until
from cli.stack.replicas import Replicas
from cli.stack.workspace import Workspace

TINY = (
    Process("registration-server", "process", "registration", 1),
    Process("registration-worker", "process", "registration", 2),
    Process("gateway", "process", "gateway", 3),
)
FOLDER = str(Path(__file__).parent / "tiny")


@pytest.fixture(autouse=True)
def _shared_parts(amqp_url: str, mongodb_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name the run's broker and database for the stacks of this module, so that none starts its own."""
    monkeypatch.setenv("DASAI_AMQP_URL", amqp_url)
    monkeypatch.setenv("DASAI_MONGODB_URL", mongodb_url)


def tiny(data: Path, **more: object) -> LocalStack:
    """Describe a stack of tiny processes; they know the broker's and the database's URLs and use neither."""
    servers = ExternalServers.named_in(os.environ)
    workspace = Workspace("tiny", servers.amqp_url, servers.mongodb_url)
    return LocalStack(data, extra_env={"PYTHONPATH": FOLDER}, known=TINY, workspace=workspace, **more)  # type: ignore[arg-type]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[LocalStack]:
    """Yield a stack of tiny processes that runs."""
    with tiny(tmp_path / "data") as stack:
        yield stack


def environment(stack: LocalStack, name: str) -> dict[str, str]:
    """Return the settings that a process prints."""
    with urllib.request.urlopen(f"http://127.0.0.1:{stack.ports[f'metrics:{name}']}/environment", timeout=30) as answer:
        variables: dict[str, str] = json.load(answer)
        return variables


def test_the_table_has_sixteen_processes() -> None:
    assert len(table()) == 16
    assert table()[-1].name == "gateway"


def test_a_killed_process_is_started_again_and_the_others_run_on(running: LocalStack) -> None:
    before = {process.name: running.pid(process.name) for process in TINY}
    running.kill("registration-worker")
    running.wait_healthy()
    after = {process.name: running.pid(process.name) for process in TINY}
    assert [name for name in before if before[name] != after[name]] == ["registration-worker"]
    assert running.restarts() == {"registration-server": 0, "registration-worker": 1, "gateway": 0}


def test_a_second_stack_on_the_same_folder_is_refused(running: LocalStack) -> None:
    with pytest.raises(StackProblem, match="already runs on the data folder"), tiny(running.data):
        pytest.fail("two stacks share a folder")
    running.wait_healthy()
    assert set(running.restarts().values()) == {0}


def test_each_process_gets_its_own_settings_only(running: LocalStack, mongodb_url: str) -> None:
    server, gateway = environment(running, "registration-server"), environment(running, "gateway")
    assert server["DASAI_MONGODB_URL"] == mongodb_url
    assert server["DASAI_GRPC_LISTEN"] == gateway["DASAI_REGISTRATION_ADDRESS"]
    assert Path(server["DASAI_SECRETS_DIR"]).name == "registration"
    assert "DASAI_CLOCK_FILE" not in server
    assert running.env_for("gateway") == {name: gateway[name] for name in running.env_for("gateway")}


def test_clock_edition_and_probe_are_passed_to_all_processes(tmp_path: Path) -> None:
    edition, clock = tmp_path / "edition.yaml", tmp_path / "clock.json"
    with tiny(tmp_path / "data", clock_file=clock, edition_file=edition, probe=True) as stack:
        environments = [environment(stack, process.name) for process in TINY]
    names = ("DASAI_CLOCK_FILE", "DASAI_EDITION_FILE", "DASAI_PROBE")
    assert [[variables[name] for name in names] for variables in environments] == [
        [str(clock), str(edition), "true"]
    ] * 3


def test_metrics_are_read(running: LocalStack) -> None:
    assert running.metrics("gateway") == [Sample("tiny_asked_total", {"kind": "all"}, 3.0)]


def test_several_of_a_process_run_side_by_side_and_stop_together(tmp_path: Path) -> None:
    """Each has a number, a port and a life of its own; gateways inherit one socket; the name alone means all of them."""
    with tiny(tmp_path / "data", replicas=Replicas.read("gateway=2,server=2", TINY)) as stack:
        servers, gateways = stack.names("registration-server"), stack.names("gateway")
        assert (servers, gateways) == (
            ("registration-server-1", "registration-server-2"),
            ("gateway-1", "gateway-2"),
        )
        known = environment(stack, "gateway-2")
        listens = [environment(stack, name)["DASAI_GRPC_LISTEN"] for name in servers]
        assert known["DASAI_REGISTRATION_ADDRESS"].split(",") == listens
        assert (
            len(
                {(Path("/proc") / str(pid) / "fd" / known["DASAI_HTTP_FD"]).readlink() for pid in stack.pids("gateway")}
            )
            == 1
        )
        assert "DASAI_HTTP_FD" not in environment(stack, "registration-worker") | stack.env_for("gateway")
        socket.create_connection(("127.0.0.1", stack.ports["http"]), timeout=5).close()
        assert stack.metrics("gateway") == 2 * [Sample("tiny_asked_total", {"kind": "all"}, 3.0)]
        seen = state.read(stack.data)
        assert seen is not None
        assert {*servers, *gateways} < {process.name for process in seen.processes}

        stack.kill("gateway-2")
        stack.wait_healthy("gateway")
        assert stack.restarts() | {"gateway-2": 0} == dict.fromkeys(stack.restarts(), 0)
        before = stack.pids("registration-server")
        stack.roll("registration-server")
        assert not set(before) & set(stack.pids("registration-server"))
        stack.stop("gateway")
        assert not set(gateways) & stack.memory().keys()
        stack.resume("gateway")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", stack.ports["http"]), timeout=5)


def test_memory_is_measured(running: LocalStack) -> None:
    assert set(running.memory()) == {process.name for process in TINY}
    assert 5 < running.memory()["gateway"] < 200


def test_accounts_stay_from_one_start_to_the_next(tmp_path: Path) -> None:
    with tiny(tmp_path / "data") as stack:
        first, new = stack.accounts, stack.accounts_are_new
    with tiny(tmp_path / "data") as stack:
        assert (stack.accounts, stack.accounts_are_new, new) == (first, False, True)


def test_older_data_is_refused_at_once_with_what_to_do(
    tmp_path: Path, amqp_url: str, mongodb_url: str, database_prefix: str
) -> None:
    """The server of data from before migrations is started once, and its message is what the user reads."""
    client: MongoClient[dict[str, Any]] = MongoClient(mongodb_url)
    with client:
        client[f"{database_prefix}_review"]["cases"].insert_one({"_id": "older"})
        workspace = Workspace(database_prefix, amqp_url, mongodb_url)
        with pytest.raises(StackProblem, match="review-server did not become ready: exit 78") as refused:
            LocalStack(tmp_path / "data", processes=("review-server",), workspace=workspace).__enter__()
        client.drop_database(f"{database_prefix}_review")
    assert str(refused.value).count("由引入数据迁移之前的版本生成，本版本不能使用") == 1
    assert str(refused.value).count("then use an empty database") == 1


def test_after_the_end_nothing_runs_and_nothing_is_remembered(tmp_path: Path) -> None:
    with tiny(tmp_path / "data") as stack:
        processes = [psutil.Process(stack.pid(process.name)) for process in TINY]
    assert psutil.wait_procs(processes, timeout=30)[1] == []
    assert state.read(tmp_path / "data") is None


def test_no_orphans_after_kill_nine_and_the_next_start_carries_on(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
        "from tests.service.cli.test_local import TINY, tiny\n"
        "with tiny(Path(sys.argv[2])) as stack:\n"
        "    print(*(stack.pid(process.name) for process in TINY), flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", code, str(ROOT), str(tmp_path / "data")]
    with subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        processes = [psutil.Process(int(pid)) for pid in other.stdout.readline().split()]
        other.kill()
    assert len(processes) == 3
    assert psutil.wait_procs(processes, timeout=30)[1] == []
    assert state.read(tmp_path / "data") is not None  # its last words
    with tiny(tmp_path / "data") as stack:
        stack.wait_healthy()
        assert wait_until(lambda: state.read(stack.data) is not None, 1)
